"""What of a matrix is shown, and how: pieces or words, all of them or some, rows as they are or made to sum to 1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.types import Floats, Span
from exegesis.explorer.records import LookStack, LookToken


@dataclass(frozen=True)
class Lens:
    """The rows and columns shown. A row of several positions is their mean, a column their sum."""

    rows: tuple[LookToken, ...]
    columns: tuple[LookToken, ...]
    renormalised: bool = False

    def through(self, matrix: NDArray[Any]) -> Floats:
        """One matrix over the model's positions (Q, K) as it is shown: (rows, columns)."""
        shown = _gathered(matrix, self.columns, axis=1, is_mean=False)
        shown = _gathered(shown, self.rows, axis=0, is_mean=True)
        if self.renormalised:
            sums = shown.sum(axis=1, keepdims=True)
            shown = np.divide(shown, sums, out=np.zeros_like(shown), where=sums > 0)
        return shown

    def in_words(self, text: str) -> "Lens":
        """Pieces of one word become one row and one column; special tokens and what is of no word stay."""
        return replace(self, rows=_words(self.rows, text), columns=_words(self.columns, text))

    def kept(
        self, rows: Callable[[LookToken], bool], columns: Callable[[LookToken], bool], renormalised: bool, what: str
    ) -> "Lens":
        """The rows and columns for which these hold; `InputError` where none is left."""
        made = Lens(
            tuple(filter(rows, self.rows)), tuple(filter(columns, self.columns)), self.renormalised or renormalised
        )
        if not (made.rows and made.columns):
            raise InputError(f"nothing is left to show: {what}.")
        return made

    def notes(self, stack: LookStack) -> tuple[str, ...]:
        """What is left out and what became of the rows' sums."""
        lines = [_left_out(side, all_of, shown) for side, all_of, shown in self._sides(stack)]
        left_out = [line for line in lines if line]
        if not left_out:
            return ("each row was made to sum to 1",) if self.renormalised else ()
        sums = "the rows shown were made to sum to 1" if self.renormalised else "rows were left as they are"
        return (f"left out: {' and '.join(left_out)}; {sums}",)

    def _sides(self, stack: LookStack) -> Sequence[tuple[str, tuple[LookToken, ...], tuple[LookToken, ...]]]:
        return (("rows", stack.rows, self.rows), ("columns", stack.columns, self.columns))


def of_part(tokens: Sequence[LookToken], part: str | None) -> Callable[[LookToken], bool]:
    """Whether a token is of a part of the text; all are where no part is named. `InputError` for an unknown part."""
    known = list(dict.fromkeys(token.part for token in tokens if token.part is not None))
    if part is not None and part not in known:
        if len(known) == 1:
            asked = f"the text has one part, {shown(known[0])}, and {shown(part)} is none of it"
            raise InputError(f"{asked}; give a Pair or a Question for two.")
        raise unknown("part", part, known)
    return lambda token: part is None or token.part == part


def _gathered(matrix: NDArray[Any], tokens: Sequence[LookToken], axis: int, is_mean: bool) -> Floats:
    """The lines of a matrix that tokens stand for, those of one token added or averaged."""
    places = np.concatenate([token.positions for token in tokens])
    taken = np.take(matrix, places, axis=axis).astype(np.float64)
    sizes = np.array([len(token.positions) for token in tokens])
    if len(places) == len(tokens):
        return taken
    summed: Floats = np.add.reduceat(taken, np.cumsum(sizes) - sizes, axis=axis)
    return summed / sizes.reshape(-1, 1) if is_mean else summed


def _words(tokens: Sequence[LookToken], text: str) -> tuple[LookToken, ...]:
    groups: dict[object, list[LookToken]] = {}
    for token in tokens:
        groups.setdefault(token.positions if token.word is None else token.word, []).append(token)
    return tuple(_joined(group, text) for group in groups.values())


def _joined(group: Sequence[LookToken], text: str) -> LookToken:
    if len(group) == 1:
        return group[0]
    spans = [token.span for token in group if token.span is not None]
    span = Span(min(one.start for one in spans), max(one.end for one in spans)) if spans else None
    return replace(
        group[0],
        text="".join(token.text for token in group) if span is None else text[span.start : span.end],
        piece=" ".join(token.piece for token in group),
        positions=tuple(place for token in group for place in token.positions),
        span=span,
        hidden=any(token.hidden for token in group),
    )


def _left_out(side: str, all_of: Sequence[LookToken], shown: Sequence[LookToken]) -> str:
    seen = {place for token in shown for place in token.positions}
    missing = [token for token in all_of if not seen.issuperset(token.positions)]
    special = sum(token.special for token in missing)
    parts = list(dict.fromkeys(token.part for token in missing if token.part is not None))
    said = [f"{special} special"] if special else []
    said += [f"{len(missing) - special} of {', '.join(parts) or 'the text'}"] if len(missing) > special else []
    return f"{side} ({', '.join(said)})" if said else ""
