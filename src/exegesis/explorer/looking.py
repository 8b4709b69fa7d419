"""A look taken: one pass of a transformer over a text, and the tokens laid on the user's characters."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesStacks, GivesTokens
from exegesis.adapters.slow_tokens import Unaligned
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError, UnsupportedError, check_count, shown
from exegesis.core.text import assign, words
from exegesis.core.types import Span
from exegesis.data.attention import AttentionPass
from exegesis.data.inputs import Document, Hidden, Input, Pair, Question, of_two, plain
from exegesis.data.records import Window
from exegesis.data.rows import Tokens
from exegesis.explorer.records import LookStack, LookToken
from exegesis.explorer.seen import Look, whole


@runtime_checkable
class _Lookable(GivesStacks, GivesTokens, Protocol):
    """All that a look asks for."""


def look(model: Model | str | Path, text: Input, *, window: int = 1) -> Look:
    """The attention of a transformer over one text, all layers and heads, from one pass.

    Attention says where a head looks, not why the model answers as it does; `exegesis.explain` is for that.

    Args:
        model: what `exegesis.load` takes or gives; of the black boxes among these there is nothing to see.
        text: a string, or a `Pair`, a `Question` or a `Hidden` text, whatever the model's head is for.
        window: of a text that is longer than the model reads at once the stretch to look at, from 1; `Look.windows` has
            them all.

    Returns:
        The weights with their tokens, in memory alone: of each layer (heads, L, L) in float32.

    Raises:
        InputError: the text is one token, hidden where the model has no mask, or there is no such window.
        UnsupportedError: the model gives no attention of each token to each, or the characters of its tokens are not
            known in this text.
    """
    return seen(read(model, text, window))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as a model reads it: `tokens` of the window with this number (from 1)."""

    model: _Lookable
    document: Document
    windows: tuple[Window, ...]
    number: int
    tokens: Tokens


def read(model: Model | str | Path, text: Input, window: int) -> Reading:
    """What `look` takes, checked and read."""
    loaded = api.load(model)
    document = _document(text)
    if not isinstance(loaded, _Lookable):
        raise UnsupportedError(
            f"{loaded.name} shows no attention: look needs a transformer with its weights (a folder, a hub id or a "
            "(model, tokenizer) pair); look_at takes attention that you have yourself."
        )
    if document.hidden and text_model(loaded).mask_id is None:
        raise InputError(f"{loaded.name} has no mask token, so nothing can be hidden from it; give the text itself.")
    check_count("window", window)
    windows = text_model(loaded).windows(document)
    if window > len(windows):
        raise InputError(f"window {window} is not there: the text is read in {len(windows)}, counted from 1.")
    try:
        tokens = loaded.tokens(document, windows[window - 1])
    except Unaligned as error:
        said = f"{error}, so that attention cannot be laid on it; look_at takes attention and tokens of your own."
        raise UnsupportedError(said) from None
    if len(tokens.row) < 2:
        raise InputError("the text is one token, which can attend to itself alone; give a longer text.")
    return Reading(loaded, document, windows, window, tokens)


def seen(reading: Reading) -> Look:
    """The look at what was read, from one pass."""
    model, document, windows, number = reading.model, reading.document, reading.windows, reading.number
    attended = model.attended(reading.tokens.row)
    columns = _tokens(model.tokenizer, document, windows[number - 1], reading.tokens)
    stacks = _stacks(attended, columns, model.tokenizer, reading.tokens)
    return Look(
        model=model.name,
        text=document.text,
        parts=document.parts,
        windows=windows,
        window=number,
        stacks=stacks,
        kind=stacks[0].kind,
        lens=whole(stacks[0]),
        notes=_notes(windows, number),
        unread=attended.unread,
    )


def _document(text: Any) -> Document:
    if isinstance(text, Question):
        return of_two(("question", "context"), text.question, text.context)
    if isinstance(text, Pair):
        return of_two(("first", "second"), text.first, text.second)
    if not isinstance(text, Hidden):
        return plain(text)
    made = plain(text.text)
    return Document(made.text, made.parts, tuple(_checked(made.text, span) for span in text.spans))


def _checked(text: str, span: Any) -> Span:
    start, end = span
    if not 0 <= start < end <= len(text):
        raise InputError(f"characters {shown(start)} to {shown(end)} are no stretch of a text of {len(text)}.")
    return Span(start, end)


def _stacks(
    attended: AttentionPass, encoder: tuple[LookToken, ...], tokenizer: Any, tokens: Tokens
) -> tuple[LookStack, ...]:
    decoder = _decoded(attended.decoder_ids or (), tokens.row.ids, encoder, tokenizer)
    sides = {"self": (encoder, encoder), "encoder": (encoder, encoder), "decoder": (decoder, decoder)}
    sides["cross"] = decoder, encoder
    for one in attended.stacks:
        for layer in one.weights:
            layer.setflags(write=False)
    return tuple(LookStack(one.kind, one.weights, *sides[one.kind], one.products) for one in attended.stacks)


def _tokens(tokenizer: Any, document: Document, window: Window, tokens: Tokens) -> tuple[LookToken, ...]:
    """Each position with its characters, its part and its word."""
    stretches = document.stretches(window)
    spans = [
        Span(start + one.start, start + one.end) for start, end in stretches for one in words(document.text[start:end])
    ]
    pieces = tokenizer.convert_ids_to_tokens(list(tokens.row.ids))
    found = []
    for place, (span, flag, piece) in enumerate(zip(tokens.spans, tokens.special, pieces, strict=True)):
        hidden = any(span.start < away.end and away.start < span.end for away in document.hidden)
        if flag and not hidden:
            found.append(LookToken(str(piece), str(piece), (place,), special=True))
            continue
        part = next((one.name for one in document.parts if one.start <= span.start and span.end <= one.end), None)
        (word,) = assign(spans, [span])
        text = document.text[span.start : span.end]
        found.append(LookToken(text or str(piece), str(piece), (place,), span, part, False, hidden, word))
    return tuple(found)


def _decoded(
    ids: Sequence[int], given: tuple[int, ...], encoder: tuple[LookToken, ...], tokenizer: Any
) -> tuple[LookToken, ...]:
    """The decoder's tokens: the text itself where it is that, one position later; else the tokenizer's names."""
    special = set(tokenizer.all_special_ids)
    pieces = [str(piece) for piece in tokenizer.convert_ids_to_tokens(list(ids))]
    later = tuple(ids[1:]) == given[: len(ids) - 1]
    return tuple(
        LookToken(**{**_fields(encoder[place - 1]), "positions": (place,)})
        if later and place
        else LookToken(piece, piece, (place,), special=token in special or place == 0)
        for place, (token, piece) in enumerate(zip(ids, pieces, strict=True))
    )


def _fields(token: LookToken) -> dict[str, Any]:
    return {name: getattr(token, name) for name in LookToken.__slots__}


def _notes(windows: Sequence[Window], number: int) -> tuple[str, ...]:
    if len(windows) == 1:
        return ()
    here = windows[number - 1]
    return (
        f"the text is longer than the model reads at once: this is window {number} of {len(windows)}, characters "
        f"{here.start} to {here.end}; window= shows another",
    )
