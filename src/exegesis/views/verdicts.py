"""The verdict on an explanation as the views say it: its line, its marks, its headline in a table, what it rests on."""

from __future__ import annotations

from exegesis.data.explanation import Explanation
from exegesis.data.verdict.checks import NO_CHANCE
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, UNCHECKED, UNDEFINED, Reason
from exegesis.views.characters import label
from exegesis.views.wording import number, percent

_SIGNS = {HOLDS: "✓", PARTLY: "~", UNCHECKED: "?", FAILS: "✗", UNDEFINED: "∅"}
_STYLES = {HOLDS: "green", PARTLY: "yellow", UNCHECKED: "dim", FAILS: "bold red", UNDEFINED: "bold red"}
_TITLES = {
    "control": "control",
    "again": "second run",
    "order": "random orders",
    "fit": "weighted R²",
    "completeness": "missed change",
    "uncertainty": "standard errors",
    "seeds": "other seeds",
    "baselines": "other baselines",
}
_UNITS = {"order": "of random orders", "uncertainty": "standard errors", "seeds": "of the seeds"}
_SHARES = ("again", "order", "seeds", "baselines")


def lines(explanation: Explanation) -> list[tuple[str, str]]:
    """The verdict for a terminal, as (text, style) lines: what it says and its marks; unchecked in one."""
    marks = explanation.verdict.marks
    said = [(line(explanation), style(explanation))]
    return said if explanation.verdict.level == UNCHECKED or not marks else [*said, (label(marks), "")]


def line(explanation: Explanation) -> str:
    """What the verdict says, in one line."""
    return label(explanation.verdict.text)


def marks(explanation: Explanation) -> list[tuple[str, str, str]]:
    """Each sign as (mark, symbol, class on a page): "seeds 5/5", "✓", "exg-sign-holds"; [] if unchecked."""
    if explanation.verdict.level == UNCHECKED:
        return []
    named = [reason for reason in explanation.verdict.reasons if reason.mark]
    return [(label(one.mark), _SIGNS[one.level], f"exg-sign-{one.level}") for one in named]


def headline(explanation: Explanation) -> str:
    """The verdict in a few words, for a cell of a table or below a plot."""
    return label(explanation.verdict.headline)


def sign(explanation: Explanation) -> str:
    """A symbol of the level, for the eye; the line says the same."""
    return _SIGNS[explanation.verdict.level]


def look(explanation: Explanation) -> str:
    """The class of the line on a page."""
    return f"exg-trust-{explanation.verdict.level}"


def style(explanation: Explanation) -> str:
    """The line's style in a terminal."""
    return _STYLES[explanation.verdict.level]


def rests_on(explanation: Explanation) -> str:
    """What stands above the reasons."""
    unchecked = explanation.verdict.level == UNCHECKED
    return "What is known without a check" if unchecked else "What the verdict rests on"


def reasons(explanation: Explanation) -> list[tuple[str, str]]:
    """What the verdict rests on, as (name, value) lines: each sign, what could not be tried, and what checking took."""
    checks = explanation.checks
    told = [(_TITLES[reason.sign], _reason(reason)) for reason in explanation.verdict.reasons if reason.mark]
    if checks is None:
        return told
    reasons = {name: why for name, why in checks.not_tried.items() if name in _TITLES and why != NO_CHANCE}
    told += [(f"{_TITLES[name]} not tried", why) for name, why in reasons.items()]
    cost = checks.cost
    passes = f"{cost.forward_passes + cost.backward_passes:,} passes"
    return [*told, ("checking took", f"{passes}, {number(cost.seconds)} s")]


def _reason(reason: Reason) -> str:
    if reason.figure is None or reason.threshold is None:
        return reason.text
    say = percent if reason.sign in _SHARES else number
    figure = f"{say(reason.figure)} {_UNITS.get(reason.sign, '')}".rstrip()
    return f"{reason.text} ({figure}, threshold {say(reason.threshold)})"
