"""Where in a text word pieces stand, told by their letters, for tokenizers that give no character offsets.

Pieces are matched with the text one after another, without regard to case, accents, width and white space. The places
are right where every piece matches and no visible character is left over; otherwise there are none.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from exegesis.core.types import Span

_PREFIXES, _SUFFIXES = ("##", "▁", "Ġ"), ("</w>", "@@")
# What tokenizers write for one another before they split a text.
_ALIKE = str.maketrans("‘’`“”„«»–—。、", "'" * 3 + '"' * 5 + "--.,")
_REPLACED = "\N{REPLACEMENT CHARACTER}"  # some tokenizers drop it
_DROPPED = {"Mn", "Me", "Cc", "Cf"}  # categories of marks and of characters that cannot be seen


def placed(text: str, pieces: Sequence[str], unknown: str | None) -> list[Span] | None:
    """The characters of each piece, in order; None where letters do not tell.

    Pieces that are the `unknown` token have what stands between their neighbours: a word each where there are as many
    words, else all of it together.
    """
    joined = "".join(pieces)
    if joined == text:
        return _of_lengths(list(range(len(text) + 1)), [len(piece) for piece in pieces])
    if all(len(piece) == 1 and ord(piece) < 256 for piece in pieces) and joined.encode("latin-1") == text.encode():
        return _of_lengths(_bytes_to_characters(text), [1] * len(pieces))
    return _Matching(text, pieces, unknown, "").spans() or _Matching(text, pieces, unknown, _REPLACED).spans()


def _of_lengths(places: Sequence[int], lengths: Sequence[int]) -> list[Span]:
    """Spans of pieces of so many signs, where `places` gives each sign's character and, last, the text's length."""
    stops = list(accumulate(lengths))
    return [
        Span(places[stop - size], max(places[stop], places[stop - 1] + 1) if size else places[stop])
        for stop, size in zip(stops, lengths, strict=True)
    ]


def _bytes_to_characters(text: str) -> list[int]:
    return [at for at, sign in enumerate(text) for _ in sign.encode()] + [len(text)]


@lru_cache(maxsize=65_536)
def _folded(sign: str) -> str:
    """What of a character counts in a comparison; "" for spaces, accents and what cannot be seen."""
    known = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign.translate(_ALIKE)).casefold())
    return "".join(one for one in known if not one.isspace() and unicodedata.category(one) not in _DROPPED)


def _surfaces(piece: str) -> list[str]:
    """What a piece may be in the text, the longest first: with its marks of word starts and ends, and without."""
    bare = piece
    for prefix in _PREFIXES:
        bare = bare.removeprefix(prefix)
    for suffix in _SUFFIXES:
        bare = bare.removesuffix(suffix)
    return sorted({"".join(map(_folded, one)) for one in (piece, bare)}, key=len, reverse=True)


class _Matching:
    """One text against its pieces."""

    def __init__(self, text: str, pieces: Sequence[str], unknown: str | None, dropped: str) -> None:
        self.text = text
        shown = ((at, sign) for at, sign in enumerate(text) if sign not in dropped)
        letters = [(letter, at) for at, sign in shown for letter in _folded(sign)]
        self.letters = "".join(letter for letter, _ in letters)
        self.places = [at for _, at in letters]
        self.known = [None if piece == unknown else _surfaces(piece) for piece in pieces]

    def spans(self) -> list[Span] | None:
        """A span for each piece, or None."""
        found: list[Span] = []
        at = place = 0
        while place < len(self.known):
            stop = place
            while stop < len(self.known) and self.known[stop] is None:
                stop += 1
            unknown, end = stop - place, stop
            while end < len(self.known) and self.known[end] is not None:
                end += 1
            run = self._run(stop, end, at, unknown, end == len(self.known))
            if run is None:
                return None
            start = run[0] if run else at
            found += self._gap(at, start, unknown) if unknown else []
            found += [self._span(a, b) for a, b in pairwise(run)]
            at, place = run[-1], end
        return found if at == len(self.letters) else None

    def _run(self, first: int, stop: int, at: int, unknown: int, is_last: bool) -> list[int] | None:
        """Where the pieces first to stop begin, and last where they end; behind `unknown` ones at the nearest place."""
        if first == stop:  # the text ends in unknown pieces
            return [len(self.letters)] if len(self.letters) >= at + unknown else None
        latest = len(self.letters) if unknown else at
        for start in range(at + unknown, latest + 1):
            run = self._from(first, stop, start)
            if run is not None and (not is_last or run[-1] == len(self.letters)):
                return run
        return None

    def _from(self, first: int, stop: int, start: int) -> list[int] | None:
        run = [start]
        for surfaces in self.known[first:stop]:
            fitting = next((one for one in surfaces or () if self.letters.startswith(one, run[-1])), None)
            if fitting is None:
                return None
            run.append(run[-1] + len(fitting))
        return run

    def _gap(self, start: int, stop: int, count: int) -> list[Span]:
        whole = self._span(start, stop)
        words, end = [], whole.start
        for word in self.text[whole.start : whole.end].split():
            begin = self.text.index(word, end)
            end = begin + len(word)
            words.append(Span(begin, end))
        return words if len(words) == count else [whole] * count

    def _span(self, start: int, stop: int) -> Span:
        """The characters of letters start to stop."""
        if start == stop:
            at = self.places[start] if start < len(self.places) else len(self.text)
            return Span(at, at)
        return Span(self.places[start], self.places[stop - 1] + 1)
