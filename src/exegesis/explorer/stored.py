"""A look as a file of numpy: its arrays as they are, and all else as JSON beside them. Nothing in it is code."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core import codec
from exegesis.core.codec import Limit
from exegesis.core.errors import InputError
from exegesis.core.files import whole_file
from exegesis.data.records import Part, Window
from exegesis.explorer.records import LookStack, LookToken, Place

_FACTS = "facts"


@dataclass(frozen=True)
class StackFacts:
    """One stack without its arrays."""

    kind: str
    layers: Place
    rows: tuple[LookToken, ...]
    columns: tuple[LookToken, ...]


@dataclass(frozen=True)
class LookFacts:
    """A look without its arrays. `version`: of the file's form."""

    version: Annotated[int, Limit(at_least=1, at_most=1)]
    model: str
    text: str
    parts: tuple[Part, ...]
    windows: tuple[Window, ...]
    window: Place
    kind: str
    notes: tuple[str, ...]
    unread: str | None
    stacks: tuple[StackFacts, ...]


def save(path: str | Path, facts: LookFacts, stacks: tuple[LookStack, ...]) -> None:
    """Write the file, whole or not at all."""
    arrays: dict[str, Any] = {_named(one.kind, n): layer for one in stacks for n, layer in enumerate(one.weights, 1)}
    arrays |= {f"{one.kind}_products": one.products for one in stacks if one.products is not None}
    arrays[_FACTS] = np.frombuffer(codec.to_file(facts), dtype=np.uint8)
    with whole_file(path) as file:
        np.savez(file, **arrays)


def load(path: str | Path) -> tuple[LookFacts, tuple[LookStack, ...]]:
    """What `save` wrote; `InputError`, the file named, where it is something else."""
    try:
        with np.load(path, allow_pickle=False) as held:
            arrays = {name: held[name] for name in held.files}
    except FileNotFoundError:
        raise InputError(f"there is no file {str(path)!r}.") from None
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror or 'it is damaged'}.") from error
    except (ValueError, EOFError, TypeError, AttributeError, zipfile.BadZipFile):
        # numpy's own words advise to allow pickle, which runs what the file holds.
        raise InputError(f"{str(path)!r} is no look that was saved: it holds other data, or is damaged.") from None
    try:
        facts = codec.read(LookFacts, codec.parsed(arrays[_FACTS].tobytes()), "a look")
        return facts, tuple(_stack(one, arrays) for one in facts.stacks)
    except (InputError, KeyError) as error:
        raise InputError(f"{str(path)!r} is no look that was saved: {error}") from None


def _named(kind: str, layer: int) -> str:
    return f"{kind}_weights_{layer}"


def _stack(facts: StackFacts, arrays: dict[str, NDArray[np.float32]]) -> LookStack:
    weights = tuple(arrays[_named(facts.kind, number)] for number in range(1, facts.layers + 1))
    sizes = len(facts.rows), len(facts.columns)
    for layer in weights:
        layer.setflags(write=False)
        if layer.ndim != 3 or layer.shape[1:] != sizes:
            raise InputError(f"its {facts.kind} weights are of shape {layer.shape} for {sizes[0]} x {sizes[1]} tokens.")
    return LookStack(facts.kind, weights, facts.rows, facts.columns, arrays.get(f"{facts.kind}_products"))
