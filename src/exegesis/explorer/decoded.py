"""The tokens that a decoder is given, laid on the characters of what it reads or writes."""

from collections.abc import Sequence
from typing import Any

from exegesis.adapters.writing import WrittenText
from exegesis.core.text import assign, words
from exegesis.core.types import Span
from exegesis.data.inputs import GAP, Document
from exegesis.data.records import Part
from exegesis.explorer.records import LookToken

TARGET = "target"


def decoded(
    ids: Sequence[int], given: tuple[int, ...], encoder: tuple[LookToken, ...], tokenizer: Any
) -> tuple[LookToken, ...]:
    """The text itself where the decoder is given that, one position later; else the tokenizer's names."""
    special = set(tokenizer.all_special_ids)
    pieces = _pieces(tokenizer, ids)
    later = tuple(ids[1:]) == given[: len(ids) - 1]
    return tuple(
        LookToken(**{**_fields(encoder[place - 1]), "positions": (place,)})
        if later and place
        else LookToken(piece, piece, (place,), special=token in special or place == 0)
        for place, (token, piece) in enumerate(zip(ids, pieces, strict=True))
    )


def written_tokens(written: WrittenText, document: Document, tokenizer: Any) -> tuple[LookToken, ...]:
    """The tokens of a text that is written, on its characters behind the document's."""
    special = set(tokenizer.all_special_ids)
    spans = words(written.text)
    first, before = len(document.text) + len(GAP), len(words(document.text))
    found = []
    for place, (token, piece) in enumerate(zip(written.ids, _pieces(tokenizer, written.ids), strict=True)):
        span = written.spans[place]
        if span is None or place == 0:
            found.append(LookToken(piece, piece, (place,), special=token in special or place == 0))
            continue
        (word,) = assign(spans, [span])
        there = Span(first + span.start, first + span.end)
        text = written.text[span.start : span.end]
        found.append(LookToken(text, piece, (place,), there, TARGET, word=before + word))
    return tuple(found)


def beside(document: Document, written: WrittenText) -> tuple[str, tuple[Part, ...]]:
    """Both texts as one, whose characters all spans count, and its parts."""
    text = f"{document.text}{GAP}{written.text}"
    return text, (*document.parts, Part(TARGET, len(text) - len(written.text), len(text)))


def said(written: WrittenText) -> tuple[str, ...]:
    """What a reader must know of a text that the model wrote itself."""
    if written.is_given:
        return ()
    cut = "" if written.is_whole else f", cut after {len(written.ids) - 1} pieces"
    return (f"the target is what the model writes itself, the likeliest piece each time{cut}; target= gives another",)


def _pieces(tokenizer: Any, ids: Sequence[int]) -> list[str]:
    return [str(piece) for piece in tokenizer.convert_ids_to_tokens(list(ids))]


def _fields(token: LookToken) -> dict[str, Any]:
    return {name: getattr(token, name) for name in LookToken.__slots__}
