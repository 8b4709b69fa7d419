import pytest

from exegesis.data.squad.reading import V1, V2
from exegesis.qa.result import GivenAnswer
from exegesis.qa.totals import totals
from tests.qa.files import MISSED, MOVIE, NONE, PARTLY, RIGHT

SLOW = GivenAnswer("slow", 0, 0.5, True, 1.0, 0.25)
SILENT = GivenAnswer("", None, 0.5, False, 0.0, 0.75)
FAILED = GivenAnswer("", error="too long")


def test_counts_figures_and_times() -> None:
    found = totals([RIGHT, PARTLY, MOVIE], [SLOW, SILENT, FAILED], V1)
    assert (found.questions, found.returned, found.correct, found.no_answers, found.errors) == (3, 1, 1, 1, 1)
    assert found.exact_match == found.f1 == pytest.approx(100 / 3)
    assert (found.median_seconds, found.total_seconds) == (0.5, 1.0)
    assert (found.no_answer_precision, found.no_answer_recall) == (None, None)


def test_no_answer_is_right_where_there_is_none() -> None:
    silent = GivenAnswer("", None, 0.5, True, 1.0, 0.75)
    found = totals([RIGHT, NONE, MISSED], [SILENT, silent, SLOW], V2)
    assert (found.no_answer_precision, found.no_answer_recall) == (50.0, 50.0)
    assert found.exact_match == pytest.approx(100 / 3)


def test_errors_alone_have_no_times() -> None:
    found = totals([RIGHT, NONE], [FAILED, FAILED], V2)
    assert (found.errors, found.exact_match, found.median_seconds, found.total_seconds) == (2, 0.0, None, None)
    assert found.no_answer_precision is None
