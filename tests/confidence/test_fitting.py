"""Fits of given signals, and of models whose right answers are known beforehand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.confidence import ConfidenceFit, apply, fit, fit_signals, risk_coverage
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import Question
from tests.confidence.samples import answers, fitted, whole
from tests.question_models import keyword_model

SURE = {"good": 0.95, "fine": 0.9, "bad": 0.1, "dull": 0.2}


def judged(texts: list[str]) -> Any:
    """Sure where it knows a word, undecided else."""
    found = np.array([next((SURE[word] for word in text.split() if word in SURE), 0.55) for text in texts])
    return np.column_stack([1 - found, found])


MODEL = exegesis.load(judged, labels=["negative", "positive"], name="toy")


def reviews(rows: int = 120, seed: int = 0) -> tuple[list[str], list[str]]:
    """Texts, a third of which has no word that the model knows: there it is as often wrong as right."""
    rng = np.random.default_rng(seed)
    texts, truths = [], []
    for number in range(rows):
        word = str(rng.choice([*SURE, "odd", "strange"]))
        texts.append(f"a {word} film number {number}")
        certain = "positive" if SURE.get(word, 0.5) > 0.5 else "negative"
        truths.append(certain if word in SURE else str(rng.choice(["negative", "positive"])))
    return texts, truths


TEXTS, TRUTHS = reviews()


def test_signals_that_are_known_are_put_together() -> None:
    found = fitted()
    together, probability, good, bad = found.curves
    assert [one.name for one in found.curves] == ["combination", "probability", "good", "bad"]
    assert found.oracle < together.area.area < probability.area.area < bad.area.area
    assert together.area.area < good.area.area + 0.01
    assert found.against_probability is not None
    assert found.against_probability.high < 0
    assert found.guarantee.threshold is not None
    assert found.guarantee.missed / found.guarantee.given < 0.1
    assert found.fitted + found.judged == 400
    assert together.coverage[-1] == 1
    assert together.risk[-1] == pytest.approx(found.chance)


def test_a_curve_of_any_confidence_is_what_a_fit_judges_by() -> None:
    signals, right = answers()
    found = risk_coverage(signals["good"], right)
    assert (found.name, found.coverage[-1]) == ("confidence", 1)
    assert found.area.low < found.area.area < found.area.high
    assert len(found.coverage) == 200


def test_the_seed_decides_the_halves_and_nothing_else_does() -> None:
    again = fit_signals(*answers(), precision=0.9)
    assert again == fitted()
    assert fit_signals(*answers(), seed=1, precision=0.9).curves != again.curves


def test_the_other_half_has_no_say_in_the_weights() -> None:
    """A signal that is by chance good on the half that is judged is not taken for good."""
    signals, right = answers(seed=3, rows=80)
    rng = np.random.default_rng(0)
    found = fit_signals({f"noise {n}": rng.normal(size=80) for n in range(30)}, right)
    assert found.best_known.area.area > 0.5 * found.chance
    assert signals.keys()


def test_wrong_answers_among_all_rows_have_a_threshold_of_their_own() -> None:
    found = fit_signals(*answers(), wrong=0.05).guarantee
    assert (found.kind, found.delta, found.wished) == ("wrong", None, 0.05)
    assert found.threshold is not None
    assert (found.missed + 1) / (found.rows + 1) <= 0.05


def test_no_threshold_is_an_answer() -> None:
    found = fit_signals(*answers(), precision=0.999).guarantee
    assert found.threshold is None
    assert "cannot show it even if all are right" in found.why
    assert found.coverage == 0


@pytest.mark.parametrize(
    ("signals", "right", "settings", "said"),
    [
        ({"a": range(10)}, [1, 0] * 5, {}, "10 labelled rows are too few"),
        ({"a": range(60)}, [1] * 60, {}, "every answer of the rows is right"),
        ({"a": range(60)}, [0] * 60, {}, "every answer of the rows is wrong"),
        ({"a": range(60)}, [1] * 58 + [0] * 2, {}, "only 2 of the 60 answers of the rows are wrong"),
        ({"a": range(60)}, [1, 0], {}, "True or False for each row"),
        ({"a": [float("nan")] * 60}, [1, 0] * 30, {}, "signal 'a' of row 1 is no number"),
        ({"a": range(60), "b": range(59)}, [1, 0] * 30, {}, "of one length"),
        ({}, [], {}, "no signal given"),
        ({"a": range(60)}, [1, 0] * 30, {"precision": 1.0}, "precision must be a number between 0 and 1"),
        ({"a": range(60)}, [1, 0] * 30, {"delta": 0}, "delta must be a number between 0 and 1"),
        ({"a": range(60)}, [1, 0] * 30, {"wrong": 2}, "wrong must be a number between 0 and 1"),
        ({"a": range(60)}, [1, 0] * 30, {"wrong": 0.1, "precision": 0.9}, "precision or wrong, not both"),
        ({"a": range(60)}, [1, 0] * 30, {"wrong": 0.1, "delta": 0.2}, "delta has no effect"),
    ],
)
def test_what_nothing_can_be_learned_of_is_refused(signals: Any, right: Any, settings: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        fit_signals(signals, right, **settings)


def test_a_model_is_asked_and_its_doubts_are_found() -> None:
    heard: list[tuple[int, int]] = []
    found = fit(MODEL, TEXTS, "occlusion", truths=TRUTHS, precision=0.9, progress=lambda *done: heard.append(done))
    assert (found.task, found.failed) == ("class", 0)
    assert heard[-1] == (120, 120)
    assert found.guarantee.threshold is not None
    assert found.best_known.area.area < 0.5 * found.chance
    assert "film" in found.vocabulary
    assert "number" in found.vocabulary
    assert not {word for word in found.vocabulary if word.isdigit()}  # each stands in one row alone
    assert ConfidenceFit.from_json(found.to_json()) == found

    rows = apply(found, MODEL, ["a good film", "an odd film"], ["one", "two"], truths=["positive", None])
    first, second = rows.rows
    assert (first.id, first.answer, first.is_given, first.right) == ("one", "positive", True, True)
    assert second.right is None
    assert first.confidence is not None
    assert second.confidence is not None
    assert first.confidence > found.guarantee.threshold
    assert first.confidence > second.confidence
    assert rows.shift == ()  # two rows tell nothing
    assert rows.known == (1, 1)


def test_shift_is_named_where_the_texts_are_others() -> None:
    found = fit(MODEL, TEXTS, truths=TRUTHS, signals="probability", precision=0.8)
    same = apply(found, MODEL, reviews(seed=1)[0])
    assert same.moved == ()
    other = apply(found, MODEL, [f"{text} and very many words that nobody has met before" for text in TEXTS])
    assert {one.name for one in other.moved} == {"length", "unknown words"}


def test_what_was_asked_is_kept_and_not_asked_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def counting(texts: list[str]) -> Any:
        asked.extend(texts)
        return judged(texts)

    model = exegesis.load(counting, labels=["negative", "positive"], name="toy")
    journal = tmp_path / "asked.jsonl"
    settings: Any = {"truths": TRUTHS, "signals": ["probability", "concentration"], "journal": journal}
    first = fit(model, TEXTS, "occlusion", **settings)
    lines = journal.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 121
    journal.write_text("\n".join(lines[:61]) + "\n", encoding="utf-8")  # a run that was stopped halfway
    asked.clear()
    assert fit(model, TEXTS, "occlusion", **settings) == first
    assert not any(text in asked for text in TEXTS[:50])
    with pytest.raises(InputError, match="seed 0, not 1"):
        fit(model, TEXTS, "occlusion", 1, **settings)


def test_a_run_that_is_stopped_says_what_it_leaves(tmp_path: Path) -> None:
    def stopping(done: int, total: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    settings: Any = {"truths": TRUTHS, "signals": "margin", "progress": stopping}
    with pytest.raises(KeyboardInterrupt, match="7 of 120 rows were asked about, and are lost"):
        fit(MODEL, TEXTS, **settings)
    with pytest.raises(KeyboardInterrupt, match=r"7 of 120 rows are in .*asked\.jsonl; the same"):
        fit(MODEL, TEXTS, **settings, journal=tmp_path / "asked.jsonl")


def test_rows_that_cannot_be_asked_are_counted_and_abstained_from() -> None:
    texts: list[Any] = ["", *TEXTS]
    found = fit(MODEL, texts, truths=["positive", *TRUTHS], signals="margin")
    assert (found.failed, found.fitted + found.judged) == (1, 120)
    (row,) = apply(found, MODEL, [""]).rows
    assert (row.answer, row.is_given) == (None, False)
    assert row.error is not None
    assert "empty" in row.error
    with pytest.raises(InputError, match="empty"):
        fit(MODEL, texts, truths=["positive", *TRUTHS], signals="margin", errors="raise")
    bad: list[Any] = [InputError("line 3 is no text"), *TEXTS]
    assert fit(MODEL, bad, truths=["positive", *TRUTHS], signals="margin").failed == 1
    with pytest.raises(InputError, match="line 3 is no text"):
        fit(MODEL, bad, truths=["positive", *TRUTHS], signals="margin", errors="raise")


def test_anany_model_is_refused_unless_it_is_allowed() -> None:
    found = fit(MODEL, TEXTS, truths=TRUTHS, signals="margin")
    other = exegesis.load(lambda texts: judged(texts), labels=["negative", "positive"], name="other")
    with pytest.raises(InputError, match="fitted on 'toy', and this is 'other'"):
        apply(found, other, TEXTS)
    assert apply(found, other, TEXTS, any_model=True).anany_model == "toy"
    with pytest.raises(InputError, match="any_model has no effect"):
        apply(found, MODEL, TEXTS, any_model=True)


def test_questions_are_judged_by_any_of_the_truths_and_abstained_from_where_there_is_none() -> None:
    model = keyword_model(called="one", none=1.0, slow=3.0, movie=0.5)
    inputs: list[Any] = [Question("what", f"the movie was slow {'very ' * (n % 5)}") for n in range(30)]
    inputs += [Question("what", f"the movie was {'very ' * (n % 5 + 1)}") for n in range(30)]
    truths: list[Any] = [["slow", "was slow"]] * 30 + [[]] * 30
    found = fit(model, inputs, truths=truths, signals=["probability", "no_answer"], precision=0.6)
    assert found.task == "question"
    assert found.best_known.area.area == pytest.approx(found.oracle)
    rows = apply(found, model, inputs, truths=truths)
    assert {(row.answer, row.right) for row in rows.rows} == {("slow", True), ("movie", False)}
    assert min(row.confidence or 0 for row in rows.rows if row.right) > max(
        row.confidence or 0 for row in rows.rows if not row.right
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"truths": TRUTHS[:-1]}, "119 truths for 120 texts"),
        ({"truths": ["great", *TRUTHS[1:]]}, "row 1: unknown label 'great'. Choose from: negative, positive"),
        ({"truths": [None, *TRUTHS[1:]]}, "row 1: no label says what is true"),
        ({"truths": TRUTHS, "f1": 0.5}, "f1 is of answers to questions"),
        ({"truths": TRUTHS, "signals": "margin", "methods": "occlusion"}, "none of these signals reads an explanation"),
        ({"truths": TRUTHS, "signals": "consent", "methods": ["occlusion", "lime"]}, "several methods are for"),
        ({"truths": TRUTHS, "ids": ["one"]}, "1 ids for 120 texts"),
    ],
)
def test_what_does_not_fit_is_refused(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        fit(MODEL, TEXTS, **{"signals": "margin", **given})


def test_a_model_without_right_and_wrong_is_refused() -> None:
    values = exegesis.load(lambda texts: np.ones((len(texts), 1)), "regression", labels=["stars"])
    with pytest.raises(UnsupportedError, match="no answer that is right or wrong"):
        fit(values, TEXTS, truths=TRUTHS)


def test_a_fit_of_given_signals_cannot_be_applied() -> None:
    with pytest.raises(InputError, match="fitted on given signals"):
        apply(fitted(), MODEL, TEXTS)
    with pytest.raises(InputError, match="takes a ConfidenceFit, not dict"):
        apply({}, MODEL, TEXTS)  # type: ignore[arg-type]
    assert whole().asking is not None
