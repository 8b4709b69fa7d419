"""SQuAD's measures written down a second time from their published definitions, slowly and by other means."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

ARTICLES = ("a", "an", "the")
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def tokens(text: str) -> list[str]:
    """Lower case; punctuation removed; words that are articles blanked; split at white space."""
    plain = "".join(character for character in text.lower() if character not in PUNCTUATION)
    pieces = ("".join(run) for _, run in groupby(plain, key=str.isalnum))
    return "".join(" " if piece in ARTICLES else piece for piece in pieces).split()


def exact(prediction: str, reference: str) -> int:
    return int(tokens(prediction) == tokens(reference))


def f1(prediction: str, reference: str) -> Fraction:
    """2 x shared / (both lengths), shared tokens crossed out one by one; 0 if none is shared."""
    left = tokens(reference)
    lengths = len(left) + len(tokens(prediction))
    shared = 0
    for token in tokens(prediction):
        if token in left:
            left.remove(token)
            shared += 1
    return Fraction(2 * shared, lengths) if shared else Fraction(0)


def figures(pairs: Sequence[tuple[str, Sequence[str]]]) -> tuple[float, float]:
    """Exact match and F1 in percent over (prediction, references)."""
    exacts = sum(max(exact(prediction, reference) for reference in references) for prediction, references in pairs)
    f1s = sum(max(f1(prediction, reference) for reference in references) for prediction, references in pairs)
    return float(Fraction(100 * exacts, len(pairs))), float(100 * f1s / len(pairs))


def score_v2(prediction: str, references: Sequence[str]) -> tuple[int, Fraction]:
    """As v2.0: references without a token are dropped; none left means ""; beside an empty side F1 is exact match."""
    kept = [reference for reference in references if tokens(reference)] or [""]
    exacts = [exact(prediction, reference) for reference in kept]
    f1s = [f1(prediction, reference) for reference in kept]
    return max(exacts), max(f1s) if tokens(prediction) and tokens(kept[0]) else Fraction(max(exacts))
