"""How a document is laid out for one model: its units, and the unit of every position of every row.

Units are the same for every method and baseline. What no perturbation of word pieces can part is one unit: a word
without a piece of its own (one of several emoji that are one [UNK], the second mark of "?!") goes with the word that
has the piece it shares. What the model does not see at all is none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

import numpy as np
import regex

from exegesis.adapters.capabilities import GivesTokens
from exegesis.adapters.texts import TextModel
from exegesis.core.text import Segmenter, assign_one, is_blank
from exegesis.core.types import Integers, Span
from exegesis.data.inputs import Document
from exegesis.data.phrases import Phrases
from exegesis.data.records import Part, Unit
from exegesis.data.rows import Tokens
from exegesis.modalities.text.units import grouped, inside, spans_of
from exegesis.tasks.base import Scene

_LETTERS_OR_SYMBOLS = regex.compile(r"[\p{L}\p{N}\p{So}\p{Sk}]")
_SHOWN = 3  # examples in a note
_LONGEST_SHOWN = 30  # characters of one


@dataclass(frozen=True)
class Layout:
    """The units of a scene and where they stand."""

    parts: tuple[Part, ...]  # that are perturbed
    units: tuple[Unit, ...]
    owners: tuple[Integers, ...]  # for each window (L,): the unit of each position, -1 for none; () for a black box
    unseen: tuple[Span, ...] = ()  # visible characters of which the model gets nothing
    notes: tuple[str, ...] = ()  # what a reader must know of the units
    segmented: tuple[Span, ...] = ()  # what the caller's own segmenter gave


def laid_out(
    model: TextModel,
    scene: Scene,
    unit: str | Segmenter,
    mode: str,
    parts: tuple[Part, ...],
    phrases: Phrases | None = None,
    exact: bool = False,
) -> Layout:
    """The layout of a scene's units. `exact`: the spans that a segmenter gives stay as they are, shared pieces or not.

    Raises `InputError` for a unit or mode that is unknown, phrases that do not stand there, and where nothing is left.
    """
    document = scene.document
    spans = spans_of(model, document, unit, parts)
    segmented = () if isinstance(unit, str) else tuple(spans)
    notes: list[str] = []
    if phrases is not None:
        spans, notes = phrases.among(document, spans, parts)
    divided = _divided(document, spans, parts, () if exact else scene.tokens)
    units, numbers = grouped(document.text, divided.spans, mode)
    places = Places(document, divided.spans, parts)
    owners = tuple(_numbered(places.of(tokens), numbers) for tokens in scene.tokens)
    notes += _fused_note(document.text, spans, divided.spans, lambda: _unknown(model, scene.tokens))
    notes += _unseen_note(document.text, divided.unseen)
    return Layout(parts, units, owners, divided.unseen, tuple(notes), segmented)


class Places:
    """Spans of one document in its order, and which of them each position of a row belongs to.

    Set up once for all windows, so that a text of n words in w windows takes n + the tokens of all windows.
    """

    def __init__(self, document: Document, spans: Sequence[Span], parts: Sequence[Part]) -> None:
        self.spans = list(spans)
        self._text, self._parts = document.text, parts
        self._starts, self._ends = [span.start for span in spans], [span.end for span in spans]

    def touched(self, span: Span) -> tuple[int, int]:
        """(first, one past the last) of the places that share characters with this span; equal for none."""
        first = bisect_right(self._ends, span.start)
        return first, max(first, bisect_left(self._starts, span.end))

    def of(self, tokens: Tokens) -> Integers:
        """The place of each position of one window (L,); white space goes with the one after it, or the part's last.

        -1 for special tokens, hidden words and parts not to perturb, and for words that a segmenter left out: nobody
        asked for them, so they always stay.
        """
        owners = np.full(len(tokens.spans), -1, dtype=np.int64)
        for position, span in enumerate(tokens.spans):
            if not tokens.special[position]:
                owners[position] = self._owner(span)
        return owners

    def _owner(self, span: Span) -> int:
        first, stop = self.touched(span)
        if first < stop and span.start < span.end:
            return assign_one(self.spans, first, span)
        if not is_blank(self._text[span.start : span.end]):
            return -1
        place = min(first, len(self.spans) - 1)
        home = next((part for part in self._parts if part.start <= span.start <= part.end), None)
        near = range(place, max(place - 2, -1), -1)  # the later of those around it that stand in its part
        return next((at for at in near if home is not None and inside(self.spans[at], home)), -1)


@dataclass(frozen=True)
class _Divided:
    spans: list[Span]  # that word pieces can tell apart
    unseen: tuple[Span, ...] = ()


def _divided(document: Document, spans: list[Span], parts: Sequence[Part], windows: Sequence[Tokens]) -> _Divided:
    """The spans joined until each has a word piece of its own, those that have none left out."""
    unseen: tuple[Span, ...] | None = None
    while windows:
        places = Places(document, spans, parts)
        sharing = _Sharing(places, windows)
        if unseen is None:
            unseen = tuple(span for span, seen in zip(spans, sharing.seen, strict=True) if not seen)
            if len(unseen) == len(spans):  # the text has units all the same, of which none moves anything
                return _Divided(spans, unseen)
        joints = sharing.joints()
        spans = _joined(spans, sharing.seen, joints)
        if not joints:
            break
    return _Divided(spans, unseen or ())


class _Sharing:
    """Which places word pieces touch, which of them have a piece of their own, and which share one."""

    def __init__(self, places: Places, windows: Sequence[Tokens]) -> None:
        self.seen, self.own = [False] * len(places.spans), [False] * len(places.spans)
        self.near: dict[int, tuple[int, int]] = {}  # of those beside the owner: characters of the piece, and the owner
        for tokens in windows:
            for owner, span in zip(places.of(tokens).tolist(), tokens.spans, strict=True):
                first, stop = places.touched(span)
                if not (first <= owner < stop and span.start < span.end):
                    continue
                self.own[owner] = True
                self.seen[first:stop] = [True] * (stop - first)
                for place in range(first, stop) if stop > first + 1 else ():
                    most = min(span.end, places.spans[place].end) - max(span.start, places.spans[place].start)
                    if place != owner and most > self.near.get(place, (0, 0))[0]:
                        self.near[place] = most, owner

    def joints(self) -> set[int]:
        """The places that are one unit with the place after them."""
        orphans = [(place, owner) for place, (_, owner) in self.near.items() if not self.own[place]]
        return {at for place, owner in orphans for at in range(min(place, owner), max(place, owner))}


def _joined(spans: Sequence[Span], seen: Sequence[bool], joints: set[int]) -> list[Span]:
    made: list[Span] = []
    for place, span in enumerate(spans):
        if place - 1 in joints:
            made[-1] = Span(made[-1].start, span.end)
        elif seen[place]:
            made.append(span)
    return made


def _numbered(places: Integers, numbers: Sequence[int]) -> Integers:
    """Places as the units that they belong to; -1 stays."""
    return np.append(np.array(numbers, dtype=np.int64), -1)[places]


def _fused_note(
    text: str, spans: Sequence[Span], units: Sequence[Span], unknown: Callable[[], Container[int]]
) -> list[str]:
    """Lines about words that are one unit; of marks that are ("?!") the unit itself says enough."""
    known, starts = set(spans), [span.start for span in spans]
    fused = [unit for unit in units if unit not in known and _words(text, spans, starts, unit) > 1]
    if not fused:
        return []
    runs: tuple[list[str], list[str]] = [], []
    away = unknown()
    for unit in fused:
        runs[unit.start in away].append(text[unit.start : unit.end])
    ways = "one piece", "one unknown piece"
    return [_fused_line(some, way) for some, way in zip(runs, ways, strict=True) if some]


def _words(text: str, spans: Sequence[Span], starts: Sequence[int], unit: Span) -> int:
    """How many of the spans in a unit are more than marks."""
    members = spans[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)]
    return sum(_says(text, span) for span in members)


def _fused_line(runs: Sequence[str], way: str) -> str:
    if len(runs) == 1:
        return f"The model reads {_examples(runs)} as {way}, so it is one unit."
    return f"The model reads {len(runs)} runs of characters as {way} each ({_examples(runs)}); each is one unit."


def _unknown(model: TextModel, windows: Sequence[Tokens]) -> set[int]:
    """Where the characters begin that the model reads as its unknown token."""
    index = model.tokenizer.unk_token_id if windows and isinstance(model, GivesTokens) else None
    return {s.start for tokens in windows for s, i in zip(tokens.spans, tokens.row.ids, strict=True) if i == index}


def _says(text: str, span: Span) -> bool:
    return _LETTERS_OR_SYMBOLS.search(text, span.start, span.end) is not None


def _unseen_note(text: str, unseen: Sequence[Span]) -> list[str]:
    if not unseen:
        return []
    shown = _examples([text[span.start : span.end] for span in unseen])
    places = ", ".join(str(span.start) for span in unseen[:_SHOWN]) + (", ..." if len(unseen) > _SHOWN else "")
    where = f"at character{'s' if len(unseen) > 1 else ''} {places}"
    return [f"The model does not see {shown} ({where}): its tokenizer drops that, so it has no score."]


def _examples(texts: Sequence[str]) -> str:
    cut = [text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..." for text in dict.fromkeys(texts)]
    return ", ".join(map(repr, cut[:_SHOWN])) + (", ..." if len(cut) > _SHOWN else "")
