"""A look taken: one pass of a transformer over a text, and the tokens laid on the user's characters."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesStacks, GivesTokens
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.attention import AttentionPass
from exegesis.data.inputs import Document, Input
from exegesis.data.rows import Tokens
from exegesis.explorer.reading import Reading, document_of, reading
from exegesis.explorer.records import LookStack, LookToken
from exegesis.explorer.seen import Look, whole

_OTHERWISE = "so that attention cannot be laid on it; look_at takes attention and tokens of your own"


@runtime_checkable
class Lookable(GivesStacks, GivesTokens, Protocol):
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


def lookable(model: Model) -> Lookable:
    """The model as one whose attention can be seen; `UnsupportedError` where it is something else."""
    if not isinstance(model, Lookable):
        raise UnsupportedError(
            f"{model.name} shows no attention: look needs a transformer with its weights (a folder, a hub id or a "
            "(model, tokenizer) pair); look_at takes attention that you have yourself."
        )
    return model


def read(model: Model | str | Path, text: Input | Document, window: int) -> Reading[Lookable]:
    """What `look` takes, checked and read."""
    loaded = api.load(model)
    document_of(text)  # what is no text is told first
    found = reading(lookable(loaded), text, window, _OTHERWISE)
    if len(found.places) < 2:
        raise InputError("the text is one token, which can attend to itself alone; give a longer text.")
    return found


def seen(given: Reading[Lookable]) -> Look:
    """The look at what was read, from one pass."""
    attended = given.model.attended(given.tokens.row)
    stacks = _stacks(attended, given.places, given.model.tokenizer, given.tokens)
    return Look(
        model=given.model.name,
        text=given.document.text,
        parts=given.document.parts,
        windows=given.windows,
        window=given.number,
        stacks=stacks,
        kind=stacks[0].kind,
        lens=whole(stacks[0]),
        notes=given.notes,
        unread=attended.unread,
    )


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
