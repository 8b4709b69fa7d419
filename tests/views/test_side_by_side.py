"""Side by side: units of different methods aligned by characters."""

from dataclasses import replace

import pytest

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Unit
from exegesis.views.side_by_side import comparison
from tests.views import samples

TEXT = "unhappy good end good"


def of(scores: list[float], pieces: list[list[tuple[int, int]]], unit: str) -> Explanation:
    units = [Unit(TEXT[p[0][0] : p[0][1]], tuple(Span(*s) for s in p)) for p in pieces]
    return samples.explanation(TEXT, scores, units=units, unit=unit)


WORDS = of([-4.0, 2.0, 1.0, 0.0], [[(0, 7)], [(8, 12)], [(13, 16)], [(17, 21)]], "word")
TOKENS = of([-1.0, -2.0, 0.5, 8.0, 0.25], [[(0, 2)], [(2, 7)], [(8, 12)], [(13, 16)], [(17, 21)]], "token")
BAG = of([3.0, -1.0, 0.5], [[(8, 12), (17, 21)], [(0, 7)], [(13, 16)]], "word")


def table(*explanations: Explanation, k: int = 6) -> list[tuple[str, tuple[float | None, ...]]]:
    return [(row.name, row.scores) for row in comparison(explanations, k)]


def test_tokens_are_summed_to_words_beside_words() -> None:
    assert table(WORDS, TOKENS) == [
        ("unhappy", (-4.0, -3.0)), ("end", (1.0, 8.0)), ("good", (2.0, 0.5)), ("good", (0.0, 0.25)),
    ]  # fmt: skip


def test_rows_are_the_top_units_of_each() -> None:
    assert [name for name, _ in table(WORDS, TOKENS, k=1)] == ["unhappy", "end"]


def test_a_bag_of_words_row_gathers_all_places_and_one_place_has_no_unit_in_the_bag() -> None:
    rows = dict(table(BAG, replace(WORDS, scores=[-4.0, 2.0, 1.0, 0.5]), k=1))
    assert rows["good"] == (3.0, 2.5)
    assert rows["unhappy"] == (-1.0, -4.0)
    assert ("good", (None, 2.0)) in table(BAG, WORDS)


def test_sentences_beside_words_are_compared_by_sentence() -> None:
    sentence = of([5.0], [[(0, 21)]], "sentence")
    assert table(WORDS, sentence) == [(TEXT, (-1.0, 5.0))]


def test_segments_of_ones_own_are_left_as_they_are() -> None:
    halves = of([1.0, 2.0], [[(0, 12)], [(13, 21)]], "segment")
    assert ("unhappy", (-4.0, None)) in table(WORDS, halves)
    assert (TEXT[:12], (pytest.approx(-2.0), 1.0)) in table(WORDS, halves)


def test_every_shape_beside_every_other() -> None:
    same_text = [e for build in samples.SHAPES if (e := build()).text == samples.REVIEW]
    rows = comparison(same_text)
    assert rows
    assert all(len(row.scores) == len(same_text) for row in rows)
