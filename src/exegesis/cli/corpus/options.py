"""The options of more than one command of `exegesis corpus`."""

from typing import Annotated, Any, TypeAlias

from exegesis.cli import options as o
from exegesis.core.errors import InputError

Model: TypeAlias = o.Model[str | None]
Heads: TypeAlias = Annotated[
    str | None, o.option(o.ASKED, "--heads", "Heads as LAYER.HEAD, both counted from 1: 3.5 or 3.5,4.1.")
]
Sentences: TypeAlias = Annotated[
    int, o.option(o.METHOD, "--sentences", "Read the attention of at most so many sentences, drawn at random.")
]
USUAL = {"sentences": 500, "seed": 0}  # of what reads attention


def refused_without(name: str, of: str, given: Any, usual: Any = None) -> None:
    """`InputError` for an option that does nothing without another."""
    if given != usual:
        raise InputError(f"{name} goes with {of}; leave it out, or add that.")
