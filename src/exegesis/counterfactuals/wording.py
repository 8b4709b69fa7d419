"""Counterfactuals in words, shared by the page and the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from exegesis.core.plurals import plural, several
from exegesis.counterfactuals.result import Counterfactual, Counterfactuals, Fluency, UnitEdit
from exegesis.data.records import Prediction
from exegesis.views import wording

ARROW = "→"
_LONGEST = 40  # characters of a word or a label in a sentence
KEPT, STRUCK, INSERTED = "kept", "struck", "inserted"
_NONE = {
    "budget": "the passes were spent",
    "exhausted": "there is no further change to try",
    "unmoved": "no change moved the answer at all",
}
_MINIMAL = {
    "parts": "no part of it can be taken back: all were tried",
    "singly": "no single edit can be taken back: each was tried",
    "unsure": "the passes were spent before it was tried whether less would do",
}
_UNITS = ("word", "sentence", "token", "column", "event", "cell")  # that are called so
_UNITS_OF = {"image": "region", "series": "stretch", "sound": "region", "video": "region"}


@dataclass(frozen=True)
class DiffPiece:
    """A stretch of the text before or after: "kept", "struck" or "inserted"."""

    kind: str
    text: str


def heading(given: Counterfactuals) -> str:
    """ "positive, 97%: why not something else?" """
    return f"{wording.answer(given.prediction)}: why not {given.wanted or 'something else'}?"


def summary(given: Counterfactuals) -> str:
    """How many were found, and why there are not more."""
    passes = f"within {plural(given.budget, 'pass', 'passes')}"
    if not given.found:
        return f"None {passes}: {_NONE[given.stopped]}."
    if len(given.found) == given.count:
        answer = "another answer" if given.wanted is None else "it"
        return f"This change gives {answer}." if given.count == 1 else f"{given.count} different changes give {answer}."
    return f"{plural(len(given.found), 'change')} of {given.count} wished, {passes}: {_NONE[given.stopped]}."


def unit_of(given: Counterfactuals) -> str:
    """What a unit is called."""
    return given.unit if given.unit in _UNITS else _UNITS_OF.get(given.of, "unit")


def edit(one: UnitEdit) -> str:
    """ "good → bad", "good (deleted)", "region 4 (absent)", "age 39 → 45"."""
    if one.way == "move":
        return f"{one.unit.text}: {one.old} {ARROW} {one.new}"
    if one.new:
        return f"{one.old} {ARROW} {one.new}"
    return f"{one.old} ({'absent' if one.way == 'remove' else 'deleted'})"


def answer(one: Counterfactual) -> str:
    """The answer after the change."""
    return wording.answer(one.prediction)


def measures(given: Counterfactuals, one: Counterfactual) -> list[str]:
    """How large the change is, how sure that it is the smallest of its kind, and how fluent the text."""
    unit = unit_of(given)
    size = f"{len(one.edits)} of {plural(given.units, unit)}"
    far = f", distance {wording.number(one.distance)}" if given.of == "table" else ""
    said = [size + far, _MINIMAL[one.minimal] if len(one.edits) > 1 or one.minimal == "unsure" else "a single edit"]
    return said + ([fluency(one.fluency)] if one.fluency is not None else [])


def fluency(found: Fluency) -> str:
    """ "pseudo-perplexity 84 → 111 (bundled:masked-words)"."""
    numbers = f"{wording.number(round(found.before, 1))} {ARROW} {wording.number(round(found.after, 1))}"
    return f"pseudo-perplexity {numbers} ({found.model})"


def cost(given: Counterfactuals) -> str:
    """What it took, and what was tried."""
    first = f"first those that {wording.method_name(given.order)} scores highest"
    order = first if given.order else "in their own order"
    proposing = f", and {plural(given.proposing, 'pass', 'passes')} to propose words" if given.proposing else ""
    unit = several(unit_of(given))
    passes, tried = plural(given.budget, "pass", "passes"), plural(given.tried, "change")
    could = f"{given.changeable:,} of {given.units:,} {unit} could change, {order}"
    spent = f"{given.passes:,} of {passes}{proposing}; {tried} tried: {'; '.join(given.ways)}"
    return f"{spent}. {could}. Seed {given.seed}."


def sections(given: Counterfactuals, one: Counterfactual) -> Iterator[tuple[str, list[DiffPiece]]]:
    """(name of the part, "" of a plain text, its pieces); nothing for what is no text."""
    parts = [(part.name, part.start, part.end) for part in given.parts] or [("", 0, len(given.text))]
    for name, start, end in parts:
        if pieces := _pieces(given.text, one, start, end):
            yield name, pieces


def _pieces(text: str, one: Counterfactual, start: int, end: int) -> list[DiffPiece]:
    places = sorted((span, edit.new) for edit in one.edits for span in edit.unit.spans if start <= span.start < end)
    made, at = list[DiffPiece](), start
    for span, new in places:
        made += [DiffPiece(KEPT, text[at : span.start]), DiffPiece(STRUCK, text[span.start : span.end])]
        made += [DiffPiece(INSERTED, new)]
        at = span.end
    return [piece for piece in (*made, DiffPiece(KEPT, text[at:end])) if piece.text]


def answered(prediction: Prediction) -> str:
    """ "The model answers “negative” (99.5%)." """
    return f"The model answers {_said(prediction)}."


def changed(one: Counterfactual, then: Prediction, now: Prediction) -> str:
    """ "With “not” deleted it would answer “positive” (93%)." """
    still = "still " if then.label == now.label else ""
    return f"With {edits(one)} it would {still}answer {_said(then)}."


def edits(one: Counterfactual) -> str:
    """ "“good” replaced by “bad” and “not” deleted" """
    found = [_done(edit) for edit in one.edits]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def untried(given: Counterfactuals, untold: int) -> str:
    """What the search found, and what was not tried again."""
    parts = [summary(given)] if not given.found or len(given.found) < given.count else []
    parts.append("Each change was put before the model again." if given.found else "")
    if any(len(one.edits) > 1 for one in given.found):
        parts.append("Not tried again: whether less of a change would do.")
    if untold:
        parts.append(f"Not tried again, since what they give is not kept: {plural(untold, 'change')}.")
    return " ".join(filter(None, parts))


def _done(edit: UnitEdit) -> str:
    """One edit as what has been done."""
    if edit.way == "move":
        return f"{edit.unit.text} {edit.new} instead of {edit.old}"
    old = wording.quoted(edit.old, _LONGEST) if edit.way != "remove" else edit.old
    if edit.new:
        return f"{wording.quoted(edit.new, _LONGEST)} in the place of {old}"
    return f"{old} {'absent' if edit.way == 'remove' else 'deleted'}"


def _said(prediction: Prediction) -> str:
    """ "“positive” (93%)"; of values the number, of several labels those that are on."""
    if prediction.kind == "regression":
        return wording.number(prediction.outputs[0])
    if prediction.kind == "multi-label":
        return wording.answer(prediction)
    return f"{wording.quoted(prediction.label, _LONGEST)} ({wording.percent(prediction.outputs[prediction.index])})"
