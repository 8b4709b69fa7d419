"""Models of the user's own at the command line: MODULE:NAME on every command, and pipelines in files."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import joblib
import pytest
import skops.io
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from typer.testing import CliRunner

from exegesis.cli.main import app
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

TEXTS = ["a good film", "a bad film", "good acting", "bad acting", "a good plot", "a bad plot"]
TRUTH = ["pos", "neg", "pos", "neg", "pos", "neg"]
CODE = f"""
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

pipe = make_pipeline(CountVectorizer(), LogisticRegression()).fit({TEXTS}, {TRUTH})
other = make_pipeline(CountVectorizer(ngram_range=(1, 2)), LogisticRegression()).fit({TEXTS}, {TRUTH})

def broken(texts):
    raise KeyError("my own bug")
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "mine_models.py").write_text(CODE)
    (tmp_path / "texts.txt").write_text("".join(f"{text}\n" for text in TEXTS))
    pipe = make_pipeline(CountVectorizer(), LogisticRegression()).fit(TEXTS, TRUTH)
    joblib.dump(pipe, tmp_path / "pipe.joblib")
    skops.io.dump(pipe, tmp_path / "pipe.skops")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    yield tmp_path
    sys.modules.pop("mine_models", None)


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "a good film", "--model", "mine_models:pipe", "--method", "LOO"],
        ["predict", "a good film", "--model", "mine_models:pipe"],
        ["explain", "--data", "texts.txt", "--model", "mine_models:pipe", "--method", "loo", "--json", "out.jsonl"],
        ["compare", "mine_models:pipe", "mine_models:other", "--text", "a good film", "--method", "loo"],
        ["compare", "mine_models:pipe", "pipe.skops", "--text", "a good film", "--method", "occlusion"],
        ["surrogate", "mine_models:pipe", "--text", "a good film", "--set", "samples=50"],
        ["explain", "a good film", "--model", "pipe.skops", "--method", "occlusion"],
    ],
    ids=lambda words: f"{words[0]} {'texts' if '--data' in words else words[-1]}",
)
def test_a_model_of_a_module_goes_where_a_model_goes(run: Run, words: list[str]) -> None:
    code, _, err = run(*words)
    assert code == 0, err


def test_a_model_for_questions_of_a_module(run: Run, here: Path) -> None:
    (here / "mine_answers.py").write_text("import exegesis\n\nasked = exegesis.load('bundled:questions')\n")
    words = ["ask", "Who found it?", "--context-text", "Anna found it.", "--model", "mine_answers:asked"]
    code, _, err = run(*words, "--method", "occlusion")
    assert code == 0, err


def test_a_benchmark_of_a_model_of_a_module(run: Run) -> None:
    words = ["benchmark", "--model", "mine_models:pipe", "--data", "texts.txt", "--out", "out", "--method", "loo"]
    code, _, err = run(*words, "--measure", "comprehensiveness", "--limit", "2")
    assert code == 0, err


def test_an_explanation_of_it_is_evaluated(run: Run, here: Path) -> None:
    assert run("explain", TEXTS[0], "--model", "mine_models:pipe", "--method", "loo", "--json", "e.json")[0] == 0
    found = json.loads((here / "e.json").read_text())
    assert (found[0] if isinstance(found, list) else found)["fingerprint"]["model"] == "mine_models:pipe"
    code, _, err = run("evaluate", "e.json", "--measure", "comprehensiveness")
    assert code == 2  # what a file says runs no code
    assert "say with --model which model this is" in err
    code, _, err = run("evaluate", "e.json", "--measure", "comprehensiveness", "--model", "mine_models:pipe")
    assert code == 0, err


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("mine_nothing:f", "error: no module called 'mine_nothing'"),
        ("mine_models:pip", "Did you mean 'pipe'?"),
        ("mine_models:TEXTS", "unknown name in mine_models 'TEXTS'"),
        ("mine_models:broken", "error: mine_models:broken failed on texts: KeyError: 'my own bug'"),
        ("pipe.joblib", "error: 'pipe.joblib' is a pickle"),
    ],
)
def test_what_goes_wrong_is_one_line(run: Run, model: str, message: str) -> None:
    code, out, err = run("explain", "a film", "--model", model, "--method", "occlusion")
    assert code in (1, 2)
    assert out == ""
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.filterwarnings("default::exegesis.core.errors.CodeWarning")
@pytest.mark.parametrize("command", ["explain", "predict"])
def test_a_pickle_that_is_trusted_is_read_with_a_warning(run: Run, command: str) -> None:
    code, out, err = run(command, "a good film", "--trust-pickle", "pipe.joblib")
    assert code == 0, err
    assert "pos" in out
    assert "note: reading the pickle 'pipe.joblib' runs whatever code it holds" in err


def test_a_pickle_or_a_model(run: Run) -> None:
    code, _, err = run("predict", "a film", "--trust-pickle", "pipe.joblib", "--model", "bundled:sentiment")
    assert code == 2
    assert "give --model or --trust-pickle, not both" in err


def test_the_list_of_models_says_so(run: Run) -> None:
    out = run("models")[1]
    assert all(word in out for word in ("MODULE:NAME", "FILE.skops", "trust-pickle:FILE"))


@pytest.mark.parametrize("command", ["explain", "predict", "evaluate", "benchmark", "compare", "surrogate", "ask"])
def test_help_says_that_a_module_is_run(command: str) -> None:
    out = " ".join(CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "300"}).output.split())
    assert "MODULE:NAME of Python code, which is run" in out
