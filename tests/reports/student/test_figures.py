import math

import numpy as np
import pytest

from exegesis.core.statistics import bootstrapped
from exegesis.distillation.glue.metrics import pearson
from exegesis.reports.student.figures import agreement, calibration, defined, divergences
from exegesis.reports.student.markdown import glue_markdown
from exegesis.reports.student.result import GlueReport, GlueRow, MetricPair

TEACHER = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7]])
STUDENT = np.array([[0.8, 0.2], [0.6, 0.4], [0.5, 0.5], [0.3, 0.7]])


def test_agreement_counts_equal_answers() -> None:
    assert agreement(TEACHER, STUDENT) == 0.75


def test_kl_by_hand() -> None:
    found = divergences(TEACHER, STUDENT)
    assert found[0] == pytest.approx(0.9 * math.log(0.9 / 0.8) + 0.1 * math.log(0.1 / 0.2))
    assert found[3] == 0.0
    assert np.isfinite(divergences(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]]))).all()


def test_ece_by_hand_with_two_bins() -> None:
    # (0.5, 1]: confidences .9 .8 .6 .7, of which the first three are right; nothing below.
    found = calibration(TEACHER, np.array([0, 1, 0, 0]), bins=2)
    assert found.bins[0].count == 0
    assert found.bins[0].accuracy is None
    assert found.bins[1].count == 4
    assert found.bins[1].confidence == pytest.approx(0.75)
    assert found.bins[1].accuracy == 0.75
    assert found.ece == pytest.approx(0.0)


def test_ece_weighs_bins_by_their_texts() -> None:
    outputs = np.array([[0.95, 0.05], [0.95, 0.05], [0.45, 0.55]])
    found = calibration(outputs, np.array([0, 1, 1]), bins=15)
    assert len(found.bins) == 15
    assert found.ece == pytest.approx(2 / 3 * abs(0.5 - 0.95) + 1 / 3 * abs(1.0 - 0.55))
    assert sum(one.count for one in found.bins) == 3


def test_a_probability_at_a_bins_upper_edge_is_in_it() -> None:
    assert calibration(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([0, 0]), bins=2).bins[0].count == 1


def test_the_interval_holds_the_mean_and_repeats() -> None:
    values = np.linspace(0, 1, 50)
    found = bootstrapped(values, 0, "x")
    assert found is not None
    assert found.low < found.mean < found.high
    assert found.mean == pytest.approx(0.5)
    # The standard error of the mean is 0.0416: the interval is about four of them wide.
    assert found.high - found.low == pytest.approx(4 * values.std() / math.sqrt(50), rel=0.15)
    assert bootstrapped(values, 0, "x") == found
    assert bootstrapped(values, 1, "x") != found
    assert bootstrapped([], 0, "x") is None
    assert bootstrapped([float("nan")], 0, "x") is None


def test_a_correlation_with_what_is_constant_is_undefined_and_so_is_what_follows_from_it() -> None:
    constant = pearson(np.array([1.0, 2.0]), np.array([3.0, 3.0]))
    assert np.isnan(constant)
    assert defined(constant) is None
    assert defined(0.5) == 0.5
    assert MetricPair("pearson", 50.0, 40.0).retained == 0.8
    assert [MetricPair("pearson", *pair).retained for pair in ((None, 40.0), (50.0, None), (0.0, 40.0))] == [None] * 3
    known, unknown = (GlueRow("stsb", (), (), 0, (), 88.0, student, 1.0, 1.0) for student in (80.0, None))
    both = GlueReport(rows=(known, unknown), teachers=(), students=(), missing=(), machine="", date="")
    assert (both.mean_teacher, both.mean_student) == (88.0, None)
    assert "–" in glue_markdown(both)
