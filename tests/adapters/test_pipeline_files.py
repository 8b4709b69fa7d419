"""Pipelines in files: .skops as data, pickles only by a name that says they are trusted."""

import pickle
import zipfile
from pathlib import Path

import joblib
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import exegesis
from exegesis.core.errors import CodeWarning, LoadError

TEXTS = ["a good film", "a bad film", "good acting", "bad acting"]
TRUTH = ["pos", "neg", "pos", "neg"]


def pipeline() -> object:
    return make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, TRUTH)


def shorter(texts: list[str]) -> list[str]:
    return [text[:5] for text in texts]


class Evil:
    """What runs code as it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.place,)  # type: ignore[return-value]


def refusal(source: object) -> str:
    with pytest.raises(LoadError) as caught:
        exegesis.load(source)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("as_text", [True, False])
def test_a_skops_file(tmp_path: Path, as_text: bool) -> None:
    path = tmp_path / "mine.skops"
    skops.io.dump(pipeline(), path)
    model = exegesis.load(str(path) if as_text else path)
    assert (model.name, model.labels) == ("mine.skops", ("neg", "pos"))
    assert exegesis.explain(model, "a good film", "occlusion").top(1)[0][0].text == "good"


def test_a_skops_file_with_code_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.skops"
    steps = make_pipeline(FunctionTransformer(shorter), TfidfVectorizer(), LogisticRegression()).fit(TEXTS, TRUTH)
    skops.io.dump(steps, path)
    said = refusal(path)
    assert "skops does not know to be data" in said
    assert "shorter" in said


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_a_damaged_skops_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.skops"
    path.write_bytes(content)
    assert "cannot read" in refusal(path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("schema.json", "{}")
    assert "cannot read" in refusal(path)


@pytest.mark.parametrize("ending", [".joblib", ".pkl", ".pickle"])
def test_a_pickle_is_not_read_unasked(tmp_path: Path, ending: str) -> None:
    path, mark = tmp_path / f"mine{ending}", tmp_path / "ran"
    path.write_bytes(pickle.dumps(Evil(mark)))
    said = refusal(path)
    assert "is a pickle, which can run code" in said
    assert "skops.io.dump" in said
    assert f"--trust-pickle {path}" in said
    assert not mark.exists()


def test_a_pickle_that_is_trusted(tmp_path: Path) -> None:
    path = tmp_path / "mine.joblib"
    joblib.dump(pipeline(), path)
    with pytest.warns(CodeWarning, match="runs whatever code it holds, as you said"):
        model = exegesis.load(f"trust-pickle:{path}")
    assert (model.name, model.labels) == ("mine.joblib", ("neg", "pos"))


def test_a_pickle_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.joblib"
    path.write_bytes(b"nothing")
    with pytest.warns(CodeWarning):
        assert "cannot read" in refusal(f"trust-pickle:{path}")
    assert "is no file" in refusal(f"trust-pickle:{tmp_path / 'none'}")
    assert "is no file" in refusal(tmp_path / "none.skops")
