"""The options of more than one command of `exegesis corpus`."""

from typing import Annotated, Any, TypeAlias

from exegesis.cli import options as o
from exegesis.core.errors import InputError, shown

Model: TypeAlias = o.Model[str | None]
Heads: TypeAlias = Annotated[
    str | None, o.option(o.ASKED, "--heads", "Heads as LAYER.HEAD, both counted from 1: 3.5 or 3.5,4.1.")
]
Sentences: TypeAlias = Annotated[
    int, o.option(o.METHOD, "--sentences", "Read the attention of at most so many sentences, drawn at random.")
]


def heads_of(given: str | None) -> list[tuple[int, int]] | None:
    """The heads of an option as pairs; `InputError` that shows how they are written."""
    if given is None:
        return None
    pairs = [part.strip().partition(".") for part in given.split(",")]
    if not all(layer.isdecimal() and head.isdecimal() for layer, _, head in pairs):
        raise InputError(f"--heads takes LAYER.HEAD, such as 3.5 or 3.5,4.1, not {shown(given)}.")
    return [(int(layer), int(head)) for layer, _, head in pairs]


def refused_without(name: str, of: str, given: Any, usual: Any = None) -> None:
    """`InputError` for an option that does nothing without another."""
    if given != usual:
        raise InputError(f"{name} goes with {of}; leave it out, or add that.")
