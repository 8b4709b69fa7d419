"""The words of a text and of its edit, one beside the other, with what each did before and after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import ClassVar, TypeAlias

import numpy as np

from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.aligning import aligned, common_units
from exegesis.data.explanation import Explanation
from exegesis.data.records import Unit

KEPT, REPLACED, DELETED, INSERTED = "kept", "replaced", "deleted", "inserted"
_NOISE = 2.0  # standard errors

_Pair: TypeAlias = tuple[Sequence[str], Sequence[str]]  # the words of an edit asked for: old and new


@dataclass(frozen=True, slots=True)
class Change:
    """A word of the text, of its edit, or of both. Scores are in the target's unit; None where there is no such word.

    `kind`: "kept", "replaced" (by one or several words, or several by one: then their scores are added), "deleted" or
    "inserted". `error`: the standard error of `change`, where the method gives those of its scores.
    """

    kind: str
    original: str
    edited: str
    original_spans: tuple[Span, ...]
    edited_spans: tuple[Span, ...]
    before: float | None
    after: float | None
    error: float | None = None

    DERIVED: ClassVar = ("change",)

    @property
    def change(self) -> float:
        """After less before; a word that is not there does nothing."""
        return (self.after or 0.0) - (self.before or 0.0)

    @property
    def is_noise(self) -> bool:
        """Whether the change is within two standard errors of none."""
        return self.error is not None and abs(self.change) <= _NOISE * self.error


def changes(original: Explanation, edited: Explanation, asked: Mapping[str, str]) -> tuple[Change, ...]:
    """Every word of either text, in the order of the edit, a deleted one where it stood.

    Scores of word pieces are summed to words, by their characters; the parts of an input are set beside one another
    part by part. `asked`: the replacements and deletions ("") asked for, which part edits that stand side by side.
    """
    pairs = [(_texts(old), _texts(new)) for old, new in asked.items()]
    before, after = _by_part(original), _by_part(edited)
    return tuple(change for one, other in zip(before, after, strict=True) for change in _beside(one, other, pairs))


@dataclass(frozen=True)
class _Words:
    """The words of one part, (n,), their scores, (n,), and standard errors where each word is a unit of its own."""

    text: str
    units: tuple[Unit, ...]
    scores: Sequence[float]
    errors: Sequence[float] | None

    def stretch(self, start: int, end: int) -> "_Stretch":
        units = self.units[start:end]
        errors = None if self.errors is None else self.errors[start:end]
        known = errors is not None and bool(np.isfinite(errors).all())
        return _Stretch(
            self.text[units[0].start : units[-1].end] if units else "",
            tuple(span for unit in units for span in unit.spans),
            float(sum(self.scores[start:end])) if units else None,
            float(np.sqrt(np.square(errors).sum())) if known and errors is not None else None,
        )


@dataclass(frozen=True)
class _Stretch:
    text: str
    spans: tuple[Span, ...]
    score: float | None
    error: float | None


def _by_part(explanation: Explanation) -> list[_Words]:
    units, errors = _units(explanation)
    scores = aligned([unit.spans for unit in units], explanation).tolist()
    edges = [(part.start, part.end) for part in explanation.parts] or [(0, len(explanation.text))]
    found = []
    for start, end in edges:
        inside = [place for place, unit in enumerate(units) if start <= unit.start < end]
        found.append(
            _Words(
                explanation.text,
                tuple(units[place] for place in inside),
                [scores[place] for place in inside],
                None if errors is None else [errors[place] for place in inside],
            )
        )
    return found


def _units(explanation: Explanation) -> tuple[tuple[Unit, ...], Sequence[float] | None]:
    """The explanation's own units in the text's order; words for those that a person does not read one by one."""
    if explanation.unit == "token" or any(len(unit.spans) != 1 for unit in explanation.units):
        return common_units([explanation], "word"), None
    order = sorted(range(len(explanation.units)), key=lambda place: explanation.units[place].spans[0])
    errors = explanation.standard_errors
    ordered = None if errors is None else [float(errors[place]) for place in order]
    return tuple(explanation.units[place] for place in order), ordered


def _texts(text: str) -> list[str]:
    return [text[span.start : span.end] for span in words(text)]


def _beside(before: _Words, after: _Words, asked: Sequence[_Pair]) -> Iterator[Change]:
    one, other = ([unit.text for unit in side.units] for side in (before, after))
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        sizes = [(1, 1)] * (b - a) if kind == "equal" else _parted(one[a:b], other[c:d], asked)
        for size, new in sizes:
            yield _change(before.stretch(a, a + size), after.stretch(c, c + new))
            a, c = a + size, c + new


def _parted(one: Sequence[str], other: Sequence[str], asked: Sequence[_Pair]) -> list[tuple[int, int]]:
    """How many words of each side each change takes.

    The edits asked for where these make up the whole; else word by word where there are as many of both, or none of
    one; else all as one replacement.
    """
    sizes, a, c = list[tuple[int, int]](), 0, 0
    while fitting := [pair for pair in asked if _begins(one[a:], pair[0]) and _begins(other[c:], pair[1])]:
        old, new = max(fitting, key=lambda pair: (len(pair[0]), len(pair[1])))
        sizes.append((len(old), len(new)))
        a, c = a + len(old), c + len(new)
    if (a, c) == (len(one), len(other)):
        return sizes
    if len(one) == len(other):
        return [(1, 1)] * len(one)
    return [(len(one), len(other))] if one and other else [(1, 0)] * len(one) + [(0, 1)] * len(other)


def _begins(words: Sequence[str], with_these: Sequence[str]) -> bool:
    return list(words[: len(with_these)]) == list(with_these)


def _change(one: _Stretch, other: _Stretch) -> Change:
    kind = KEPT if one.text == other.text else DELETED if other.score is None else REPLACED
    known = [side.error for side in (one, other) if side.score is not None]
    error = None if None in known else float(np.sqrt(sum(value**2 for value in known if value is not None)))
    return Change(
        kind=INSERTED if one.score is None else kind,
        original=one.text,
        edited=other.text,
        original_spans=one.spans,
        edited_spans=other.spans,
        before=one.score,
        after=other.score,
        error=error,
    )
