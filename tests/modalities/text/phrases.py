"""The phrases that the tree over a text's words has."""

from collections.abc import Sequence
from itertools import pairwise

from exegesis.core.text import words
from exegesis.data.tree import UnitTree
from exegesis.modalities.text.tree import text_tree

Spans = Sequence[tuple[int, int]]


def units_and_gaps(text: str, spans: Spans | None = None) -> tuple[list[str], list[str]]:
    """What stands at the spans, by default at the words, and between them."""
    spans = words(text) if spans is None else spans
    gaps = [text[left[1] : right[0]] for left, right in pairwise(spans)]
    return [text[start:end] for start, end in spans], gaps


def tree_over(text: str, spans: Spans | None = None) -> tuple[UnitTree, list[str]]:
    """The tree, and the stretch of the text that each node covers."""
    spans = words(text) if spans is None else spans
    tree = text_tree(*units_and_gaps(text, spans))
    return tree, [text[spans[start][0] : spans[stop - 1][1]] for start, stop in tree.ranges]


def phrases(text: str, spans: Spans | None = None) -> set[str]:
    """The stretches of two units or more that are nodes of the tree."""
    tree, stretches = tree_over(text, spans)
    return set(stretches[tree.n :])


def pieces(text: str, divided: str) -> list[tuple[int, int]]:
    """Spans of the pieces that `divided`, the text with bars between them, shows; white space belongs to none."""
    spans, at = [], 0
    for piece in divided.split("|"):
        start = at + len(piece) - len(piece.lstrip())
        spans.append((start, at + len(piece.rstrip())))
        at += len(piece)
    assert divided.replace("|", "") == text
    return spans
