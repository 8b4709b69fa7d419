"""Agreement of sides against values worked out by hand; constant scores have none, and are counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.comparison.agreement import MEASURES, alike
from exegesis.core.errors import InputError
from tests.comparison.toys import comparison, text

SIX = "one two three four five six"
FIRST = [5.0, -4.0, 3.0, 0.0, 1.0, 0.5]


@pytest.mark.parametrize(
    ("second", "measure", "wanted"),
    [
        (FIRST, "spearman", 1.0),
        ([-one for one in FIRST], "spearman", -1.0),
        # ranks 6 1 5 2 4 3 and 5 1 6 2 4 3: 1 - 6 * (1 + 1) / (6 * 35)
        ([3.0, -4.0, 5.0, 0.0, 1.0, 0.5], "spearman", 1 - 12 / 210),
        # k = 3 of 6 words: one, two, three and one, two, five
        ([5.0, 4.0, 0.0, 0.0, 3.0, 0.0], "overlap", 2 / 3),
        ([5.0, 4.0, 0.0, 0.0, 3.0, 0.0], "sign", 1 / 3),
        ([0.0, 0.0, 0.0, 0.0, 0.0, 2.0], "overlap", 0.0),
        # one word only is named: words of score 0 are not, so that position decides nothing
        ([2.0, 0.0, 0.0, 0.0, 0.0, 0.0], "overlap", 1 / 3),
    ],
)
def test_by_hand(second: list[float], measure: str, wanted: float) -> None:
    assert alike(text(SIX, [FIRST, second]), 0, 1, measure) == pytest.approx(wanted)


def test_k_is_what_was_asked_or_half_of_the_words() -> None:
    found = text(SIX, [FIRST, [5.0, 0.0, 0.0, 4.0, 3.0, 2.0]])
    assert alike(found, 0, 1, "overlap", 1) == 1.0
    assert alike(found, 0, 1, "overlap", 2) == 0.5
    assert alike(found, 0, 1, "overlap", 99) == alike(found, 0, 1, "overlap", 3)


def test_the_mean_is_over_defined_texts_and_the_others_are_counted() -> None:
    same, turned = [1.0, 2.0, 3.0], [3.0, 2.0, 1.0]
    found = comparison(
        [
            text("a b c", [same, same]),
            text("a b c", [same, turned], index=1),
            text("a b c", [same, [0.2, 0.2, 0.2]], index=2),  # constant: undefined
            text("a b c", [same, [0.0, 0.0, 0.0]], index=3),
            text("a b c", [same, None], index=4),  # failed: neither
            text("a", [[1.0], [2.0]], index=5),  # one word has no order
        ]
    ).agreement()
    assert found.values == ((1.0, 0.0), (0.0, 1.0))
    assert found.texts == ((5, 2), (2, 2))
    assert found.undefined == ((1, 3), (3, 3))


@pytest.mark.parametrize("measure", MEASURES)
def test_where_nothing_is_defined_there_is_no_value(measure: str) -> None:
    found = comparison([text("a b", [[0.0, 0.0], [1.0, 2.0]])]).agreement(measure)
    assert found.values[0] == (None, None)
    assert found.texts[0] == (0, 0)


@given(st.lists(st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0, 3.0]), min_size=12, max_size=12), st.integers(1, 8))
def test_matrices_are_symmetric_and_units_do_not_matter(values: list[float], k: int) -> None:
    one, other = values[:6], values[6:]
    plain = comparison([text(SIX, [one, other])])
    scaled = comparison([text(SIX, [one, [1000 * value for value in other]])])
    for measure in MEASURES:
        found = plain.agreement(measure, k)
        assert found.values[0][1] == found.values[1][0]
        assert found == scaled.agreement(measure, k)
        assert found.values[0][0] in (None, 1.0)


def test_slips() -> None:
    found = comparison([text("a b", [[1.0, 2.0], [1.0, 2.0]])])
    with pytest.raises(InputError, match="Did you mean 'spearman'"):
        found.agreement("spearmen")
    with pytest.raises(InputError, match="k must be"):
        found.agreement("sign", 0)
    assert np.isfinite(found.agreement("sign", 1).values[0][1] or 0)
