"""The noise of a method: one model, two seeds."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.distillation.task.examples import TextExample
from exegesis.reports.student.data import DataSet
from exegesis.reports.student.markdown import markdown
from exegesis.reports.student.noise import noise
from exegesis.reports.student.report import report
from tests.methods import OF_TEXTS as METHODS
from tests.reports.student.test_aligning import explained
from tests.reports.student.toys import rows
from tests.tiny import bert

SPANS = [(0, 1), (2, 3), (4, 5), (6, 7)]
BY_CHANCE = {"lime", "kernel_shap", "permutation_shap", "smooth_grad", "gradient_shap", "random"}
NEEDS_TEXTS = {"parzen", "exact_shap"}  # background texts; few units


def one(scores: list[float], units: int = 4) -> Explanation:
    return explained("a b c d", SPANS[:units], scores[:units])


def counted() -> tuple[list[int], Callable[[], None]]:
    steps: list[int] = []
    return steps, lambda: steps.append(1)


def test_the_figures_are_means_over_texts() -> None:
    firsts = [one([1.0, 2.0, 3.0, 4.0]), one([4.0, 3.0, 2.0, 1.0])]
    seconds = [one([1.0, 2.0, 4.0, 3.0]), one([1.0, 2.0, 3.0, 4.0])]
    steps, step = counted()
    found = noise(firsts, lambda number: seconds[number], 2, 0, step)
    assert found is not None
    assert found.drawn
    assert (found.texts, len(steps)) == (2, 2)
    assert found.signed is not None
    assert found.overlap is not None
    assert found.signed.mean == pytest.approx((0.8 - 1.0) / 2)
    assert found.overlap.mean == pytest.approx((1.0 + 0.0) / 2)


def test_a_method_that_draws_nothing_is_tried_once_on_the_longest_text() -> None:
    asked: list[int] = []

    def again(number: int) -> Explanation:
        asked.append(number)
        return firsts[number]

    firsts = [one([1.0, 2.0], 2), one([1.0, 2.0, 3.0, 4.0]), one([1.0, 2.0], 2)]
    found = noise(firsts, again, 2, 0, counted()[1])
    assert found is not None
    assert not found.drawn
    assert (found.texts, asked) == (3, [1])


def test_texts_that_cannot_be_explained_again_are_left_out() -> None:
    def refused(number: int) -> Explanation:
        raise InputError("no")

    steps, step = counted()
    assert noise([one([1.0, 2.0, 3.0, 4.0])], refused, 2, 0, step) is None
    assert len(steps) == 1
    assert noise([], refused, 2, 0, step) is None


@pytest.mark.slow
def test_every_method_is_told_by_what_it_draws() -> None:
    methods = tuple(METHODS.keys() - NEEDS_TEXTS - {"shapley_interactions"})  # 30 samples cannot tell its pairs
    text = "the film is good but the plot is dull and it was bad . the film is good ."
    long = DataSet("long", (TextExample((text,), None, "toy, line 1"),))
    found = report(bert(seed=0), bert(seed=1), [long], methods, explained=1, k=2, timing_rounds=0, samples=30)
    told = {method.method: method.noise for method in found.survival if method.failed is None}
    assert {name for name, by_chance in told.items() if by_chance is not None and by_chance.drawn} == BY_CHANCE
    assert set(told) == set(methods)
    assert all(by_chance is not None for by_chance in told.values())


def test_the_teachers_noise_stands_beside_the_students_figure(tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []
    found = report(
        bert(seed=0), bert(seed=0), [rows(tmp_path)], ("occlusion", "lime"), explained=3, k=2, timing_rounds=0,
        progress=lambda *at: done.append(at), samples=16,
    )  # fmt: skip
    removal, lime = found.survival
    assert removal.noise is not None
    assert not removal.noise.drawn
    assert lime.noise is not None
    assert lime.noise.overlap is not None
    assert lime.noise.signed is not None
    assert lime.signed is not None
    assert lime.signed.mean == pytest.approx(1.0)  # the same model and masks
    assert lime.noise.signed.mean < 0.999  # the same model, other masks
    assert done[-1] == (12, 12)
    assert [at for at, _ in done] == sorted(at for at, _ in done)
    assert found.to_dict()["survival"][1]["noise"]["drawn"] is True
    said = markdown(found)
    assert "| 1 (draws nothing) |" in said
    assert said.count("two seeds") == 3
    assert "Two seeds: how alike the teacher's own explanations are" in said


@pytest.mark.slow
def test_more_samples_raise_the_floor(tmp_path: Path) -> None:
    def floor(samples: int) -> float:
        given: dict[str, Any] = {"explained": 4, "timing_rounds": 0, "samples": samples}
        (lime,) = report(bert(seed=0), bert(seed=1), [rows(tmp_path)], "lime", **given).survival
        assert lime.noise is not None
        assert lime.noise.signed is not None
        return lime.noise.signed.mean

    assert floor(12) < floor(60)


def test_a_report_without_it_says_nothing_of_seeds(tmp_path: Path) -> None:
    found = report(bert(seed=0), bert(seed=1), [rows(tmp_path)], "occlusion", explained=1, k=2, timing_rounds=0)
    older = replace(found, survival=tuple(replace(one, noise=None) for one in found.survival))
    assert "wo seeds" not in markdown(older)
