"""Words and texts on which sides differ most, against shares worked out by hand."""

import pytest

from exegesis.comparison.differences import distance, groups, shares, spread
from tests.comparison.toys import comparison, side, text

TWO = (side("a", "lime"), side("b", "lime"))


def test_shares_are_of_the_sum_of_absolute_scores() -> None:
    one = text("a b c", [[1.0, -3.0, 0.0], [0.0, 0.0, 0.0]])
    assert shares(one, 0) == pytest.approx([0.25, -0.75, 0.0])
    assert shares(one, 1) is None  # all 0: there is nothing to have a share of


def test_units_do_not_matter() -> None:
    assert distance(text("a b", [[0.1, -0.3], [10.0, -30.0]]), TWO) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ([1.0, 1.0], [1.0, 0.0], 0.5),  # shares 1/2 1/2 and 1 0: (1/2 + 1/2) / 2
        ([1.0, 0.0], [0.0, 1.0], 1.0),
        ([1.0, 1.0], [-1.0, -1.0], 1.0),
    ],
)
def test_how_far_apart_a_text_is(first: list[float], second: list[float], wanted: float) -> None:
    assert distance(text("a b", [first, second]), TWO) == pytest.approx(wanted)


def test_models_are_compared_under_the_same_method() -> None:
    four = [side("a", "lime"), side("a", "occlusion"), side("b", "lime"), side("b", "occlusion")]
    assert groups(four) == ((0, 2), (1, 3))
    # under LIME the shares differ by 1 and 1, under occlusion not at all: the mean is a half
    one = text("x y", [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0], [0.5, 0.5]])
    assert spread(one, four) == pytest.approx([0.5, 0.5])
    alone = [side("a", "lime"), side("a", "occlusion")]
    assert groups(alone) == ((0, 1),)
    assert groups([]) == ((),)


def test_words_over_the_set() -> None:
    found = comparison(
        [
            text("Good, good film", [[1.0, 0.0, 1.0, 2.0], [4.0, 0.0, 0.0, 0.0]]),  # good 1/2 and 1; film 1/2 and 0
            text("a film", [[0.0, 1.0], [1.0, 1.0]], index=1),  # film 1 and 1/2; a 0 and 1/2
            text("a film", [[0.0, 0.0], [1.0, 1.0]], index=2),  # nothing to compare
        ]
    ).differences
    assert [(one.word, one.texts, one.mean, one.weight, one.example) for one in found] == [
        ("film", 2, 0.5, 0.5, 0),
        ("a", 1, 0.5, 0.25, 1),
        ("good", 1, 0.5, 0.25, 0),
    ]
    assert found[0].shares == (0.75, 0.25)


def test_in_one_text_and_the_furthest_first() -> None:
    found = comparison(
        [
            text("a b", [[1.0, 1.0], [1.0, 1.0]]),
            text("a b", [[3.0, 1.0], [-1.0, 1.0]], index=1),
            text("a b", [[1.0, 1.0], None], index=2),
        ]
    )
    assert found.furthest == ((1, pytest.approx(0.75)), (0, 0.0))
    assert found.differences_in(1) == (("a", 1.25, (0.75, -0.5)), ("b", 0.25, (0.25, 0.5)))
    assert found.differences_in(2) == ()
