"""The neurons of a head: how the attention of one token to another comes of their query and key."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, shown
from exegesis.data.inputs import Input
from exegesis.explorer.chosen import check_head, check_layer, check_place
from exegesis.explorer.inside.tokens import numbers_of_one
from exegesis.explorer.looking import read, seen
from exegesis.explorer.records import LookToken
from exegesis.explorer.result import Neurons


def neurons(
    model: Model | str | Path,
    text: Input,
    layer: int,
    head: int,
    row: int | str,
    column: int | str,
    *,
    kind: str | None = None,
    window: int = 1,
) -> Neurons:
    """The query of one token, the key of another, their product, and how the head's weight comes of it.

    A head's weights are softmax_j(scale * q_i.k_j + bias_ij) (Vaswani et al. 2017, section 3.2.1; the neuron view is
    Vig's, 2019). q and k are heard where the model multiplies them, so rotary embeddings have turned them already;
    what a family adds (distances of T5 and MPNet, DeBERTa's disentangled terms, ALiBi) is `bias`. That all of it makes
    the attention which the model itself returns is tried at every call.

    Args:
        model: what `exegesis.load` takes or gives.
        text: as of `look`.
        layer: from 1.
        head: from 1.
        row: the token that attends: its number among `look(...).rows` (word pieces, special tokens too), which counts
            from 0, so that 0 is often the tokenizer's own; or a word of the text ("dull", "the:2" where it stands a
            second time) that is one piece.
        column: the token attended to, likewise among `look(...).columns`.
        kind: of an encoder-decoder the stack: "encoder" (the usual one), "decoder" or "cross".
        window: as of `look`.

    Returns:
        Both vectors, and the scores and weights of the whole row, of which the softmax is taken.

    Raises:
        InputError: a layer, head, token or stack that is not there, and what `look` raises.
        UnsupportedError: the model's attention does not come of queries and keys in this way.
    """
    reading = read(model, text, window)
    look = seen(reading)
    look = look if kind is None else look.of(kind)
    place = check_layer(layer, look.layers, look.stack_name), check_head(head, look.heads_in_layer, look.stack_name)
    at = _place(row, look.rows, "row", look.text), _place(column, look.columns, "column", look.text)
    scores = reading.model.head_scores(reading.tokens.row, look.kind, *place)
    bias = scores.bias[at[0]].astype(np.float64)
    return Neurons(
        model=look.model,
        text=look.text,
        kind=look.kind,
        layer=place[0] + 1,
        head=place[1] + 1,
        row=look.rows[at[0]],
        columns=look.columns,
        column=at[1],
        query=scores.queries[at[0]].astype(np.float64),
        key=scores.keys[at[1]].astype(np.float64),
        origin=scores.origin,
        scale=scores.scale,
        term=scores.term,
        dots=scores.keys.astype(np.float64) @ scores.queries[at[0]].astype(np.float64),
        biases=np.where(np.isfinite(bias), bias, np.nan),
        weights=scores.weights[at[0]].astype(np.float64),
        notes=look.notes,
    )


def _place(token: int | str, known: Sequence[LookToken], what: str, text: str) -> int:
    """The one token that is meant; `InputError` for one that is not there, and for a word of several pieces."""
    if not isinstance(token, str):
        return check_place(token, len(known), what)
    numbers = numbers_of_one(token, known, text)
    if len(numbers) > 1:
        raise InputError(
            f"{shown(token)} is {len(numbers)} tokens, {numbers[0]} to {numbers[-1]}; {what} is one: give its number."
        )
    return numbers[0]
