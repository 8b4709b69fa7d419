"""From the options of a command to an input and its targets."""

from typing import TYPE_CHECKING

from exegesis.errors import InputError

if TYPE_CHECKING:
    from exegesis.inputs import Input
    from exegesis.targets import OneTarget

PREDICTED = "predicted"


def input_of(text: str, second: str | None, hide: str | None) -> "Input":
    """The text as it is, with a second one beside it, or with a word of it hidden."""
    from exegesis.inputs import Hidden, Pair

    if second is not None and hide is not None:
        raise InputError("give --pair or --hide, not both.")
    if second is not None:
        return Pair(text, second)
    return text if hide is None else Hidden.word(text, hide)


def targets_of(
    names: list[str] | None, versus: str | None, at: str | None, place: int | None
) -> "OneTarget | list[OneTarget]":
    """The targets named; each against `versus`, at the word `at` (of tags), or at one of several hidden places."""
    from exegesis.targets import Contrast

    if at is not None and place is not None:
        raise InputError("--at is for tags of words and --place for hidden words; give one of them.")
    found = [_target(name, at, place) for name in names or [PREDICTED]]
    if versus is not None:
        found = [Contrast(one, _target(versus, at, place)) for one in found]
    return found[0] if len(found) == 1 else found


def _target(name: str, at: str | None, place: int | None) -> "OneTarget":
    from exegesis.targets import Tag, Word

    if at is not None:
        return Tag(at, None if name == PREDICTED else name)
    return name if place is None else Word(name, place)
