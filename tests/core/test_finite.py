"""A record that could not be read again is not written: NaN and infinity stand only where null may."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.codec import Array, Limit, parsed, plain, read, to_json
from exegesis.core.errors import InputError
from exegesis.core.finite import check_finite
from exegesis.core.types import Floats

NAN, INF = float("nan"), float("inf")


@dataclass(frozen=True)
class Leaf:
    """A leaf."""

    width: float
    weight: float | None = None


@dataclass(frozen=True)
class Stone:
    """A stone."""

    size: Annotated[float, Limit(at_least=0)]


@dataclass(frozen=True, eq=False)
class Bough:
    """All shapes of fields that hold numbers."""

    share: Annotated[float, Limit(at_most=1)] | None
    pair: tuple[str, float]
    row: tuple[float, ...]
    rows: tuple[tuple[float | None, ...], ...]
    named: Mapping[str, Leaf]
    either: Annotated[Leaf | Stone, "any"] | None
    some: tuple[float, ...] | None
    widths: Floats
    errors: Annotated[Annotated[Floats, Array(holes=True)] | None, "any"]
    facts: Mapping[str, Any]
    above: "Bough | None" = None

    DERIVED: ClassVar = ("mean",)

    @property
    def mean(self) -> float | None:
        return float(np.mean(self.row)) if self.row else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bough) and plain(self) == plain(other)


BOUGH = Bough(0.5, ("a", 1.0), (1.0,), ((None, 2.0),), {"x": Leaf(1.0)}, Stone(2.0), None, np.ones(2), None, {})
number = st.floats(allow_nan=True, allow_infinity=True)
sound = st.floats(allow_nan=False, allow_infinity=False)


def boughs(any_number: st.SearchStrategy[float]) -> st.SearchStrategy[Bough]:
    leaf = st.builds(Leaf, any_number, st.none() | number)
    lists = st.lists(any_number, max_size=3)
    return st.builds(
        Bough,
        share=st.none() | st.just(NAN) | st.floats(0, 1),
        pair=st.tuples(st.text(max_size=2), any_number),
        row=lists.map(tuple),
        rows=st.lists(st.lists(st.none() | number, max_size=2).map(tuple), max_size=2).map(tuple),
        named=st.dictionaries(st.text(max_size=2), leaf, max_size=2),
        either=st.none() | leaf | st.builds(Stone, any_number.map(abs)),
        some=st.none() | lists.map(tuple),
        widths=lists.map(np.array),
        errors=st.none() | st.lists(number, max_size=3).map(np.array),
        facts=st.dictionaries(st.text(max_size=2), number, max_size=2),
    )


@given(boughs(sound), st.none() | boughs(sound))
def test_what_is_finite_where_it_must_be_is_written_and_comes_back(bough: Bough, above: Bough | None) -> None:
    whole = replace(bough, above=above)
    check_finite(whole, "a bough")
    assert read(Bough, parsed(to_json(plain(whole))), "a bough") == whole


@given(boughs(number), st.none() | boughs(number))
def test_what_is_not_refused_comes_back_and_what_is_could_not(bough: Bough, above: Bough | None) -> None:
    whole = replace(bough, above=above)
    text = to_json(plain(whole))
    try:
        check_finite(whole, "a bough")
    except InputError:
        with pytest.raises(InputError):
            read(Bough, parsed(text), "a bough")
    else:
        assert read(Bough, parsed(text), "a bough") == whole


@pytest.mark.parametrize(
    ("changes", "place", "value"),
    [
        ({"pair": ("a", NAN)}, "pair[1]", "nan"),
        ({"row": (1.0, -INF)}, "row[1]", "-inf"),
        ({"named": {"x": Leaf(INF)}}, "named.x.width", "inf"),
        ({"either": Leaf(NAN)}, "either.width", "nan"),
        ({"some": (NAN,)}, "some[0]", "nan"),
        ({"some": [1.0, NAN]}, "some[1]", "nan"),
        ({"widths": np.array([1.0, NAN])}, "widths[1]", "nan"),
        ({"row": (np.float32("nan"),)}, "row[0]", "nan"),
        ({"above": replace(BOUGH, row=(NAN,))}, "above.row[0]", "nan"),
    ],
)
def test_the_field_is_named_in_a_line(changes: dict[str, Any], place: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        check_finite(replace(BOUGH, **changes), "a bough")
    assert str(caught.value) == f"a bough cannot be written: {place} is {value}, for which JSON has no number."
