"""Numbers that are none: JSON has no NaN and no infinity, and null stands for them only where a field admits it.

A file that could be written and not be read again would be lost work, so a record is looked through before it is
written. What a field admits is read off its annotation, once for a class; fields without numbers are passed over.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from functools import cache
from itertools import cycle
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

import numpy as np

from exegesis.core.codec import Array, type_of, written_of
from exegesis.core.errors import InputError

_Hole: TypeAlias = tuple[str, Any]  # the way to a number that is none (".cost.seconds"), and that number
_Search: TypeAlias = Callable[[Any], _Hole | None]
_ALIKE: Mapping[Any, tuple[type, ...]] = {tuple: (tuple, list), list: (tuple, list), float: (float, np.floating)}


def check_finite(record: Any, what: str) -> None:
    """`InputError` in a line that names the field, where one that must hold a number holds none.

    `what`: what the record is called ("a comparison").
    """
    kind: Any = type(record)
    search = _search(kind)
    hole = None if search is None else search(record)
    if hole is not None:
        place, number = hole[0].removeprefix("."), hole[1]
        raise InputError(f"{what} cannot be written: {place} is {number}, for which JSON has no number.")


@cache
def _search(kind: Any, inside: tuple[type, ...] = ()) -> _Search | None:
    """What finds the first hole in a value of this type; None where it can have none. `inside`: of these records."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is float:
        return _in_number
    if origin is Annotated:
        array = next((mark for mark in reversed(args) if isinstance(mark, Array)), None)  # the outermost
        return _search(args[0], inside) if array is None else None if array.holes else _in_array
    if origin in (Union, UnionType):
        return _in_union(args, inside)
    if is_dataclass(kind):
        return _in_record(kind, inside)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _in_mapping(_search(args[1], inside))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return _in_sequence([_search(item, inside) for item in args if item is not Ellipsis])
    return None


def _in_number(value: Any) -> _Hole | None:
    return ("", value) if isinstance(value, float | np.floating) and not isfinite(value) else None


def _in_array(values: Any) -> _Hole | None:
    places = np.argwhere(~np.isfinite(values))
    return ("".join(f"[{step}]" for step in places[0]), values[tuple(places[0])]) if len(places) else None


def _in_union(kinds: tuple[Any, ...], inside: tuple[type, ...]) -> _Search | None:
    """Of several kinds that which the value is; a number or nothing is null where it is none."""
    asked = [kind for kind in kinds if not (NoneType in kinds and _classes(kind) == _ALIKE[float])]
    searches = [(_classes(kind), found) for kind in asked if (found := _search(kind, inside)) is not None]

    def search(value: Any) -> _Hole | None:
        return next((found(value) for classes, found in searches if isinstance(value, classes)), None)

    return search if searches else None


def _classes(kind: Any) -> tuple[type, ...]:
    """The classes of the values of a type, and of those that are written alike: a list in a tuple's place."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _classes(args[0])
    if origin in (Union, UnionType):
        return tuple(each for one in args for each in _classes(one))
    return _ALIKE.get(origin or kind, (origin or kind,))


def _in_record(kind: Any, inside: tuple[type, ...]) -> _Search | None:
    if kind in inside:  # a record within its like: what it holds is not known yet
        return lambda value: check(value) if (check := _search(kind)) is not None else None
    known = [(name, at, _search(type_of(kind, at), (*inside, kind))) for name, at in written_of(kind).items()]
    searches = [(f".{name}", at, found) for name, at, found in known if found is not None]

    def search(value: Any) -> _Hole | None:
        return _first((name, getattr(value, at), found) for name, at, found in searches)

    return search if searches else None


def _in_mapping(search: _Search | None) -> _Search | None:
    if search is None:
        return None
    return lambda value: _first((f".{name}", item, search) for name, item in value.items())


def _in_sequence(searches: list[_Search | None]) -> _Search | None:
    """Of a tuple of several types the type of each place; else one for all."""
    if not any(searches):
        return None
    kinds = searches if len(searches) > 1 else cycle(searches)
    return lambda value: _first((f"[{place}]", *one) for place, one in enumerate(zip(value, kinds, strict=False)))


def _first(parts: Iterable[tuple[str, Any, _Search | None]]) -> _Hole | None:
    for step, value, search in parts:
        hole = None if search is None else search(value)
        if hole is not None:
            return step + hole[0], hole[1]
    return None
