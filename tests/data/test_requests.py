"""Whoever yields requests is driven to its end, each answered as it comes."""

from collections.abc import Generator

import pytest

from exegesis.data.requests import driven


def doubling(*numbers: int) -> Generator[int, int, list[int]]:
    """Asks for each number, and returns what it was told."""
    told = []
    for number in numbers:
        told.append((yield number))
    return told


def test_requests_are_answered_in_their_order_and_the_result_returned() -> None:
    assert driven(doubling(3, 1, 2), lambda number: 2 * number) == [6, 2, 4]


def test_nothing_is_answered_where_nothing_is_asked() -> None:
    assert driven(doubling(), lambda number: pytest.fail("asked")) == []


def test_an_error_of_the_answer_is_no_end_of_the_work() -> None:
    with pytest.raises(RuntimeError, match="out of answers"):
        driven(doubling(1), lambda number: next(answers()))


def answers() -> Generator[int]:
    raise RuntimeError("out of answers")
    yield
