"""A look taken: one pass of a transformer over a text, and the tokens laid on the user's characters."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesStacks, GivesTokens
from exegesis.adapters.writing import WritingModel, writes
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import check_text
from exegesis.data.attention import AttentionPass
from exegesis.data.inputs import Document, Input
from exegesis.explorer.decoded import beside, decoded, said, written_tokens
from exegesis.explorer.reading import LookReading, document_of, reading
from exegesis.explorer.records import LookStack, LookToken
from exegesis.explorer.seen import Look, whole

_OTHERWISE = "so that attention cannot be laid on it; look_at takes attention and tokens of your own"


@runtime_checkable
class Lookable(GivesStacks, GivesTokens, Protocol):
    """All that a look asks for."""


def look(
    model: Model | str | Path | tuple[Any, Any], text: Input, *, target: str | None = None, window: int = 1
) -> Look:
    """The attention of a transformer over one text, all layers and heads, from one pass.

    Attention says where a head looks, not why the model answers as it does; `exegesis.explain` is for that.

    Args:
        model: what `exegesis.load` takes or gives; of the black boxes among these there is nothing to see. Also a
            (model, tokenizer) pair that writes texts (`T5ForConditionalGeneration`, `BartForConditionalGeneration`).
        text: a string, or a `Pair`, a `Question` or a `Hidden` text, whatever the model's head is for.
        target: what such a pair is seen writing; None: what it writes itself, the likeliest piece each time, which the
            notes say. It is the part "target" of the look's text.
        window: of a text that is longer than the model reads at once the stretch to look at, from 1; `Look.windows` has
            them all.

    Returns:
        The weights with their tokens, in memory alone: of each layer (heads, L, L) in float32.

    Raises:
        InputError: the text is one token, hidden where the model has no mask, there is no such window, or a target is
            given for a model that writes none.
        UnsupportedError: the model gives no attention of each token to each, or the characters of its tokens are not
            known in this text.
    """
    return seen(read(model, text, window, target))


def lookable(model: Model) -> Lookable:
    """The model as one whose attention can be seen; `UnsupportedError` where it is something else."""
    if not isinstance(model, Lookable):
        raise UnsupportedError(
            f"{model.name} shows no attention: look needs a transformer with its weights (a folder, a hub id or a "
            "(model, tokenizer) pair); look_at takes attention that you have yourself."
        )
    return model


def read(model: Any, text: Input | Document, window: int, target: str | None = None) -> LookReading[Lookable]:
    """What `look` takes, checked and read."""
    loaded = _loaded(model)
    if target is not None and not isinstance(loaded, WritingModel):
        raise InputError(
            f"{loaded.name} writes no text that a target could be; target= is for a (model, tokenizer) pair with an "
            "encoder and a decoder, such as T5ForConditionalGeneration."
        )
    document_of(text)  # what is no text is told first
    found = reading(lookable(loaded), text, window, _OTHERWISE)
    if len(found.places) < 2:
        raise InputError("the text is one token, which can attend to itself alone; give a longer text.")
    if not isinstance(loaded, WritingModel):
        return found
    written = loaded.greedily(found.tokens.row) if target is None else loaded.spelled(check_text(target))
    return replace(found, model=loaded.writing(written))


def _loaded(model: Any) -> Model:
    """A pair that writes texts has no head that `exegesis.load` knows."""
    if isinstance(model, tuple) and len(model) == 2 and writes(model[0]):
        return WritingModel(*model)
    return api.load(model)


def seen(given: LookReading[Lookable]) -> Look:
    """The look at what was read, from one pass."""
    attended = given.model.attended(given.tokens.row)
    written = given.model.written if isinstance(given.model, WritingModel) else None
    text, parts = given.document.text, given.document.parts
    notes = (*given.notes, *_beyond_the_head(given))
    if written is None:
        ids = attended.decoder_ids or ()
        decoder = decoded(ids, given.tokens.row.ids, given.places, given.model.tokenizer)
    else:
        decoder = written_tokens(written, given.document, given.model.tokenizer)
        text, parts = beside(given.document, written)
        notes = (*notes, *said(written))
    stacks = _stacks(attended, given.places, decoder)
    return Look(
        model=given.model.name,
        text=text,
        parts=parts,
        windows=given.windows,
        window=given.number,
        stacks=stacks,
        kind=stacks[0].kind,
        lens=whole(stacks[0]),
        notes=notes,
        unread=attended.unread,
    )


def _beyond_the_head(given: LookReading[Lookable]) -> tuple[str, ...]:
    """What a look shows though the model's head may never have met it in training."""
    head, found = getattr(given.model, "head", None), []
    if given.document.hidden and head != "masked-lm":
        found.append(
            "the head of this model guesses no hidden words: it reads the mask as any token, trained on it or not"
        )
    if len(given.document.parts) > 1 and head == "classification":
        found.append(
            "whether this head was trained for two texts its files do not say; one for single texts reads both too"
        )
    return tuple(found)


def _stacks(
    attended: AttentionPass, encoder: tuple[LookToken, ...], decoder: tuple[LookToken, ...]
) -> tuple[LookStack, ...]:
    sides = {"self": (encoder, encoder), "encoder": (encoder, encoder), "decoder": (decoder, decoder)}
    sides["cross"] = decoder, encoder
    for one in attended.stacks:
        for layer in one.weights:
            layer.setflags(write=False)
    return tuple(LookStack(one.kind, one.weights, *sides[one.kind], one.products) for one in attended.stacks)
