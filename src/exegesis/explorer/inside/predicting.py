"""What a model predicts at the tokens of a text, and what its head makes of each layer there."""

from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesLayers
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import Input
from exegesis.explorer.inside.readers import Named
from exegesis.explorer.inside.records import LayerGuesses, TokenGuesses, TokenLayers, TopGuess
from exegesis.explorer.inside.result import LayerPredictions, Predictions
from exegesis.explorer.inside.scene import LookScene, checked_document, scene_of
from exegesis.explorer.inside.tokens import Tokens


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
    loaded = api.load(model)
    scene = scene_of(loaded, checked_document(loaded, text), tokens, k, window)
    _check_masked(scene, masked)
    return at_tokens(scene, masked is not False)


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
    loaded = api.load(model)
    return at_layers(scene_of(loaded, checked_document(loaded, text), tokens, k, window))


def at_tokens(scene: LookScene, masked: bool) -> Predictions:
    """`predictions` of a scene."""
    named = [(own,) for own in scene.owns]
    places = []
    for place, (guesses, (own,)) in zip(
        scene.reader.places, scene.reader.found(scene.numbers(named), named), strict=True
    ):
        behind, hidden_own = scene.hidden(place) if masked else (None, None)
        places.append(TokenGuesses(place, guesses, own, behind, hidden_own))
    return Predictions(**scene.facts, places=tuple(places), notes=scene.given.notes)


def at_layers(scene: LookScene) -> LayerPredictions:
    """`layer_predictions` of a scene."""
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


def _layer(layer: int, found: tuple[tuple[TopGuess, ...], tuple[TopGuess | None, ...]]) -> LayerGuesses:
    guesses, (own, answer) = found
    return LayerGuesses(layer, guesses, answer, own)


def _notes(model: Any) -> tuple[str, ...]:
    if getattr(model.config, "is_encoder_decoder", False):
        return ("the layers are the decoder's, which the head reads",)
    return ()


def _check_masked(scene: LookScene, masked: Any) -> None:
    if masked is not None and not isinstance(masked, bool):
        raise InputError("masked must be True or False.")
    if masked and (scene.model.head != "masked-lm" or scene.model.mask_id is None):
        raise InputError(f"{scene.model.name} guesses no masked words; leave out masked=True.")
