"""module:name: objects of Python modules as models, and what goes wrong in one line."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import exegesis
from exegesis.adapters import modules
from exegesis.core.errors import LoadError, ModelError

CODE = """
import exegesis
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

TEXTS = ["a good film", "a bad film", "good acting", "bad acting"]
calm = make_pipeline(CountVectorizer(), LogisticRegression()).fit(TEXTS, ["pos", "neg", "pos", "neg"])
stars = make_pipeline(CountVectorizer(), Ridge()).fit(TEXTS, [5.0, 1.0, 4.0, 2.0])
number = 5
text = "a film"

margins = make_pipeline(CountVectorizer(), LinearSVC()).fit(TEXTS, ["pos", "neg", "pos", "neg"])

def shouting(texts):
    return [[1 - p, p] for p in (sum(map(str.isupper, text)) / len(text) for text in texts)]

def broken(texts):
    raise KeyError("my own bug")

class Kept:
    here = shouting

class Loud:
    def __call__(self, texts):
        import helper_of_mine
        return helper_of_mine.answer(texts)

loud = Loud()
loaded = exegesis.load(shouting, task="multi-label", labels=["calm", "loud"])
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory with modules, where one works."""
    (tmp_path / "mine_own.py").write_text(CODE)
    (tmp_path / "helper_of_mine.py").write_text("def answer(texts):\n    return [[0.25, 0.75]] * len(texts)\n")
    (tmp_path / "mine_package").mkdir()
    (tmp_path / "mine_package" / "__init__.py").write_text("")
    (tmp_path / "mine_package" / "inner.py").write_text("def f(texts):\n    return [[0.5, 0.5]] * len(texts)\n")
    (tmp_path / "mine_broken.py").write_text("import exegesis\n\n1 / 0\n")
    (tmp_path / "mine_missing.py").write_text("import no_such_library_at_all\n")
    (tmp_path / "mine_exits.py").write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith(("mine_", "helper_of_mine"))]:
        del sys.modules[name]


def refusal(source: str) -> str:
    with pytest.raises(LoadError) as caught:
        exegesis.load(source)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_everything_that_load_takes_may_be_named() -> None:
    assert exegesis.load("mine_own:calm").labels == ("neg", "pos")
    assert exegesis.load("mine_own:stars").kind == "regression"
    assert exegesis.load("mine_own:shouting").predict(["AB"]).tolist() == [[0.0, 1.0]]
    assert exegesis.load("mine_own:Kept.here").predict(["ab"]).tolist() == [[1.0, 0.0]]
    assert exegesis.load("mine_package.inner:f").labels == ("class 0", "class 1")
    loaded = exegesis.load("mine_own:loaded")
    assert (loaded.kind, loaded.labels) == ("multi-label", ("calm", "loud"))


def test_the_name_is_kept_and_options_reach_the_object() -> None:
    model = exegesis.load("mine_own:shouting", task="multi-label", labels=["calm", "loud"])
    assert (model.name, model.kind, model.labels) == ("mine_own:shouting", "multi-label", ("calm", "loud"))
    assert exegesis.load("mine_own:shouting", name="mine").name == "mine"
    assert exegesis.explain("mine_own:shouting", "why SO", "occlusion").fingerprint.model == "mine_own:shouting"


def test_what_the_object_imports_later_is_found_too() -> None:
    assert exegesis.load("mine_own:loud").predict(["a"]).tolist() == [[0.25, 0.75]]


def test_the_directory_stands_last_afterwards(here: Path) -> None:
    before = list(sys.path)
    exegesis.load("mine_own:shouting")
    assert sys.path == [*before, str(here)]
    exegesis.load("mine_own:calm")
    assert sys.path == [*before, str(here)]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no_such_module_of_mine:f", "no module called 'no_such_module_of_mine', neither in .* nor in the environment"),
        ("mine_package.nothing:f", "no module called 'mine_package.nothing'"),
        ("mine_own:shoutin", r"unknown name in mine_own 'shoutin'. Did you mean 'shouting'\?"),
        ("mine_own:calm.nothing", "'mine_own' has nothing called 'calm.nothing'"),
        ("mine_own.py:calm", "give the module without its ending: mine_own:NAME"),
        ("mine_own:text", r"'mine_own:text' is a string \('a film'\) and no model; name a function of texts \(or"),
        ("mine_own:nothere", "Choose from: calm, stars, margins, shouting, broken, Kept, Loud, loud, loaded.$"),
        ("mine_own:number", "'mine_own:number': cannot load a int. Give"),
        ("mine_own:Loud", "'mine_own:Loud' is a class; name an object made of it"),
        ("mine_broken:f", r"importing 'mine_broken' failed: ZeroDivisionError: .* \(mine_broken.py, line 3\)"),
        ("mine_missing:f", "importing 'mine_missing' failed: ModuleNotFoundError: No module named 'no_such_library_at"),
        ("mine_exits:f", "importing 'mine_exits' failed: SystemExit: 3"),
    ],
)
def test_what_goes_wrong_is_one_line(source: str, message: str) -> None:
    import re

    assert re.search(message, refusal(source))


def test_an_error_of_the_function_is_one_line() -> None:
    with pytest.raises(ModelError, match="mine_own:broken failed on texts: KeyError: 'my own bug'"):
        exegesis.load("mine_own:broken").predict(["a"])


@pytest.mark.parametrize("source", ["bert-base-uncased", "org/model", "C:\\models", "a b:c", ":f", "m:", 5, None])
def test_other_names_are_not_taken_for_modules(source: object) -> None:
    assert not modules.is_name(source)


def test_a_classifier_without_probabilities_says_what_to_write_in_the_module() -> None:
    said = refusal("mine_own:margins")
    assert (
        "In mine_own.py: `margin = exegesis.load(margins, task='regression')`, then `--model mine_own:margin`" in said
    )
    assert said.startswith("'mine_own:margins': Pipeline has no predict_proba.")
    assert exegesis.load("mine_own:margins", task="regression").kind == "regression"
