"""A suite of tests run on a model: `checklist`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.attacks.behaviour.expectations import NEUTRAL, Expectation
from exegesis.attacks.behaviour.result import CheckList, FailedCase, TestFigures
from exegesis.attacks.behaviour.suite import BehaviourTest, read_suite, suite_of
from exegesis.core.errors import InputError, check_count, unknown
from exegesis.core.types import Floats
from exegesis.data.truth import place_of_truth
from exegesis.engine.estimate import Progress
from exegesis.engine.probabilities import check_choice, class_probabilities

NEUTRALS = ("auto", "middle", "left out")


def checklist(
    model: Model | str | Path,
    suite: str | Path | Mapping[str, Any] | Sequence[BehaviourTest],
    seed: int = 0,
    *,
    neutral: str = "auto",
    shown: int = 20,
    progress: Progress | None = None,
) -> CheckList:
    """Run tests of what a classifier of texts must do (Ribeiro, Wu, Guestrin & Singh, "Beyond Accuracy", ACL 2020).

    A minimum functionality test (MFT) expects a label; an invariance test (INV) that edits leave the answer, or move
    its probability by at most a tolerance; a directional test (DIR) that they do not move it the wrong way by more.

    Args:
        model: what `load` gives or takes, with classes.
        suite: a file (YAML of templates, JSON lines of texts), its data, or tests.
        seed: of the cases that are drawn of templates.
        neutral: of a model without a neutral class: "left out" (the usual) leaves out the tests that expect one,
            "middle" takes an answer of two classes for neutral that gives neither two thirds.
        shown: failed cases that are kept of each test.
        progress: called as (texts done, texts).

    Returns:
        Failure rates with their intervals. Cases that could not fail are left out and counted.

    Raises:
        InputError: a suite that is none; a label that is no class; an option without effect.
        UnsupportedError: a model that does not choose one of several classes.
    """
    loaded = api.load(model)
    text_model(loaded, "a checklist")
    check_choice(loaded, "a checklist")
    check_count("shown", shown)
    tests = _tests(suite, seed)
    way = _neutral(neutral, loaded.labels)
    texts = list(dict.fromkeys(text for test in tests for case in test.cases for text in case))
    answers = dict(zip(texts, _answers(loaded, texts, progress), strict=True))
    figures = tuple(_figures(test, answers, loaded.labels, way, shown) for test in tests)
    named = str(suite) if isinstance(suite, str | Path) else "tests given in Python"
    return CheckList(Path(named).name, figures, len(texts), way, seed, loaded.fingerprint())


def _tests(suite: Any, seed: int) -> tuple[BehaviourTest, ...]:
    if isinstance(suite, str | Path):
        return read_suite(suite, seed)
    if isinstance(suite, Mapping):
        return suite_of(suite, seed=seed)
    if not suite or not all(isinstance(one, BehaviourTest) for one in suite):
        raise InputError("a suite is a file, its data (`lists` and `tests`) or a list of tests.")
    return tuple(suite)


def _neutral(wished: str, labels: Sequence[str]) -> str:
    if wished not in NEUTRALS:
        raise unknown("neutral", wished, NEUTRALS)
    if place_of_truth(labels, NEUTRAL) is not None:
        if wished != "auto":
            raise InputError("neutral= is for models without a neutral class; leave it out.")
        return "class"
    if wished == "middle" and len(labels) != 2:
        raise InputError("neutral='middle' is for models of two classes.")
    return "left out" if wished == "auto" else wished


def _answers(model: Model, texts: Sequence[str], progress: Progress | None) -> Iterator[Floats]:
    done = 0
    for some in class_probabilities(model, texts):
        yield from some
        done += len(some)
        if progress is not None:
            progress(done, len(texts))


def _figures(
    test: BehaviourTest, answers: Mapping[str, Floats], labels: Sequence[str], way: str, shown: int
) -> TestFigures:
    cases, failed, left_out, why, examples = 0, 0, 0, "", list[FailedCase]()
    for texts, expected in zip(test.cases, test.expectations, strict=True):
        probabilities = np.stack([answers[text] for text in texts])
        place = _place(expected, labels)
        if expected.needs_neutral and way == "left out":
            left_out, why = left_out + 1, "the model has no neutral answer"
        elif not expected.can_fail(probabilities):
            left_out, why = left_out + 1, "they could not fail"
        else:
            cases += 1
            if not expected.holds(probabilities, place, way == "middle"):
                failed += 1
                if len(examples) < shown:
                    examples.append(_example(texts, probabilities, labels))
    wished = ", ".join(dict.fromkeys(expected.wished for expected in test.expectations))
    return TestFigures(test.name, test.kind, test.capability, wished, cases, failed, left_out, why, tuple(examples))


def _place(expected: Expectation, labels: Sequence[str]) -> int | None:
    """The class that a label means; None of a change, and of "neutral" where that is no class."""
    if expected.label is None:
        return None
    place = place_of_truth(labels, expected.label)
    if place is None and expected.label != NEUTRAL:
        raise unknown("label of a test", expected.label, labels)
    return place


def _example(texts: Sequence[str], probabilities: Floats, labels: Sequence[str]) -> FailedCase:
    best = probabilities.argmax(axis=1)
    return FailedCase(
        tuple(texts), tuple(labels[place] for place in best), tuple(float(row.max()) for row in probabilities)
    )
