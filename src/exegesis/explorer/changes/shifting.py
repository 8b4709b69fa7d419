"""What moves: a token masked, replaced, deleted or inserted; two texts, or two models, beside one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesLayers, GivesStacks
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.types import Floats
from exegesis.data.inputs import Input
from exegesis.explorer.changes.aligning import by_order, by_place
from exegesis.explorer.changes.editing import EditWishes
from exegesis.explorer.changes.records import StackShift, TokenPair
from exegesis.explorer.changes.result import AttentionShift, Shift
from exegesis.explorer.chosen import Heads
from exegesis.explorer.inside.predicting import at_layers, at_tokens
from exegesis.explorer.inside.scene import LookScene, checked_document, scene_of
from exegesis.explorer.inside.tokens import Tokens
from exegesis.explorer.looking import read, seen
from exegesis.explorer.records import LookToken
from exegesis.explorer.seen import Look


def intervene(
    model: Model | str | Path,
    text: Input,
    *,
    mask: Tokens = None,
    replace: Mapping[int | str, str] | None = None,
    delete: Tokens = None,
    insert: Mapping[int | str, str] | None = None,
    layers: bool = False,
    k: int = 5,
    window: int = 1,
) -> Shift:
    """A change of a text, and what moves inside the model: predictions, attention, the vectors of each layer.

    Tokens are numbers (from 0) among `look(...).rows`, or words of the text, of which all pieces are meant. Several
    changes may be made at once.

    Args:
        model: what `exegesis.load` takes or gives, with tokens.
        text: as of `look`.
        mask: tokens that the model's mask token hides, with a head of any kind.
        replace: {token: text in its place}.
        delete: tokens taken away; a word takes the space before it along.
        insert: {token: text put after it}; after token 0, where the tokenizer begins with one of its own, at the start.
        layers: also what the head makes of each layer, before and after.
        k: so many of the likeliest at each token.
        window: of a long text the stretch to read, before and after.

    Returns:
        Both sides, and their tokens beside one another by their characters.

    Raises:
        InputError: no such token, changes that meet, or none; nothing would be left.
        UnsupportedError: a black box.
    """
    loaded = api.load(model)
    document = checked_document(loaded, text)
    before = scene_of(loaded, document, None, k, window, every=True)
    edited = EditWishes(mask, replace, delete, insert).of(document, before.given.places)
    after = scene_of(loaded, edited.document, None, k, window, every=True)

    def align(one: Sequence[LookToken], other: Sequence[LookToken]) -> tuple[TokenPair, ...]:
        return by_place(one, other, edited.moved, edited.replaced)

    return _Sides(before, after, align).shift(edited.what, layers)


def beside(
    model: Model | str | Path,
    text: Input,
    other_text: Input | None = None,
    *,
    other_model: Model | str | Path | None = None,
    layers: bool = False,
    k: int = 5,
    window: int = 1,
) -> Shift:
    """Two texts before one model, or one text before two (a checkpoint and a later one, or one without some heads).

    Args:
        model: what `exegesis.load` takes or gives, with tokens.
        text: as of `look`.
        other_text: the one beside it; None: the same.
        other_model: the one beside it, whose heads and layers are compared one by one where it has as many.
        layers: also what the head makes of each layer, on both sides.
        k: so many of the likeliest at each token.
        window: of a long text the stretch to read, on both sides.

    Returns:
        Both sides, and their tokens beside one another by their order, as `diff` has lines: the same where their
        characters are, and runs of as many others.

    Raises:
        InputError: there is nothing beside it, or nothing that can be compared: another head and other layers.
        UnsupportedError: a black box.
    """
    if other_text is None and other_model is None:
        raise InputError("say what stands beside it: another text, or other_model=.")
    loaded = api.load(model)
    other = loaded if other_model is None else api.load(other_model)
    documents = [checked_document(loaded, text), checked_document(other, text if other_text is None else other_text)]
    before, after = (
        scene_of(one, document, None, k, window, every=True)
        for one, document in zip((loaded, other), documents, strict=True)
    )
    what = f"{loaded.name} beside {other.name}" if other is not loaded else "two texts"
    return _Sides(before, after, by_order).shift(what, layers)


def attention_shift(
    before: Look, after: Look, heads: Heads | None = None, layer: int | None = None, how: str = "mean"
) -> AttentionShift:
    """The attention of chosen heads in two looks, over the tokens that both have: before, after and the difference.

    Args:
        before: a look, in words or pieces, with special tokens or without.
        after: another, seen alike, of an edited text or of another model.
        heads: as of `Look.mix`, of both.
        layer: as of `Look.mix`.
        how: as of `Look.mix`.

    Returns:
        Two matrices, of the rows and columns that stand beside one another by their order.

    Raises:
        InputError: the looks are of other stacks, a head is not there in one of them, or no token is in both.
    """
    if before.kind != after.kind:
        raise InputError(f"one look is of {before.kind} attention and one of {after.kind}; show the same of both.")
    one, other = (look.mix(heads, layer, how) for look in (before, after))
    rows, columns = by_order(one.rows, other.rows), by_order(one.columns, other.columns)
    if not rows or not columns:
        raise InputError("no token of the one look is in the other, so there is nothing to compare.")
    cells = [np.ix_([pair.before for pair in rows], [pair.before for pair in columns])]
    cells.append(np.ix_([pair.after for pair in rows], [pair.after for pair in columns]))
    left_out = [len(one.rows) - len(rows), len(other.rows) - len(rows)]
    notes = [f"rows with nothing beside them: {left_out[0]} before, {left_out[1]} after"] if any(left_out) else []
    return AttentionShift(
        before=before.model,
        after=after.model,
        kind=before.kind,
        what=one.what,
        rows=tuple(one.rows[pair.before] for pair in rows),
        columns=tuple(one.columns[pair.before] for pair in columns),
        rows_after=tuple(other.rows[pair.after] for pair in rows),
        columns_after=tuple(other.columns[pair.after] for pair in columns),
        weights_before=_lines(one.matrix[cells[0]]),
        weights_after=_lines(other.matrix[cells[1]]),
        notes=tuple(dict.fromkeys((*notes, *one.notes, *other.notes))),
    )


def _lines(matrix: Floats) -> tuple[Floats, ...]:
    matrix.setflags(write=False)
    return tuple(matrix)


@dataclass(frozen=True, eq=False)
class _Sides:
    """Two scenes, and what sets tokens of the one beside those of the other."""

    before: LookScene
    after: LookScene
    align: Any

    def shift(self, what: str, layers: bool) -> Shift:
        if not isinstance(layers, bool):
            raise InputError(f"layers must be True or False, not {shown(layers)}.")
        pairs = self.align(self.before.given.places, self.after.given.places)
        one, other = at_tokens(self.before, masked=False), at_tokens(self.after, masked=False)
        heads, why_no_heads = self._heads()
        states, why_no_states = self._states(pairs)
        notes = (*one.notes, *other.notes, *self._other_answers(heads or states), *why_no_heads, *why_no_states)
        through = [at_layers(side) for side in (self.before, self.after)] if layers else [None, None]
        return Shift(what, one, other, pairs, heads, states, through[0], through[1], tuple(dict.fromkeys(notes)))

    def _other_answers(self, inside: object) -> list[str]:
        """That the two heads answer different questions; `InputError` where nothing `inside` can be compared either."""
        one, other = self.before.model, self.after.model
        if one.head == other.head:
            return []
        heads = f"{one.name} has a head for {one.head}, {other.name} for {other.head}"
        if not inside:
            raise InputError(
                f"nothing can be compared: {heads}, and they have other layers, heads or widths. Give two models of "
                "one task, whose predictions can be, or two of the same layers, whose attention and vectors can be."
            )
        return [f"predictions are not compared, for they are of different kinds: {heads}"]

    def _heads(self) -> tuple[tuple[StackShift, ...], list[str]]:
        """How far the heads of each stack moved, or why that is not said."""
        looks = []
        for side in (self.before, self.after):
            try:
                looks.append(_look(side))
            except (UnsupportedError, InputError) as error:
                return (), [f"attention is not compared: {error}"]
        one, other = looks
        shapes = [{stack.kind: stack.shape for stack in look.stacks} for look in looks]
        if shapes[0] != shapes[1]:
            return (), ["attention is not compared head by head: the models have other layers or heads"]
        return tuple(
            StackShift(stack.kind, _moved(one.of(stack.kind), other.of(stack.kind), self.align)) for stack in one.stacks
        ), []

    def _states(self, pairs: Sequence[TokenPair]) -> tuple[tuple[Floats, ...] | None, list[str]]:
        """How far the vectors of each pair moved in each layer, or why that is not said."""
        found = []
        for side in (self.before, self.after):
            model: Any = side.model
            if not isinstance(model, GivesLayers):
                return None, [f"vectors are not compared: {model.name} shows no layers"]
            try:
                found.append(model.layer_states(side.row, encoder=True))
            except UnsupportedError as error:
                return None, [f"vectors are not compared: {error}"]
        one, other = found
        if one.shape[::2] != other.shape[::2]:
            return None, ["vectors are not compared: the models have other layers or widths"]
        first, second = one[:, [pair.before for pair in pairs]], other[:, [pair.after for pair in pairs]]
        lengths = np.linalg.norm(first, axis=-1)
        moved = np.linalg.norm(second - first, axis=-1) / np.maximum(lengths, np.finfo(np.float32).tiny)
        return _lines(moved.astype(np.float64)), []


def _look(side: LookScene) -> Look:
    if not isinstance(side.model, GivesStacks):
        raise UnsupportedError(f"{side.model.name} shows no attention")
    return seen(read(side.model, side.given.document, side.given.number))


def _moved(one: Look, other: Look, align: Any) -> tuple[Floats, ...]:
    """(layers, heads): half the absolute differences of rows that are the same, over common columns and the rest."""
    rows = [pair for pair in align(one.rows, other.rows) if not pair.changed]
    columns = align(one.columns, other.columns)
    found = []
    for first, second in zip(one.weights, other.weights, strict=True):
        sides = [
            side[:, [getattr(pair, name) for pair in rows]][..., [getattr(pair, name) for pair in columns]]
            for side, name in ((first, "before"), (second, "after"))
        ]
        a, b = (side.astype(np.float64) for side in sides)  # (heads, rows, columns)
        rest = np.abs(a.sum(-1) - b.sum(-1))
        found.append((np.abs(a - b).sum(-1) + rest).mean(-1) / 2 if rows else np.zeros(len(a)))
    return _lines(np.stack(found))
