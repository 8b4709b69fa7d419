"""What a model predicts at the tokens of a text, and what its head makes of each layer there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesLayers
from exegesis.adapters.tokenized import TokenModel
from exegesis.core.errors import InputError, UnsupportedError, check_count
from exegesis.core.types import Floats
from exegesis.data.inputs import Input
from exegesis.data.rows import TokenRow
from exegesis.explorer.inside.readers import READERS, Named, Reader
from exegesis.explorer.inside.records import Guess, LayerGuesses, TokenGuesses, TokenLayers
from exegesis.explorer.inside.result import LayerPredictions, Predictions
from exegesis.explorer.inside.tokens import Tokens, numbers_of
from exegesis.explorer.reading import Reading, reading
from exegesis.explorer.records import LookToken
from exegesis.tasks.table import task_of

_OTHERWISE = "so there is nothing to read at its tokens; exegesis.predict gives its answer"


def predictions(
    model: Model | str | Path,
    text: Input,
    tokens: Tokens = None,
    *,
    k: int = 5,
    masked: bool | None = None,
    window: int = 1,
) -> Predictions:
    """What a model predicts at the tokens of a text, in the labels of its own head.

    Of a masked language model the likeliest words at each token, as it stands and where a mask hides it; of a causal
    one the next words after it; of other heads tags, start and end of an answer, or the class of the whole text.

    Args:
        model: what `exegesis.load` takes or gives, with tokens.
        text: as of `look`.
        tokens: numbers (from 0) among `look(...).rows`, words of the text, or a list of these; None: the hidden ones
            where the text has some, else all. Of a classifier, which answers for the whole text, it is refused.
        k: so many of the likeliest.
        masked: whether a masked language model is asked with each token hidden, too, a pass for each. None: where it
            can be.
        window: of a long text the stretch to read, from 1.

    Returns:
        The guesses at each token, with those that stand in the text.

    Raises:
        InputError: no such token or word, or an option that has no effect on this head.
        UnsupportedError: a black box, or a text whose tokens have no place in it.
    """
    check_count("k", k)
    scene = _scene(model, text, tokens, k, window)
    _check_masked(scene, masked)
    named = [(own,) for own in scene.owns]
    found = scene.reader.found(scene.numbers(named), named)
    hidden = [None] * len(found) if masked is False else [scene.hidden(place) for place in scene.reader.places]
    places = tuple(
        TokenGuesses(
            place,
            guesses,
            own,
            None if behind is None else behind[0],
            None if behind is None else behind[1],
        )
        for place, (guesses, (own,)), behind in zip(scene.reader.places, found, hidden, strict=True)
    )
    return Predictions(**scene.facts, places=places, notes=scene.given.notes)


def layer_predictions(
    model: Model | str | Path, text: Input, tokens: Tokens = None, *, k: int = 5, window: int = 1
) -> LayerPredictions:
    """What the model's own head makes of each layer: the logit lens, in the labels of that head.

    Each layer's states take the place of the last one's, and the model goes on from there: through its final norm, if
    it has one, and its head. Of a model without a head for words that is the head it has. As many passes as layers.

    Args:
        model: what `exegesis.load` takes or gives, with weights.
        text: as of `look`.
        tokens: as of `predictions`.
        k: so many of the likeliest.
        window: as of `predictions`.

    Returns:
        Each token through all layers, the embeddings (layer 0) first. What is known of such lenses stands at
        `LayerPredictions`.

    Raises:
        InputError: no such token or word.
        UnsupportedError: a black box, a model whose layers are no plain row, or tokens that have no place in the text.
    """
    check_count("k", k)
    scene = _scene(model, text, tokens, k, window)
    if not isinstance(scene.model, GivesLayers):
        raise UnsupportedError(f"{scene.model.name} shows no layers: that needs a transformer with its weights.")
    named: Named = [(own, None) for own in scene.owns]
    last = scene.reader.found(scene.numbers(named), named)
    sides = scene.model.head == "question-answering"
    named = [(own, None if sides else guesses[0].index) for own, (guesses, _) in zip(scene.owns, last, strict=True)]
    table = scene.model.at_layers(scene.row, scene.reader.reading(named))
    layers = [scene.reader.found(line, named) for line in table]
    places = tuple(
        TokenLayers(place, tuple(_layer(layer, found[n]) for layer, found in enumerate(layers)))
        for n, place in enumerate(scene.reader.places)
    )
    return LayerPredictions(**scene.facts, places=places, notes=(*scene.given.notes, *_notes(scene.model)))


def _layer(layer: int, found: tuple[tuple[Guess, ...], tuple[Guess | None, ...]]) -> LayerGuesses:
    guesses, (own, answer) = found
    return LayerGuesses(layer, guesses, answer, own)


def _notes(model: Any) -> tuple[str, ...]:
    if getattr(model.config, "is_encoder_decoder", False):
        return ("the layers are the decoder's, which the head reads",)
    return ()


@dataclass(frozen=True, eq=False)
class _Scene:
    """A text before a model, and who reads what at which places. `owns`: of words what stands there, or comes next."""

    model: TokenModel
    given: Reading[Any]
    reader: Reader
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

    def hidden(self, place: int | None) -> tuple[tuple[Guess, ...], Guess | None] | None:
        """What is guessed where a mask hides the token; None where there is nothing to hide."""
        mask = self.model.mask_id if self.model.head == "masked-lm" else None
        if place is None or mask is None or self.given.places[place].special or self.row.ids[place] == mask:
            return None
        ids = list(self.row.ids)
        ids[place] = mask
        named = [(self.owns[self.reader.places.index(place)],)]
        reader = type(self.reader)(self.model, [place], self.reader.k)
        line = self.model.forward([TokenRow(ids, self.row.types)], read=reader.reading(named))[0]
        ((guesses, (own,)),) = reader.found(line, named)
        return guesses, own


def _scene(model: Any, text: Input, tokens: Tokens, k: int, window: int) -> _Scene:
    loaded = api.load(model)
    given = reading(loaded, text, window, _OTHERWISE)
    assert isinstance(loaded, TokenModel)  # else there was no reading
    if loaded.head != "masked-lm":  # which may be asked where nothing is hidden, too
        task_of(loaded).document(text)
    places = _places(loaded, given, tokens)
    reader = READERS[loaded.head](loaded, places, k)
    return _Scene(loaded, given, reader, _owns(loaded, given, places))


def _places(model: TokenModel, given: Reading[Any], tokens: Tokens) -> Sequence[int | None]:
    if model.head == "classification":
        if tokens is not None:
            raise InputError(f"{model.name} answers for the whole text and not at tokens; leave out tokens=.")
        return (None,)
    if tokens is not None:
        return numbers_of(tokens, given.places, given.document.text)
    hidden = [number for number, token in enumerate(given.places) if token.hidden]
    return hidden or range(len(given.places))


def _owns(model: TokenModel, given: Reading[Any], places: Sequence[int | None]) -> tuple[int | None, ...]:
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


def _check_masked(scene: _Scene, masked: Any) -> None:
    if masked is not None and not isinstance(masked, bool):
        raise InputError("masked must be True or False.")
    if masked and (scene.model.head != "masked-lm" or scene.model.mask_id is None):
        raise InputError(f"{scene.model.name} guesses no masked words; leave out masked=True.")
