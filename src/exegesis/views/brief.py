"""Explanations of one input on about twenty lines of a terminal: what a reader needs first; the rest is in full."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exegesis.core.plurals import plural
from exegesis.data.explanation import Explanation
from exegesis.views import facts, naming, pairs, phrases, scale, verdicts, wording
from exegesis.views.bars import Bar, Bars, top_bars
from exegesis.views.cases import ShownCase
from exegesis.views.characters import label, squeezed
from exegesis.views.columns import fits, side_by_side
from exegesis.views.kinds import view_of
from exegesis.views.paper import NAME, Paper
from exegesis.views.reading import shortened

if TYPE_CHECKING:
    from rich.text import Text

_PHRASES = 3
_PAIRS = 4
_LEAST_BAR = 10  # columns that a bar keeps beside long names,
_FEWEST = 4  # and on narrow paper
_BLANKS = 4  # columns before, between and behind


def brief(case: ShownCase, paper: Paper, k: int) -> Iterable[Text]:
    """Answer and text once; then each explanation's verdict and its words, of several in one table where it fits."""
    yield from _answer(case.first, paper)
    if len(case.explanations) == 1:
        yield from _head(case, case.first, paper)
    yield paper.write("")
    if len(case.explanations) == 1:
        yield from view_of(case.first).lines(case.first, paper)
    yield from shortened(case.explanations, paper)
    in_a_table = len(case.explanations) > 1 and fits(case, paper)
    for explanation in case.explanations:
        if len(case.explanations) > 1:
            yield paper.write("")
            yield from _head(case, explanation, paper)
            yield from view_of(explanation).lines(explanation, paper)
        if not in_a_table:
            yield paper.write("")
            yield from bar_lines(explanation, paper, k)
            yield from phrase_lines(explanation, paper)
            yield from pair_lines(explanation, paper)
        yield paper.write(_cost(case, explanation, None if in_a_table else k), "dim")
    yield from verdict_of_all(case, paper)
    if in_a_table:
        yield from side_by_side(case, paper)


