"""The gate: nothing moves between a report and itself, a perturbed model does, and chance alone does not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.reports import AuditReport, Bounds, moves_between
from exegesis.reports.audit.figures import difference
from exegesis.reports.audit.result import Move, RowAnswer
from exegesis.reports.audit.wording import move_lines
from tests.reports.audit import toys
from tests.reports.audit.conftest import made


def moved(before: AuditReport, after: AuditReport, bounds: Bounds | None = None) -> set[str]:
    return {one.name for one in moves_between(before, after, bounds or Bounds()).moves if one.moved}


def with_answers(report: AuditReport, answers: tuple[RowAnswer, ...], same_rows: bool = True) -> AuditReport:
    data = report.data if same_rows else replace(report.data, sha256="0" * 64)
    return replace(report, answers=answers, data=data, sections=())


def answers(right: "np.ndarray", confidence: float = 0.9) -> tuple[RowAnswer, ...]:
    truths = [toys.LABELS[place % 2] for place in range(len(right))]
    given = [truth if one else toys.LABELS[truth == toys.LABELS[0]] for one, truth in zip(right, truths, strict=True)]
    pairs = enumerate(zip(truths, given, strict=True), 1)
    return tuple(RowAnswer(place, truth, answer, confidence) for place, (truth, answer) in pairs)


def test_a_report_beside_itself_moves_nothing(report: AuditReport) -> None:
    found = moves_between(report, report)
    assert (found.paired, found.moved) == (True, False)
    by_name = {one.name: one for one in found.moves}
    assert by_name["accuracy"].change == by_name["answers"].change == by_name["calibration gap"].change == 0.0
    assert by_name["explanations"].change == pytest.approx(1.0)
    assert move_lines(found)[-1] == "Nothing moved beyond its bound."


def test_a_model_with_another_mind_moves_answers_accuracy_and_groups(report: AuditReport, biased: AuditReport) -> None:
    assert {"accuracy", "answers"} <= moved(report, biased)
    assert any(name.startswith("fairness.group=she") for name in moved(report, biased))
    assert any(line.startswith("! moved: accuracy") for line in move_lines(moves_between(report, biased)))


def test_a_model_that_answers_alike_for_other_reasons_moves_explanations_alone(report: AuditReport, file: Path) -> None:
    other = made(
        file, only=["words"], weigh=lambda text: toys.honest(text) + 0.9 * ("saw" in text) - 0.9 * ("day" in text)
    )
    assert moved(report, other) == {"explanations"}


def test_pairs_of_the_same_rows_are_compared_as_pairs() -> None:
    """Of 100 rows 6 of 8 that change are lost: McNemar's exact p is 0.29; all of 6 lost: 0.031 (binomial, by hand)."""
    base = np.arange(100) >= 10
    few, clear = base.copy(), base.copy()
    few[[20, 21, 22, 23, 24, 25]], few[[0, 1]] = False, True
    clear[[20, 21, 22, 23, 24, 25]] = False
    report = bare()
    before = with_answers(report, answers(base))
    assert "accuracy" not in moved(before, with_answers(report, answers(few)))
    after = with_answers(report, answers(clear))
    (accuracy,) = (one for one in moves_between(before, after).moves if one.name == "accuracy")
    assert (accuracy.moved, accuracy.change, accuracy.of) == (True, pytest.approx(-0.06), 100)
    # The same rates on other rows are well within chance.
    assert "accuracy" not in moved(before, with_answers(report, answers(clear), same_rows=False))


def test_a_small_move_is_within_its_bound_however_sure_it_is() -> None:
    base = np.ones(2000, dtype=bool)
    after = base.copy()
    after[:20] = False  # 1 point, p below 1e-5
    report = bare()
    pair = with_answers(report, answers(base)), with_answers(report, answers(after))
    assert "accuracy" not in moved(*pair)
    assert "accuracy" in moved(*pair, Bounds(accuracy=0.005))


def test_chance_alone_rarely_moves_anything() -> None:
    """Two draws of 400 rows of one model, 25 times: about one in twenty is called a move at most."""
    rng, report, calls = np.random.default_rng(5), bare(), 0
    for _ in range(25):
        one, other = (with_answers(report, answers(rng.random(400) < 0.85), same_rows=False) for _ in range(2))
        calls += "accuracy" in moved(one, other)
    assert calls <= 3


def test_what_is_surer_without_being_better_moves_calibration() -> None:
    right = np.arange(200) % 10 > 0
    report = bare()
    before = with_answers(report, answers(right, 0.9))
    assert moved(before, with_answers(report, answers(right, 0.97))) == {"calibration gap"}


def test_a_section_that_is_gone_has_moved(report: AuditReport, file: Path) -> None:
    gone = made(file, fairness_column="nobody", only=["fairness"])
    assert moved(report, gone) == {"fairness"}


def test_newcombe_s_interval_is_that_of_his_paper() -> None:
    """Newcombe 1998, table II, example (a): 56/70 and 48/80, method 10: 0.0524 to 0.3339."""
    assert difference(56, 70, 48, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_reports_of_other_classes_and_bounds_that_are_none_are_refused(report: AuditReport) -> None:
    with pytest.raises(InputError, match="models with other classes"):
        moves_between(report, replace(report, labels=("a", "b")))
    with pytest.raises(InputError, match="the bound of accuracy is between 0 and 1, not 2"):
        Bounds(accuracy=2)


def bare() -> AuditReport:
    from tests.reports.audit.samples import report as sample

    return sample()


def test_moves_say_what_they_are_held_against() -> None:
    one = Move("accuracy", "accuracy", 0.9, 0.84, -0.06, -0.11, -0.02, 0.02, 100, True, "6 rows lost")
    from exegesis.reports.audit.wording import moved_said

    assert moved_said(one) == "accuracy −6.0 points [−11.0, −2.0] (bound 2.0 points; 6 rows lost)"


def test_beyond_a_bound_by_chance_is_neither_moved_nor_in_order() -> None:
    base = np.ones(40, dtype=bool)
    few = base.copy()
    few[:2] = False  # 5 points of 40 rows
    report = bare()
    found = moves_between(with_answers(report, answers(base)), with_answers(report, answers(few)))
    lines = move_lines(found)
    assert any(line.startswith("· accuracy") and line.endswith("but chance may explain it") for line in lines)
    assert not any(line.startswith("✓ accuracy") for line in lines)
    assert lines[-1] == "Nothing moved beyond its bound that chance does not explain."
