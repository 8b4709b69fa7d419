"""Which output is meant by a label or a number: the same rules wherever a class is named.

A name is a name. A number is the place of an output, from 0; where the classes are called by numbers of their own (one
to five stars, -1 and 1) it could be either, and is refused.
"""

from collections.abc import Sequence
from numbers import Integral

from exegesis.core.errors import InputError, shown, unknown


def place_of(spec: object, labels: Sequence[str], what: str = "target", others: Sequence[str] = ()) -> int:
    """The place in `labels` that `spec` means; an `InputError` says what else to write. `others` are known words too.

    A text of digits ("1" of a command line) is a name where a class is called so, and else a place.
    """
    if isinstance(spec, str) and spec in labels:
        if labels.count(spec) > 1:
            raise InputError(f"{labels.count(spec)} outputs are called {shown(spec)}; give the index of one.")
        return labels.index(spec)
    index = number(spec)
    if index is None:
        raise unknown(what, spec, [*labels, *others])
    if _means_two(index, labels):
        _refuse(spec, index, labels, what, others)
    if not 0 <= index < len(labels):
        raise InputError(
            f"{what} {index} is out of range; the model's {len(labels)} outputs are 0 to {len(labels) - 1}."
        )
    return index


def name_of(index: int, labels: Sequence[str]) -> str | int:
    """How a caller names the output at `index` so that nothing else can be meant."""
    return labels[index] if index < len(labels) and labels.count(labels[index]) == 1 else index


def number(spec: object) -> int | None:
    """A whole number, also as text: "1" from a command line is an index unless a label is called so."""
    if isinstance(spec, bool) or not isinstance(spec, str | Integral):
        return None
    try:
        return int(spec)
    except ValueError:
        return None


def _means_two(index: int, labels: Sequence[str]) -> bool:
    """Whether the number may be a class's name as well as a place, and these are not the same output."""
    if str(index) in labels:
        return labels.index(str(index)) != index
    # Of stars 1, 2, 4 and 5 no class is called 3, but whoever writes 3 does not mean the one called 5.
    return len(labels) > 1 and all(number(label) is not None for label in labels)


def _refuse(spec: object, index: int, labels: Sequence[str], what: str, others: Sequence[str]) -> None:
    if str(index) not in labels:
        raise unknown(what, spec, [*labels, *others])
    is_place = 0 <= index < len(labels)
    place = f", {labels[index]!r} for the one at place {index}" if is_place else ""
    raise InputError(
        f"{what} {index} is a number, and the classes are called by numbers: give the text {str(index)!r} for the "
        f"class called so{place}."
    )
