"""The caller's words for tokens: their numbers, or the words of the text that they belong to."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Span
from exegesis.data import inputs
from exegesis.explorer.records import LookToken

# A number (from 0), a word of the text ("word:2": where it stands a second time), or several of these; None: whichever
# are usual.
Tokens: TypeAlias = int | str | Iterable[int | str] | None


def numbers_of(tokens: Any, known: Sequence[LookToken], text: str) -> list[int]:
    """The tokens that are meant, in the order of the text, each once; `InputError` for one that is not there."""
    given = [tokens] if isinstance(tokens, int | str | np.integer) else tokens
    if not isinstance(given, Iterable):
        raise InputError(f"tokens must be numbers or words of the text, not {shown(tokens)}.")
    found = sorted({number for one in given for number in numbers_of_one(one, known, text)})
    if not found:
        raise InputError("no token is named; give a number, a word of the text, or leave out tokens=.")
    return found


def numbers_of_one(token: Any, known: Sequence[LookToken], text: str) -> list[int]:
    """The token of a number; the pieces of a word."""
    if isinstance(token, str):
        return _pieces(token, known, text)
    if not isinstance(token, int | np.integer) or isinstance(token, bool) or not 0 <= token < len(known):
        raise InputError(f"token {shown(token)} is not there: the text has tokens 0 to {len(known) - 1}.")
    return [int(token)]


def _pieces(word: str, known: Sequence[LookToken], text: str) -> list[int]:
    spans = inputs.places(text, word)
    plain, _, number = word.rpartition(":")
    if not spans and plain and number.isdecimal():
        spans = [span for place, span in enumerate(inputs.places(text, plain), 1) if str(place) == number]
    if not spans:
        raise InputError(f"{shown(word)} does not stand in the text (upper and lower case count).")
    if len(spans) > 1:
        numbers = "; ".join(", ".join(map(str, _inside(span, known))) for span in spans)
        which = f"say which, as {shown(f'{word}:2')} or by its tokens: {numbers}"
        raise InputError(f"{shown(word)} stands {len(spans)} times in the text; {which}.")
    found = _inside(spans[0], known)
    if not found:
        raise InputError(f"the model reads no token at {shown(word)}, or not in this window.")
    return found


def _inside(span: Span, known: Sequence[LookToken]) -> list[int]:
    return [
        number
        for number, token in enumerate(known)
        if token.span is not None and token.span.start < span.end and span.start < token.span.end
    ]
