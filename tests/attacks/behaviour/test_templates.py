"""Templates filled: every way, alike in all of a test's templates, drawn where there are too many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.attacks.behaviour.templates import expanded
from exegesis.core.errors import InputError

LISTS = {"thing": ["film", "plot"], "good": ["good", "great", "fine"], "many": [str(number) for number in range(1000)]}


def filled(*templates: str, count: int | None = None, seed: int = 0) -> list[tuple[str, ...]]:
    return expanded(templates, LISTS, count, np.random.default_rng(seed))


def test_every_way_to_fill_them() -> None:
    assert filled("The {thing} {is|was} {good}.")[:3] == [
        ("The film is good.",),
        ("The film is great.",),
        ("The film is fine.",),
    ]
    assert len(filled("The {thing} {is|was} {good}.")) == 12
    assert filled("No field.") == [("No field.",)]


def test_a_field_is_the_same_wherever_it_recurs() -> None:
    assert filled("{thing}, {thing}", "a {thing}") == [("film, film", "a film"), ("plot, plot", "a plot")]
    assert len(filled("{thing} {thing2}")) == 4


@given(st.integers(1, 50), st.integers(0, 5))
def test_of_too_many_ways_some_are_drawn(count: int, seed: int) -> None:
    one = filled("{many} {many2} {many3} {many4} {many5}", count=count, seed=seed)
    assert len(set(one)) == len(one) == count
    assert one == filled("{many} {many2} {many3} {many4} {many5}", count=count, seed=seed)
    few = filled("{many} {good}", count=count, seed=seed)
    assert len(few) == count
    assert set(few) <= set(filled("{many} {good}"))


@pytest.mark.parametrize(
    ("template", "match"),
    [("{nothing}", "unknown list of words"), ("{a b}", "is no field"), ("{}", "is no field")],
)
def test_other_fields_are_refused(template: str, match: str) -> None:
    with pytest.raises(InputError, match=match):
        filled(template)
