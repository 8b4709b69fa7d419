"""Tokens of two texts beside one another: by their characters where one is an edit of the other, else by order."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher

from exegesis.core.types import Span
from exegesis.explorer.changes.records import TokenPair
from exegesis.explorer.records import LookToken

Tokens = Sequence[LookToken]


def by_order(before: Tokens, after: Tokens) -> tuple[TokenPair, ...]:
    """As `diff` sets lines beside one another; runs of as many other tokens on both sides stand beside one another too.

    A token is the same where its characters are.
    """
    pairs = []
    one, other = ([_key(token) for token in side] for side in (before, after))
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal" or b - a == d - c:
            pairs += [TokenPair(a + n, c + n, kind != "equal") for n in range(b - a)]
    return tuple(pairs)


def by_place(
    before: Tokens, after: Tokens, moved: Callable[[Span], Span | None], replaced: Sequence[tuple[Span, Span]]
) -> tuple[TokenPair, ...]:
    """Tokens of a text and of its edit.

    Args:
        before: of the text.
        after: of its edit.
        moved: where a stretch of the text stands in the edit, None where it does not.
        replaced: stretches of the text and what stands in their place; of as many tokens on both sides each has one.
    """
    places = {key: number for number, key in enumerate(_places(after, lambda span: span)) if key is not None}
    pairs = []
    for number, key in enumerate(_places(before, moved)):
        if key in places:
            other = after[places[key]]
            pairs.append(TokenPair(number, places[key], _key(before[number]) != _key(other)))
    for old, new in replaced:
        sides = _inside(before, old), _inside(after, new)
        if len(sides[0]) == len(sides[1]):
            pairs += [TokenPair(*both, True) for both in zip(*sides, strict=True)]
    return tuple(sorted(pairs, key=lambda pair: pair.before))


def _places(tokens: Tokens, moved: Callable[[Span], Span | None]) -> list[Hashable]:
    """What tells each token from the others: its characters, of several that share them the how-manieth it is."""
    seen: Counter[Hashable] = Counter()
    found: list[Hashable] = []
    for token in tokens:
        # What the tokenizer adds comes in one order, whatever stands between.
        place: Hashable = token.piece if token.span is None else moved(token.span)
        found.append(None if place is None else (token.span is None, place, seen[place]))
        seen[place] += 1
    return found


def _inside(tokens: Tokens, span: Span) -> list[int]:
    return [n for n, one in enumerate(tokens) if one.span and one.span.start < span.end and span.start < one.span.end]


def _key(token: LookToken) -> tuple[str, bool, bool]:
    """What it is, whether or not a tokenizer counts the space before it in."""
    return token.text.strip() or token.text, token.special, token.hidden
