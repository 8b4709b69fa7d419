"""A text before a model, and who reads what at which of its tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.tokenized import TokenModel
from exegesis.core.errors import InputError, check_count
from exegesis.core.types import Floats
from exegesis.data.inputs import Document, Input
from exegesis.data.rows import TokenRow
from exegesis.explorer.inside.readers import READERS, Named, StateReader
from exegesis.explorer.inside.records import TopGuess
from exegesis.explorer.inside.tokens import Tokens, numbers_of
from exegesis.explorer.reading import LookReading, document_of, reading
from exegesis.explorer.records import LookToken
from exegesis.tasks.table import task_of

_OTHERWISE = "so there is nothing to read at its tokens; exegesis.predict gives its answer"


@dataclass(frozen=True, eq=False)
class LookScene:
    """A text before a model, and who reads what at which places. `owns`: of words what stands there, or comes next."""

    model: TokenModel
    given: LookReading[Any]
    reader: StateReader
    owns: tuple[int | None, ...]

    @property
    def row(self) -> TokenRow:
        return self.given.tokens.row

    @property
    def facts(self) -> dict[str, Any]:
        """What both results say of the text."""
        return {
            "model": self.model.name,
            "head": self.model.head,
            "text": self.given.document.text,
            "unit": "value" if self.model.kind == "regression" else "probability",
            "tokens": self.given.places,
        }

    def numbers(self, named: Named) -> Floats:
        """What the reader takes off the pass of the text as it stands."""
        return np.asarray(self.model.forward([self.row], read=self.reader.reading(named))[0])

    def hidden(self, place: int | None) -> tuple[tuple[TopGuess, ...] | None, TopGuess | None]:
        """What is guessed where a mask hides the token, its own word too; (None, None) where there is none to hide."""
        mask = self.model.mask_id if self.model.head == "masked-lm" else None
        if place is None or mask is None or self.given.places[place].special or self.row.ids[place] == mask:
            return None, None
        ids = list(self.row.ids)
        ids[place] = mask
        named = [(self.owns[self.reader.places.index(place)],)]
        reader = type(self.reader)(self.model, [place], self.reader.k)
        line = self.model.forward([TokenRow(ids, self.row.types)], read=reader.reading(named))[0]
        ((guesses, (own,)),) = reader.found(line, named)
        return guesses, own


def scene_of(
    model: Model, document: Document, tokens: Tokens = None, k: int = 5, window: int = 1, every: bool = False
) -> LookScene:
    """The text before the model. `every`: all tokens are asked for, though some are hidden."""
    check_count("k", k)
    given = reading(model, document, window, _OTHERWISE)
    assert isinstance(model, TokenModel)  # else there was no reading
    wanted = range(len(given.places)) if every and model.head != "classification" else tokens
    places = _places(model, given, wanted)
    reader = READERS[model.head](model, places, k)
    return LookScene(model, given, reader, _owns(model, given, places))


def checked_document(model: Model, text: Input) -> Document:
    """The text as a document; `InputError` where the model's head has no use for it."""
    document = document_of(text)
    # A masked language model may be asked where nothing is hidden, too; a black box is told what it lacks.
    return document if model.head == "masked-lm" or not isinstance(model, TokenModel) else task_of(model).document(text)


def _places(model: TokenModel, given: LookReading[Any], tokens: Tokens) -> Sequence[int | None]:
    if model.head == "classification":
        if tokens is not None:
            raise InputError(f"{model.name} answers for the whole text and not at tokens; leave out tokens=.")
        return (None,)
    if tokens is not None:
        return numbers_of(tokens, given.places, given.document.text)
    hidden = [number for number, token in enumerate(given.places) if token.hidden]
    return hidden or range(len(given.places))


def _owns(model: TokenModel, given: LookReading[Any], places: Sequence[int | None]) -> tuple[int | None, ...]:
    """The word that stands there, or after a causal model's token the next; None where there is none, or a mask."""
    if model.head not in ("masked-lm", "causal-lm"):
        return (None,) * len(places)
    shown = replace(given.document, hidden=())  # what is hidden stands in the text all the same
    ids = model.tokens(shown, given.windows[given.number - 1]).row.ids
    if model.head == "causal-lm":
        return tuple(ids[place + 1] if place is not None and place + 1 < len(ids) else None for place in places)
    return tuple(_word(ids[place], given.places[place], model) for place in places if place is not None)


def _word(piece: int, token: LookToken, model: TokenModel) -> int | None:
    return None if token.special or piece == model.mask_id else piece