def _answer(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    """The model's answer and its other outputs on a line."""
    shown, folded = facts.shown_outputs(explanation)
    others = [f"{label(name, 40)} {said}" for name, said, _, is_answer in shown if not is_answer]
    if folded:
        others.append(f"{len(folded):,} more")
    answer = paper.write("") + paper.write(label(naming.title(explanation)), "bold")
    yield answer + paper.write(f"  ({' · '.join(others)})" if others else "", "dim")
    yield from truth_line(explanation, paper)


def truth_line(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    """Whether the answer is right, where the truth is known."""
    known = naming.truth(explanation)
    if known:
        verdict, name, truth = known
        said = f"{name} {wording.quoted(truth, 160)}"
        yield paper.write(label(f"{verdict}: {said}" if verdict else said), "bold" if verdict == "wrong" else "")


def _head(case: ShownCase, explanation: Explanation, paper: Paper) -> Iterable[Text]:
    """What is explained and how, whether that holds, and what must be known."""
    said = naming.explained(explanation.target, explanation.text)
    method = paper.write(label(case.method(explanation)), "bold")
    yield paper.write("") + method + paper.write(f" explains {label(said)}")
    for line, style in () if case.unchecked_alike else verdicts.lines(explanation):
        yield paper.write(line, style)
    for warning in facts.warnings(explanation):
        yield paper.write(f"! {label(warning)}", "bold yellow")


def verdict_of_all(case: ShownCase, paper: Paper) -> Iterable[Text]:
    """Of several explanations that are all unchecked how to check them, once."""
    if case.unchecked_alike:
        yield paper.write("")
        yield paper.write(verdicts.line(case.first), verdicts.style(case.first))


def bar_lines(explanation: Explanation, paper: Paper, k: int) -> Iterable[Text]:
    """The k strongest words, by the parts of the text."""
    chart = top_bars(explanation, k)
    length = chart.rows[0].bar.width if chart.rows else 1.0  # of the longest bar, in percent of the axis
    columns = _Columns.of(chart, paper) if not explanation.text else _Columns(NAME, paper.bar_columns)
    for name, rows in chart.groups(explanation):
        if name:
            yield paper.write(label(name), "dim")
        for row in rows:
            yield _bar_line(row, f"{row.said:<{chart.longest}}", length, chart.zero > 0.0, paper, columns)
    if not chart.rows:
        yield paper.write("every score is 0", "dim")


@dataclass(frozen=True)
class _Columns:
    """Of a line: those of the name, and those of the bar on each side of zero."""

    name: int
    bar: int

    @classmethod
    def of(cls, chart: Bars, paper: Paper) -> _Columns:
        """Of what is no word: names as long as they are, while bars still tell sizes."""
        longest = max((len(row.name) for row in chart.rows), default=0)
        sides = 2 if chart.zero > 0.0 else 1
        room = paper.width - chart.longest - _BLANKS
        name = max(min(longest, room - sides * _LEAST_BAR), NAME)
        return cls(name, max(min(paper.bar_columns, (room - name) // sides), _FEWEST))


def _bar_line(row: Bar, said: str, longest: float, diverging: bool, paper: Paper, columns: _Columns) -> Text:
    """A row: name, number, and the bar to the right of zero or, against the target, to the left of it."""
    share = row.bar.width / longest
    left = paper.bar_against(share, columns.bar) if row.score < 0 else ""
    right = paper.bar(share, columns.bar) if row.score > 0 else ""
    return (
        paper.write(f"  {paper.column(squeezed(row.name, columns.name), columns.name)} {said} ")
        + paper.write(f"{left:>{columns.bar}}" if diverging else "", scale.hexadecimal(scale.LIGHT.against))
        + paper.write(right, scale.hexadecimal(scale.LIGHT.towards))
    )


def phrase_lines(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    """The strongest phrases, where the method scores phrases."""
    places = wording.decimals(explanation.scores)
    for index, phrase in enumerate(phrases.strongest(explanation, _PHRASES)):
        if index == 0:
            yield paper.write("strongest phrases" if explanation.text else "strongest groups", "dim")
        yield paper.write(f"  {wording.signed(phrase.score, places):<8} {label(phrases.text(explanation, phrase), 60)}")


def pair_lines(explanation: Explanation, paper: Paper) -> Iterable[Text]:
    """The strongest pairs, where the method scores pairs, and what they make of the scores."""
    found = pairs.strongest(explanation, _PAIRS)
    if explanation.pairs:
        yield paper.write("strongest pairs: what two add only together" if found else "every pair is 0", "dim")
    numbers = [pairs.said(explanation, pair) for pair in found]
    for pair, said in zip(found, numbers, strict=True):
        yield paper.write(f"  {said:<{max(map(len, numbers))}}  {pairs.named(explanation, pair, 28)}")


def _cost(case: ShownCase, explanation: Explanation, k: int | None) -> str:
    """One line of how: model, baseline, seed, passes, seconds; and how many of the words are listed above it.

    Explanations made from the same passes say these at the last of them.
    """
    cost, units = explanation.cost, len(explanation.units)
    shown = 0 if k is None else len(top_bars(explanation, k).rows)
    listed = f"{shown:,} of " if 0 < shown < units else ""
    passes = plural(cost.forward_passes + cost.backward_passes, "pass", "passes") + facts.shared_passes(explanation)
    said = [
        label(explanation.fingerprint.model, 40),
        listed + plural(units, explanation.unit),
        f"baseline {label(explanation.baseline.name, 40)}",
        f"seed {explanation.seed}",
    ]
    together = [one for one in case.explanations if (one.method, one.cost) == (explanation.method, cost)]
    if len(together) == 1:
        said += [passes, f"{cost.seconds:.1f} s"]
    elif explanation is together[-1]:
        said += [f"{passes} and {cost.seconds:.1f} s together"]
    return " · ".join(said)
