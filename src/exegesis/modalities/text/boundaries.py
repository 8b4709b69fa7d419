"""How loosely two neighbouring units of a text hang together: what is tighter is merged first into phrases.

Levels are strict: all boundaries inside a sentence are tighter than those around it, all between two commas tighter
than the commas, and so on. In a stretch without punctuation phrases are "chinks and chunks" (Liberman & Church 1992):
function words with the content words that follow them ("of the film"). The function words are those of English, and
words of one or two small letters in any alphabet; where a script has neither, length alone decides. Auxiliaries and
adverbs stay with their verb ("simply should not be remade").
"""

from bisect import bisect_right
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

import regex

from exegesis.core.text import sentences
from exegesis.core.types import Span
from exegesis.modalities.text.marks import MarkSide, TextMarks
from exegesis.modalities.text.verbs import VerbKind, kind_of


class Level(IntEnum):
    """What a boundary separates, the tightest first."""

    WORD = 0  # pieces of one word, repeated marks: "play|ing", "well|-|made", "?|!"
    MARK = 1  # a mark or an ending and the word it belongs to: "made|,", "was|n't"
    ADVERB = 2  # an adverb and the word it belongs to: "truly|great", "barely|works"
    CONTENT = 3  # two content words: "funny|film"
    INTO = 4  # a function word and what it leads into: "of|the|film"
    VERB = 5  # as tight, and never cut: an auxiliary or adverb and its verb, "simply|should|not|be|remade"
    PHRASE = 6  # where the next phrase begins: "film|of the year"
    CLAUSE = 7  # before a word that opens a clause: "dull|because"
    COMMA = 8  # after a comma, before a dash
    COLON = 9  # after a colon or semicolon
    SENTENCE = 10
    LINE = 11  # a line end after a sentence
    PARAGRAPH = 12  # a blank line


_STEPS = 10  # between two levels, room for a finer order
_LONGEST_RUN = 2  # so many words may lead into one that does; what is longer is cut where it is long enough
_DEEPEST = 4  # brackets in brackets; what is deeper counts as this deep, so that no text makes the tree lopsided

_FUNCTION_LIST = """
    a about above across after against all along also am among an and another any are around as at be been before
    behind being below beneath beside besides between beyond both by can cannot could did do does doing down during
    each either enough even every few for from had has have having he her here him his how i if in inside into is
    it its just less many may me might more most much must my near neither no none not of off on one only onto or
    our out outside over per quite rather shall she should since so some such than that the their them then there
    these they this those through throughout till to too toward towards under until up upon us very via was we were
    what when where will with within without would you your
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_LIST.split())
_SHORT = "of"  # stands for every word of one or two small letters
_CLAUSE_LIST = "although because but if nor since though unless until when where whereas which while who whom whose"
_CLAUSE_WORDS = frozenset(_CLAUSE_LIST.split())
_JOINER = r"(?:['’‐‑/_@&+*=#-]|\.(?!\p{Lu}\p{Ll})|(?<=\p{N})[,:](?=\p{N}))(?=[\p{L}\p{N}])"
_WORD = regex.compile(rf"[\p{{L}}\p{{N}}_](?:[\p{{L}}\p{{M}}\p{{N}}_]|{_JOINER})*")
_CLITIC = regex.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b", regex.I)
_CLITIC_END = regex.compile(r"(?:n['’]t|['’]\w*)$")
_WRAP = regex.compile(r"(?<=[^\s.!?…])[ \t]*\r?\n[ \t]*(?=\p{Ll})")
_LINE_END = regex.compile(r"\r\n|[\n\r\u2028\u2029]")


def looseness(units: Sequence[str], gaps: Sequence[str]) -> list[int]:
    """(n - 1): for each two neighbours, how loosely they hang together; only the order of the numbers has a meaning.

    `units` are the texts of the units, `gaps` what stands between neighbours; () means a space everywhere. Inside
    brackets and quotes that close in the same sentence everything is tighter than outside.
    """
    text, spans = _joined(units, gaps or (" ",) * (len(units) - 1))
    reader = _Reader(text)
    levels = [reader.level(left, right) for left, right in pairwise(spans)]
    ranks = _ranks(_with_verbs(levels, [reader.kinds(left, right) for left, right in pairwise(spans)]))
    return [rank - reader.inside(rank, *sides) for rank, sides in zip(ranks, pairwise(spans), strict=True)]


def _joined(units: Sequence[str], gaps: Sequence[str]) -> tuple[str, list[Span]]:
    """The text, with wrapped lines made one, and the unit's spans in it less their own white space."""
    parts = [part for pair in zip(units, (*gaps, ""), strict=True) for part in pair]
    spans, at = [], 0
    for unit, gap in zip(parts[::2], parts[1::2], strict=True):
        blank = len(unit) - len(unit.lstrip())
        spans.append(Span(at + blank, at + max(blank, len(unit.rstrip()))))
        at += len(unit) + len(gap)
    return _WRAP.sub(lambda match: " " * len(match[0]), "".join(parts)), spans


