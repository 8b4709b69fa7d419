"""The words that lead an explanation, and how many of them stay when it is made again."""

from numpy.typing import ArrayLike

from exegesis.core.ranking import rounded, strongest

_MOST = 5


def shown(n: int) -> int:
    """How many of n units a verdict speaks of: the strongest 5, of short texts half of them; 0 of a single one."""
    return min(_MOST, n // 2)


def shared(scores: ArrayLike, again: ArrayLike) -> int:
    """How many of the strongest words are among the strongest of `again` too, with the same sign: 0 to `shown(n)`."""
    own, other = rounded(scores), rounded(again)
    most = shown(len(own))
    there = set(strongest(other, most).tolist())
    return sum(int(unit) in there and own[unit] * other[unit] > 0 for unit in strongest(own, most))


def stays(scores: ArrayLike, again: ArrayLike) -> int:
    """How many words from the first on are among the strongest of `again` too, with the same sign: 0 to `shown(n)`.

    The first word that is not there ends the count. A word has no sign, and stays nowhere, where its score is 0.
    """
    own, other = rounded(scores), rounded(again)
    most = shown(len(own))
    there = set(strongest(other, most).tolist())
    for place, unit in enumerate(strongest(own, most)):
        if int(unit) not in there or own[unit] * other[unit] <= 0:
            return place
    return most
