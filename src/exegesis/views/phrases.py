"""Phrases worth showing, and the tree they form."""

from collections.abc import Iterator
from dataclasses import dataclass

from exegesis.data.explanation import Explanation
from exegesis.data.records import Group
from exegesis.views.kinds import view_of
from exegesis.views.sections import shown

LONGEST = 8  # units; what is longer is a passage, and nearly always holds the largest |score| because it holds the most
DEEPEST = 32  # browsers draw no tree much deeper than this


def strongest(explanation: Explanation, k: int = 5) -> list[Group]:
    """Up to k phrases that share no unit, by falling |score|, the shorter first where scores are equal.

    A phrase has 2 to 8 units, or more where the method split it no further.
    """
    chosen: list[Group] = []
    taken: set[int] = set()
    for phrase in sorted(_candidates(explanation), key=lambda g: (-round(abs(g.score), 6), len(g.units), g.units)):
        if len(chosen) < k and phrase.score != 0.0 and taken.isdisjoint(phrase.units):
            chosen.append(phrase)
            taken.update(phrase.units)
    return chosen


def _candidates(explanation: Explanation) -> Iterator[Group]:
    split = {group.parent for group in explanation.groups if len(group.units) > 1}
    for index, group in enumerate(explanation.groups):
        short = len(group.units) <= LONGEST or index not in split
        if len(group.units) > 1 and group.parent is not None and short:
            yield group


def text(explanation: Explanation, group: Group) -> str:
    """The phrase as it is shown; of one that reaches over two parts of a text without the gap between them.

    Of what is no text as its kind of data has it.
    """
    spans = group.spans
    if not spans:
        return view_of(explanation).group(explanation, group)
    if not explanation.parts:
        return group.text
    return shown(explanation, spans[0].start, spans[-1].end) or group.text


@dataclass(frozen=True)
class Branch:
    """A row of the tree, in the order of drawing: a phrase, and how many levels end after it."""

    group: Group
    depth: int
    has_parts: bool
    hidden_parts: int  # parts not drawn because they lie too deep
    closes: int


def tree(explanation: Explanation) -> list[Branch]:
    """All phrases from the whole text down, parents before their parts; parts below the 32nd level are only counted."""
    parts = _parts(explanation.groups)
    rows: list[tuple[int, int]] = []  # (group, depth)
    waiting = [(root, 0) for root in reversed(parts.get(None, []))]
    while waiting:
        index, depth = waiting.pop()
        rows.append((index, depth))
        if depth < DEEPEST:
            waiting.extend((part, depth + 1) for part in reversed(parts.get(index, [])))
    depths = [*(depth for _, depth in rows), 0][1:]
    return [
        _branch(explanation.groups[index], depth, after, len(parts.get(index, [])))
        for (index, depth), after in zip(rows, depths, strict=True)
    ]


def _branch(group: Group, depth: int, after: int, n_parts: int) -> Branch:
    drawn = n_parts > 0 and depth < DEEPEST
    return Branch(group, depth, drawn, 0 if drawn else n_parts, max(depth - after, 0) if not drawn else 0)


def _parts(groups: tuple[Group, ...]) -> dict[int | None, list[int]]:
    """The parts of each group (of None: the roots) in the order of the text; without its parent a group is a root."""
    parts: dict[int | None, list[int]] = {}
    for index, group in enumerate(groups):
        parent = group.parent if group.parent is not None and 0 <= group.parent < len(groups) else None
        parts.setdefault(parent, []).append(index)
    for inner in parts.values():
        inner.sort(key=lambda index: groups[index].units)
    return parts
