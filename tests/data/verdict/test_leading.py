"""The words that lead, and how many of them stay."""

import numpy as np
import pytest

from exegesis.data.verdict.leading import shared, shown, stays, strongest
from tests.data.verdict.building import SCORES


@pytest.mark.parametrize(("units", "count"), [(0, 0), (1, 0), (2, 1), (5, 2), (9, 4), (10, 5), (400, 5)])
def test_short_texts_are_judged_by_half_their_words(units: int, count: int) -> None:
    assert shown(units) == count


def test_words_are_ordered_by_size_and_then_by_place() -> None:
    assert strongest([0.1, -0.3, 0.3, 0.0]).tolist() == [1, 2, 0, 3]
    assert strongest([0.3 + 1e-12, -0.3, 0.1]).tolist() == strongest([0.3 - 1e-12, -0.3, 0.1]).tolist()


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, 5),
        ({0: 0.2, 2: 0.6}, 5),  # another order of the same words
        ({4: 0.0}, 4),  # the fifth falls out
        ({2: 0.02}, 2),  # the third does, whatever the others do
        ({0: -0.5}, 0),  # the first turns round
        ({5: 0.9}, 4),  # another word comes in, and the fifth goes
    ],
)
def test_words_stay_from_the_first_on(change: dict[int, float], kept: int) -> None:
    again = np.array(SCORES)
    for place, score in change.items():
        again[place] = score
    assert stays(SCORES, again) == kept


def test_words_are_shared_wherever_they_stand_among_the_strongest() -> None:
    again = np.array(SCORES)
    again[0], again[1] = 0.0, 0.4  # the first falls out, the second turns round; another word comes in
    assert stays(SCORES, again) == 0
    assert shared(SCORES, again) == 3
    assert shared(SCORES, SCORES) == 5


def test_a_score_of_nothing_stays_nowhere() -> None:
    assert stays([0.5, 0.0, 0.0, 0.0], [0.5, 0.0, 0.0, 0.0]) == 1
    assert stays([0.5, 0.1, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]) == 0
