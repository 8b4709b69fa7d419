"""A text before a model: its row of word pieces, each laid on the user's characters. What every pass begins with."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from exegesis.adapters.slow_tokens import Unaligned
from exegesis.adapters.tokenized import TokenModel
from exegesis.core.errors import InputError, UnsupportedError, check_count, shown
from exegesis.core.text import assign, words
from exegesis.core.types import Span
from exegesis.data.inputs import Document, Hidden, Pair, Question, of_two, plain
from exegesis.data.records import Window
from exegesis.data.rows import Tokens
from exegesis.explorer.records import LookToken

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


@dataclass(frozen=True, eq=False)
class LookReading(Generic[M_co]):
    """One window of a text as a model reads it.

    Args:
        model: who reads it.
        document: the text with its parts.
        windows: the stretches that the model reads at once.
        number: which of them this is, from 1.
        tokens: the row, with the characters of each position.
        places: the same positions as they are shown.
    """

    model: M_co
    document: Document
    windows: tuple[Window, ...]
    number: int
    tokens: Tokens
    places: tuple[LookToken, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: that this is not all of the text."""
        if len(self.windows) == 1:
            return ()
        here = self.windows[self.number - 1]
        return (
            f"the text is longer than the model reads at once: this is window {self.number} of {len(self.windows)}, "
            f"characters {here.start} to {here.end}; window= shows another",
        )


def reading(model: M, text: Any, window: int, otherwise: str) -> LookReading[M]:
    """The text before the model; `otherwise` says what to do where its tokens have no place in it.

    Raises `InputError` for a text that nothing can be hidden in and for a window that is not there, and
    `UnsupportedError` for a model without tokens.
    """
    document, reader = document_of(text), _reader(model, otherwise)
    if document.hidden and reader.mask_id is None:
        raise InputError(f"{reader.name} has no mask token, so nothing can be hidden from it; give the text itself.")
    check_count("window", window)
    windows = reader.windows(document)
    if window > len(windows):
        raise InputError(f"window {window} is not there: the text is read in {len(windows)}, counted from 1.")
    try:
        tokens = reader.tokens(document, windows[window - 1])
    except Unaligned as error:
        raise UnsupportedError(f"{error}, {otherwise}.") from None
    places = _places(reader.tokenizer, document, windows[window - 1], tokens)
    return LookReading(model, document, windows, window, tokens, places)


def _reader(model: Any, otherwise: str) -> TokenModel:
    if not isinstance(model, TokenModel):
        raise UnsupportedError(f"{model.name} reads no word pieces, {otherwise}.")
    return model


def document_of(text: Any) -> Document:
    """Any input as a document, whatever the head of the model is for; a document is one."""
    if isinstance(text, Document):
        return text
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


def _places(tokenizer: Any, document: Document, window: Window, tokens: Tokens) -> tuple[LookToken, ...]:
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
