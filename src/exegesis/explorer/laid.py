"""The scores of an explanation laid on the tokens of a look."""

from collections.abc import Sequence

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.explorer.records import LookToken


def check_same_text(what: str, text: str, looked_at: str) -> None:
    """`InputError` where it is of other characters than those looked at."""
    if text != looked_at:
        raise InputError(f"{what} is of another text than the look; take the same one.")


def laid(explanation: Explanation, tokens: Sequence[LookToken]) -> list[float | None]:
    """For each token the sum of the scores of the units that share characters with it; None where none does.

    So a word has its own score, and each piece of a word that of the word.
    """
    units = [
        (span.start, span.end, float(score))
        for unit, score in zip(explanation.units, explanation.scores, strict=True)
        for span in unit.spans
    ]
    return [_score(token, units) for token in tokens]


def _score(token: LookToken, units: Sequence[tuple[int, int, float]]) -> float | None:
    if token.span is None:
        return None
    own = [score for start, end, score in units if start < token.span.end and token.span.start < end]
    return sum(own) if own else None