class _Reader:
    """What stands where in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [Span(*match.span()) for match in _WORD.finditer(text)]
        self.word_starts = [span.start for span in self.words]
        # Of each word: its letters without a clitic, its name in the lists, and what it may be to a verb.
        self._letters = [_CLITIC_END.sub("", text[span.start : span.end]) for span in self.words]
        self._names = [_listed(word) for word in self._letters]
        self._kinds = [_kind(*pair) for pair in zip(self._letters, self._names, strict=True)]
        self.sentence_starts = [span.start for span in sentences(text)]
        self.marks = TextMarks(text, self.words, self.sentence_starts)

    def level(self, left: Span, right: Span) -> Level:
        """What separates the unit at `left` from the unit at `right`."""
        if left.start == left.end:  # white space that is a unit belongs to what follows
            return Level.WORD
        between = self.text[left.end : right.start]
        if self._sentence(left.end - 1) != self._sentence(right.start):
            return (Level.SENTENCE, Level.LINE, Level.PARAGRAPH)[min(len(_LINE_END.findall(between)), 2)]
        last = left.end - 1 + len(between.rstrip())  # a mark that is no unit stands for the end of the left one
        found = self._at_mark(last, right.start, last < left.end)
        return self._at_words(last, right.start) if found is None else found

    def kinds(self, left: Span, right: Span) -> tuple[VerbKind, VerbKind]:
        """What the words on both sides may be to a verb."""
        places = self._place(left.end - 1), self._place(right.start)
        before, after = (_NO_WORD if place is None else self._kinds[place] for place in places)
        return before, after

    def inside(self, rank: int, left: Span, right: Span) -> int:
        """How much tighter a boundary of this rank is for the brackets and quotes that hold both units."""
        depth = min(self.marks.depth(left.end), self.marks.depth(right.start), _DEEPEST)
        return depth * len(Level) * _STEPS if rank < Level.SENTENCE * _STEPS else 0

    def _at_mark(self, last: int, first: int, is_unit: bool) -> Level | None:
        """Where one of the characters is a mark, or both belong to one word; else None."""
        word, before, after = self._word(last), self.marks.side(last), self.marks.side(first)
        if (word and word == self._word(first)) or (before and before is after and first == last + 1):
            return Level.WORD
        if after is MarkSide.CLOSES or (is_unit and before in (MarkSide.OPENS, MarkSide.DASH)):
            return Level.MARK
        if after is MarkSide.DASH or before is MarkSide.DASH:
            return Level.COMMA
        return self._after_mark(last, first) if before is MarkSide.CLOSES else None

    def _after_mark(self, last: int, first: int) -> Level | None:
        mark = self.text[last]
        if mark in ";:；：":
            return Level.COLON
        is_abbreviation = mark == "." and first > last + 1 and self._word(last - 1) is not None
        return Level.COMMA if mark in ",،、，.!?…" and not is_abbreviation else None

    def _at_words(self, last: int, first: int) -> Level:
        before, after = self._name(last), self._name(first)
        if _CLITIC.match(self.text, first):
            return Level.MARK
        if after in _CLAUSE_WORDS:
            return Level.CLAUSE
        if before in _CLAUSE_WORDS:
            return Level.PHRASE
        if before in _FUNCTION_WORDS:
            return Level.INTO
        opens = MarkSide.OPENS in (self.marks.side(last), self.marks.side(first))
        return Level.PHRASE if opens or after in _FUNCTION_WORDS else Level.CONTENT

    def _sentence(self, at: int) -> int:
        return bisect_right(self.sentence_starts, at)

    def _place(self, at: int) -> int | None:
        """Which word this character is part of."""
        index = bisect_right(self.word_starts, at) - 1
        return index if index >= 0 and at < self.words[index].end else None

    def _word(self, at: int) -> Span | None:
        """The word that this character is part of."""
        place = self._place(at)
        return None if place is None else self.words[place]

    def _name(self, at: int) -> str:
        """The word that this character is part of, as the lists have it; "" for none."""
        place = self._place(at)
        return "" if place is None else self._names[place]


def _listed(word: str) -> str:
    """A word without its clitic as the lists have it; all short words are one function word."""
    is_short = len(word) <= 2 and word.islower() and word not in _CLAUSE_WORDS
    return _SHORT if is_short else word.casefold()


def _kind(word: str, name: str) -> VerbKind:
    return kind_of(word.casefold(), name in _FUNCTION_WORDS or name in _CLAUSE_WORDS)


_NO_WORD = _kind("", "")


def _with_verbs(levels: Sequence[Level], kinds: Sequence[tuple[VerbKind, VerbKind]]) -> list[Level]:
    """The levels with auxiliaries and adverbs kept by the verb after them, and the break moved before the first."""
    made = list(levels)
    leads = Level.WORD  # how the word on the right leads on to a verb or adjective; WORD for not at all
    for index in reversed(range(len(made))):
        if made[index] is Level.WORD:  # pieces of one word
            continue
        if made[index] in (Level.CONTENT, Level.INTO, Level.PHRASE):
            made[index] = leads = _at_verb(made[index], *kinds[index], leads)
        leads = leads if leads in (Level.ADVERB, Level.VERB) and made[index] is leads else Level.WORD
    return made


def _at_verb(level: Level, left: VerbKind, right: VerbKind, leads: Level) -> Level:
    """The level of a boundary between these kinds of words, where the right one `leads` on."""
    if left is VerbKind.AUXILIARY and right is not VerbKind.OTHER:
        return Level.VERB
    if left is VerbKind.ADVERB and right is VerbKind.AUXILIARY:
        return Level.VERB
    if left is VerbKind.ADVERB and right is VerbKind.ADVERB and leads is not Level.WORD:
        return leads
    if left is VerbKind.ADVERB and right is VerbKind.CONTENT:
        return Level.ADVERB
    if left is VerbKind.CONTENT and right is VerbKind.ADVERB:
        return Level.CONTENT if leads is Level.WORD else Level.PHRASE
    return level


def _ranks(levels: Sequence[Level]) -> list[int]:
    """The levels as numbers, `_STEPS` apart; between them by how many words lead on before the content comes.

    So [of [the film]] branches to the right. The beginning of too long a run of INTO becomes PHRASE; a verb keeps all
    that belongs to it.
    """
    ranks, run = [(Level.INTO if level is Level.VERB else level) * _STEPS for level in levels], 0
    for index in reversed(range(len(levels))):
        level = levels[index]
        if level > Level.VERB:
            run = 0
        elif level is Level.INTO and run > _LONGEST_RUN:
            ranks[index], run = Level.PHRASE * _STEPS, 0
        elif level in (Level.INTO, Level.VERB, Level.ADVERB):
            ranks[index] += min(run, _STEPS - 1)
            run += 1
    return ranks
