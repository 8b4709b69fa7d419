"""The tree of phrases over the units of a text: words, phrases, clauses, sentences, paragraphs."""

from collections.abc import Sequence
from itertools import pairwise

from exegesis.data.records import Unit
from exegesis.data.tree import UnitTree, merged
from exegesis.modalities.text.boundaries import looseness


def text_tree(units: Sequence[str], gaps: Sequence[str] = ()) -> UnitTree:
    """The tree over the texts of the units, `gaps` being what stands between neighbours (() = a space everywhere).

    Merged by the tightest boundary (see `boundaries`), so every word, every phrase, every stretch between commas, every
    sentence and every paragraph is a node, as far as there are several of them.
    """
    return merged(looseness(units, gaps))


def tree_over(text: str, units: Sequence[Unit]) -> UnitTree:
    """The tree over units of this text."""
    return text_tree([unit.text for unit in units], gaps_between(text, units))


def gaps_between(text: str, units: Sequence[Unit]) -> tuple[str, ...]:
    """What stands in the text between each two neighbours."""
    return tuple(text[left.spans[0].end : right.spans[0].start] for left, right in pairwise(units))
