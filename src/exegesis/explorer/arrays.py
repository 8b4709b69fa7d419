"""A look at attention that the caller has: the arrays of any model, with its tokens."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Span
from exegesis.data.records import Part, Window
from exegesis.explorer.records import LookStack, LookToken
from exegesis.explorer.seen import Look, whole

UNREAD = "of attention given as arrays the value vectors are not known"  # `Look.unread` of these
_SUM = 5e-3  # how far a row may be from 1 without a word: rounding to bfloat16 brings it about there


def look_at(
    weights: Any,
    tokens: Sequence[str],
    columns: Sequence[str] | None = None,
    *,
    special: Collection[str] = (),
    words: Sequence[int | None] | None = None,
    name: str = "your model",
) -> Look:
    """The attention of a model of your own, as a `Look`.

    Args:
        weights: (layers, heads, rows, columns), or a list of one array (heads, rows, columns) or (1, heads, rows,
            columns) for each layer, as transformers gives them; numpy, or tensors of torch.
        tokens: the tokens that attend, one for each row.
        columns: the tokens attended to, where they are others (cross attention).
        special: which of the tokens are special ones, by their text.
        words: the number of each token's word (None: of no word), for `Look.words`; without `columns` only.
        name: what the model is called.

    Returns:
        The look, with a note where rows do not sum to 1 or weights are negative. Norms are not known of it.

    Raises:
        InputError: a shape that is no attention, a count of tokens that does not fit it, numbers that are none.
    """
    array = _array(weights)
    kind = "self" if columns is None else "cross"
    rows = _named(tokens, "tokens")
    across = rows if columns is None else _named(columns, "columns")
    if len(rows) != array.shape[2]:
        raise InputError(f"weights have {array.shape[2]} rows, and there are {len(rows)} tokens; give one for each.")
    if len(across) != array.shape[3]:
        what = (
            "tokens; give one for each, or columns= of their own" if columns is None else "columns; give one for each"
        )
        raise InputError(f"weights have {array.shape[3]} columns, and there are {len(across)} {what}.")
    numbers = _numbers(words, len(rows), columns)
    text, placed = _laid(rows, special, numbers)
    stack = LookStack(kind, tuple(array), placed, placed if columns is None else _laid(across, special, None)[1])
    return Look(
        model=name,
        text=text,
        parts=(Part("text", 0, len(text)),),
        windows=(Window(0, len(text), 1.0),),
        window=1,
        stacks=(stack,),
        kind=kind,
        lens=whole(stack),
        notes=_notes(array),
        unread=UNREAD,
    )


def _array(weights: Any) -> NDArray[np.float32]:
    try:
        layers = isinstance(weights, list | tuple)
        array = np.stack([_numpy(layer) for layer in weights]) if layers else np.array(_numpy(weights))
        array = array.astype(np.float32, copy=False)
    except (TypeError, ValueError) as error:
        raise InputError(f"weights are no array of numbers (layers, heads, rows, columns): {error}.") from None
    if array.ndim == 5 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 4 or not array.size:
        raise InputError(f"weights must be (layers, heads, rows, columns) of one text, not of shape {array.shape}.")
    if not np.isfinite(array).all():
        raise InputError("weights hold NaN or infinity; a layer that gave none must be left out.")
    array.setflags(write=False)
    return array


def _numpy(given: Any) -> Any:
    """An array, or a tensor of torch as one."""
    return given.detach().float().cpu().numpy() if hasattr(given, "detach") else np.asarray(given)


def _named(tokens: Any, what: str) -> list[str]:
    if isinstance(tokens, str) or not all(isinstance(token, str) for token in tokens):
        raise InputError(f"{what} must be a list of texts, one for each token, not {shown(tokens)}.")
    return list(tokens)


def _numbers(words: Sequence[int | None] | None, count: int, columns: object) -> Sequence[int | None] | None:
    if words is not None and columns is not None:
        raise InputError("words are of one text; with columns there are two. Leave words out.")
    if words is not None and len(words) != count:
        raise InputError(f"words has {len(words)} numbers for {count} tokens; give one for each.")
    return words


def _laid(
    tokens: Sequence[str], special: Collection[str], words: Sequence[int | None] | None
) -> tuple[str, tuple[LookToken, ...]]:
    """The tokens, and a text of them, a space between two."""
    found, at = [], 0
    for place, token in enumerate(tokens):
        is_special = token in special
        span = Span(at, at + len(token))
        word = None if words is None or is_special else words[place]
        part = None if is_special else "text"
        found.append(LookToken(token, token, (place,), None if is_special else span, part, is_special, False, word))
        at += len(token) + 1
    return " ".join(tokens), tuple(found)


def _notes(array: NDArray[np.float32]) -> tuple[str, ...]:
    found = []
    sums = array.sum(axis=-1, dtype=np.float64)
    low, high = float(sums.min()), float(sums.max())
    if max(1 - low, high - 1) > _SUM:
        found.append(f"rows do not sum to 1 but to {low:.3g} up to {high:.3g}; they are shown as they were given")
    if array.min() < 0:
        found.append("some weights are negative")
    return tuple(found)
