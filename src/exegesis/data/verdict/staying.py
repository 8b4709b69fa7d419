"""How many words last under all, or enough, of the conditions tried."""

from exegesis.data.verdict.checks import Again


def lasting(tried: Again, of: int, share: float) -> int:
    """The most first words, up to `of`, that stay under at least that share of the conditions."""
    return max((words for words in range(1, of + 1) if tried.share(words) >= share), default=0)
