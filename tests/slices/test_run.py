"""A model asked, explained and sliced; two models; tables; and what is refused or said."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from exegesis import api
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.outcomes import Outcomes
from exegesis.slices import SliceReport, slices
from tests.slices.worlds import CLASSES, world

TEXTS = tuple(f"{'good' if i % 2 else 'bad'} {'but late' if i % 5 == 0 else 'film'} number{i % 7}" for i in range(120))
TRUTHS = tuple("positive" if i % 2 else "negative" for i in range(120))


def trapped(texts: list[str]) -> np.ndarray:
    """Reads good and bad, but "late" turns it round."""
    share = np.array([0.9 if ("good" in text) != ("late" in text) else 0.1 for text in texts])
    return np.stack([1 - share, share], axis=1)


def fine(texts: list[str]) -> np.ndarray:
    share = np.array([0.8 if "good" in text else 0.2 for text in texts])
    return np.stack([1 - share, share], axis=1)


MODEL = api.load(trapped, labels=CLASSES, name="trapped")


@pytest.fixture(scope="module")
def found() -> SliceReport:
    return slices(MODEL, TEXTS, "occlusion", truths=TRUTHS, named=["word:late"], other=api.load(fine, labels=CLASSES))


def test_accuracy_confusion_and_calibration(found: SliceReport) -> None:
    assert (found.errors.rows, found.errors.marked) == (120, 24)
    assert found.accuracy.mean == pytest.approx(0.8)
    assert found.confusion == ((48, 12), (12, 48))
    assert found.confidence == pytest.approx(0.9)
    assert found.calibration.gap == pytest.approx(0.1)
    assert found.calibration.error == pytest.approx(0.1)


def test_the_slice_that_fails(found: SliceReport) -> None:
    late = found["has the word “late”"]
    assert (late.errors.rows, late.errors.marked, late.accuracy.mean) == (24, 24, 0)
    assert late.q is not None
    assert late.q < 0.001


def test_the_words_of_errors(found: SliceReport) -> None:
    """ "late" makes the wrong answers: it speaks for them, and stands in no right one."""
    assert found.words is not None
    assert (found.words.wrong, found.words.right, found.words.method) == (24, 24, "occlusion")
    words = {one.word: one for one in found.words.words}
    assert words["late"].difference.low > 0
    assert words["late"].q < 0.001
    assert words["late"].in_right == 0
    assert words["late"].wrong == pytest.approx(0.8)


def test_two_models(found: SliceReport) -> None:
    rival = found.rival
    assert rival is not None
    assert (rival.both_right, rival.only_first, rival.only_second, rival.both_wrong) == (96, 0, 24, 0)
    assert rival.p == pytest.approx(2 / 2**24)
    assert rival.accuracy.mean == 1
    assert found.rows is not None
    assert found.rows.other == tuple(i % 2 for i in range(120))


def test_outcomes_are_not_asked_again() -> None:
    asked: list[int] = []

    def model(texts: list[str]) -> np.ndarray:
        asked.append(len(texts))
        return trapped(texts)

    loaded = api.load(model, labels=CLASSES)
    outcomes = api.outcomes(loaded, TEXTS, truths=TRUTHS)
    before = sum(asked)
    made = slices(loaded, TEXTS, outcomes=outcomes, explained=0, keep_rows=False)
    assert sum(asked) == before
    assert made.errors.marked == 24
    assert made.rows is None


def test_explanations_go_on_where_they_were_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept.jsonl"
    wished: dict[str, Any] = {"truths": TRUTHS, "explained": 20, "keep": file}
    first = slices(MODEL, TEXTS, "occlusion", **wished)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 21
    file.write_text("\n".join(lines[:11]) + "\n", encoding="utf-8")
    explained: list[str] = []
    monkeypatch.setattr(api, "explain_many", _counting(api.explain_many, explained))
    assert slices(MODEL, TEXTS, "occlusion", **wished).words == first.words
    assert len(explained) == 10
    with pytest.raises(InputError, match="seed"):
        slices(MODEL, TEXTS, "occlusion", seed=1, **wished)


def _counting(explain_many: Any, seen: list[str]) -> Any:
    def counted(model: Any, texts: Any, *arguments: Any, **named: Any) -> Any:
        seen.extend(texts)
        return explain_many(model, texts, *arguments, **named)

    return counted


def test_rows_of_a_table() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"age": rng.integers(18, 80, 600), "job": rng.choice(["cook", "nurse"], 600)})
    truths = np.where(frame["age"] > 50, "old", "young")

    def model(rows: Any) -> np.ndarray:  # takes nurses for the other thing
        old = np.where((rows["age"].to_numpy() > 50) != (rows["job"].to_numpy() == "nurse"), 0.8, 0.2)
        return np.stack([1 - old, old], axis=1)

    loaded = api.load(model, background=frame, labels=["young", "old"])
    found = slices(loaded, frame, "occlusion", truths=truths.tolist(), explained=60)
    assert found["job = nurse"].accuracy.mean == 0
    assert "job = nurse" in {one.name for one in found.found}
    assert found.words is not None
    assert (found.words.noun, found.words.words[0].word) == ("column", "job")
    assert found.rows is not None
    assert found.rows.texts[0] == f"age {frame['age'][0]}, job {frame['job'][0]}"


def test_what_a_reader_must_know_is_said() -> None:
    right = slices(api.load(fine, labels=CLASSES), TEXTS, truths=TRUTHS, explained=10)
    assert right.search is None
    assert right.words is None
    assert "No answer is wrong: there is no failure to look for." in right.notes
    wrong = slices(api.load(fine, labels=CLASSES[::-1]), TEXTS, truths=TRUTHS, explained=0)
    assert any(note.startswith("No answer is right") for note in wrong.notes)
    single = slices(MODEL, TEXTS[1::2], truths=TRUTHS[1::2], explained=0)
    assert "All rows are of one class, positive: nothing is told of the others." in single.notes
    few = slices(MODEL, TEXTS[:30], truths=TRUTHS[:30], explained=0)
    assert any("30 rows: too few" in note for note in few.notes)
    assert few.search is not None
    assert few.found == ()


@pytest.mark.parametrize(
    ("wished", "said"),
    [
        ({}, "give truths, one for each row"),
        ({"truths": TRUTHS[:5]}, "5 truths for 120 inputs"),
        ({"truths": ("odd", *TRUTHS[1:])}, "row 0: unknown label 'odd'"),
        ({"truths": TRUTHS, "by": ["colour"]}, "unknown kind of slice 'colour'"),
        ({"truths": TRUTHS, "terms": 4}, "at most 3 terms"),
        ({"truths": TRUTHS, "fewest": 1}, "fewest must be a whole number of at least 2"),
        ({"truths": TRUTHS, "columns": {"genre": ["a"]}}, "1 rows of columns for 120 outcomes"),
        ({"truths": TRUTHS, "samples": 9}, "samples is for explanations"),
        ({"truths": TRUTHS, "keep": "x"}, "keep is for explanations"),
        ({"truths": TRUTHS, "outcomes": world(0, 120).outcomes}, "leave truths out"),
    ],
)
def test_what_is_refused(wished: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        slices(MODEL, TEXTS, explained=0, **wished)


def test_what_cannot_be_is_told_before_the_model_is_asked() -> None:
    def never(texts: list[str]) -> np.ndarray:
        raise AssertionError("asked")

    model = api.load(never, labels=CLASSES)
    for wished in ({"named": ["expression:("]}, {"named": ["colour:red"]}, {"by": ["colour"]}, {"method": "nothing"}):
        with pytest.raises(InputError):
            slices(model, TEXTS, truths=TRUTHS, **wished)  # type: ignore[arg-type]


def test_a_second_model_must_answer_the_same() -> None:
    other = Outcomes(("a", "b"), np.zeros(120, int), np.full((120, 2), 0.5))
    with pytest.raises(InputError, match="the second model has the classes a, b"):
        slices(MODEL, TEXTS, truths=TRUTHS, explained=0, other=other)


def test_models_of_something_else() -> None:
    with pytest.raises(UnsupportedError, match="choose one of several classes"):
        slices(api.load(lambda texts: np.ones(len(texts)), task="regression"), TEXTS, truths=TRUTHS)
    with pytest.raises(InputError, match="neither a model to ask nor outcomes"):
        slices(None, TEXTS, truths=TRUTHS, explained=0)
