"""An edit in words, shared by the page and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.edits.changes import DELETED, INSERTED, KEPT, Change
from exegesis.edits.result import Edit
from exegesis.views import naming, wording

ARROW = "→"
NONE = "–"
_MOST_OUTPUTS = 5


@dataclass(frozen=True)
class Woven:
    """A stretch of the edit with what it took the place of: `kind` as `Change` has it, "kept" between the edits too."""

    kind: str
    original: str
    edited: str


def heading(edit: Edit) -> str:
    """ "positive, 97% → negative, 62%" """
    return f" {ARROW} ".join(wording.answer(one.prediction) for one in (edit.original, edit.edited))


def flip(edit: Edit) -> str:
    """Whether the answer is another; "" where there is no label."""
    kind = edit.original.prediction.kind
    if kind == "regression":
        return ""
    noun = {"multi-label": "set of labels", "answer": "answer", "word": "word", "tag": "tag"}.get(kind, "label")
    return f"The {noun} {'flips' if kind == 'single-label' else 'changes'}." if edit.flipped else f"The {noun} stays."


def explained(edit: Edit) -> str:
    """Whose number the scores are of, and how it changes."""
    before, after = edit.original.value, edit.edited.value
    said = naming.explained(edit.original.target, edit.original.text)
    by = wording.method_name(edit.original.method)
    change = wording.signed(edit.value_change, wording.decimals([edit.value_change]))
    return f"{by} explains {said}: {wording.number(before)} {ARROW} {wording.number(after)} ({change})"


def outputs(edit: Edit) -> list[tuple[str, str, str, str]]:
    """(label, before, after, change) of the first labels, those of the two answers among them; in points of percent."""
    kind = edit.original.prediction.kind
    answers = {edit.original.prediction.label, edit.edited.prediction.label}
    order = sorted(edit.outputs, key=lambda row: (row[0] not in answers, -max(row[1] or 0.0, row[2] or 0.0)))
    return [
        (name, _output(before, kind), _output(after, kind), _moved(before, after, kind))
        for name, before, after in order[:_MOST_OUTPUTS]
    ]


def _output(value: float | None, kind: str) -> str:
    return NONE if value is None else wording.output(value, kind)


def _moved(before: float | None, after: float | None, kind: str) -> str:
    if before is None or after is None:
        return NONE
    if kind == "regression":
        return wording.signed(after - before, wording.decimals([after - before]))
    moved = 100 * (after - before)
    return ("under 0.1 points" if moved else "none") if abs(moved) < 0.05 else f"{wording.signed(moved, 1)} points"


def decimals(edit: Edit) -> int:
    """Decimals in which the scores and their changes are said."""
    known = [value for one in edit.changes for value in (one.before, one.after) if value is not None]
    return wording.decimals(known)


def shown(edit: Edit, k: int) -> tuple[list[Change], int]:
    """The edited words and, of the others, the k with the largest change that is not said as 0; how many are not."""
    places = decimals(edit)
    edited = sum(one.kind != KEPT for one in edit.changes)
    rows = [one for one in edit.top(edited + k) if one.kind != KEPT or score(one.change, places) != "0"]
    return rows, len(edit.changes) - len(rows)


def name(change: Change) -> str:
    """ "film → footage", "never (deleted)", "not (inserted)"; the word itself where it stands in both."""
    if change.kind == KEPT:
        return change.edited
    if change.kind in (DELETED, INSERTED):
        return f"{change.original or change.edited} ({change.kind})"
    return f"{change.original} {ARROW} {change.edited}"


def score(value: float | None, places: int) -> str:
    """A score with its sign; a dash where there is no such word."""
    return NONE if value is None else wording.signed(value, places)


def rest(count: int) -> str:
    """What of the words is not shown."""
    return "" if count == 0 else f"{count:,} more {'word changes' if count == 1 else 'words change'} less."


def sums(edit: Edit) -> str:
    """Whether it is the edited words or the others that changed."""
    places = wording.decimals(edit.sums)
    edited, others = (wording.signed(value, places) for value in edit.sums)
    return f"Change of the scores: {edited} by the edited words, {others} by all others."


def noise(changes: Sequence[Change]) -> str:
    """What "~" stands for, where some change has it."""
    return "~ within two standard errors of no change" if any(one.is_noise for one in changes) else ""


def woven(edit: Edit) -> list[Woven]:
    """The edited text from its first character to its last, with the deleted words where they stood."""
    text, old = edit.edited.text, edit.original.text
    found, at, before = [], 0, 0
    for one in edit.changes:
        gap = ""
        if one.edited_spans:
            gap, at = text[at : one.edited_spans[0].start], one.edited_spans[-1].end
        elif one.original_spans:
            gap = old[before : one.original_spans[0].start]
        before = one.original_spans[-1].end if one.original_spans else before
        found += [Woven(KEPT, gap, gap), Woven(one.kind, one.original, one.edited)]
    return _joined([*found, Woven(KEPT, text[at:], text[at:])])


def _joined(pieces: Sequence[Woven]) -> list[Woven]:
    """What is kept in one piece."""
    made: list[Woven] = []
    for piece in pieces:
        if made and piece.kind == KEPT == made[-1].kind:
            made[-1] = Woven(KEPT, "", made[-1].edited + piece.edited)
        else:
            made.append(piece)
    return [piece for piece in made if piece.original or piece.edited]


def largest(edit: Edit) -> float:
    """The largest |score| of both: full colour on their one scale."""
    known = [abs(value) for one in edit.changes for value in (one.before, one.after) if value is not None]
    return float(np.nanmax(known, initial=0.0)) or 1.0
