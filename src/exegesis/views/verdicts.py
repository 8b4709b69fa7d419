"""The verdict on an explanation as the views say it: its line, its headline in a table, and what it rests on."""

from __future__ import annotations

from exegesis.explanation import Explanation
from exegesis.verdict.result import NOT, PARTLY, RELY, UNCHECKED, UNDEFINED, Reason
from exegesis.views.characters import label
from exegesis.views.wording import number, percent

_SIGNS = {RELY: "✓", PARTLY: "◐", UNCHECKED: "?", NOT: "✗", UNDEFINED: "∅"}
_STYLES = {RELY: "bold green", PARTLY: "bold yellow", UNCHECKED: "bold yellow", NOT: "bold red", UNDEFINED: "bold red"}
_TITLES = {
    "control": "control",
    "order": "random orders",
    "fit": "weighted R²",
    "completeness": "missed change",
    "uncertainty": "standard errors",
    "seeds": "other seeds",
    "baselines": "other baselines",
}
_UNITS = {
    "order": "of random orders",
    "uncertainty": "standard errors",
    "seeds": "of the seeds",
    "baselines": "of them",
}
_SHARES = ("order", "seeds", "baselines")


def line(explanation: Explanation) -> str:
    """The verdict in one line."""
    return label(explanation.verdict.text)


def headline(explanation: Explanation) -> str:
    """The same in a few words, for a cell of a table or below a plot."""
    return label(explanation.verdict.headline)


def sign(explanation: Explanation) -> str:
    """A symbol of the level, for the eye; the line says the same."""
    return _SIGNS[explanation.verdict.level]


def look(explanation: Explanation) -> str:
    """The class of the line on a page."""
    return f"exg-trust-{explanation.verdict.level.replace(' ', '-')}"


def style(explanation: Explanation) -> str:
    """The line's style in a terminal."""
    return _STYLES[explanation.verdict.level]


def reasons(explanation: Explanation) -> list[tuple[str, str]]:
    """What the verdict rests on, as (name, value) lines: each sign, what could not be tried, and what checking took."""
    verdict, checks = explanation.verdict, explanation.checks
    told = [(_TITLES[reason.sign], _reason(reason, verdict.of)) for reason in verdict.reasons]
    if checks is None:
        return told
    known = {"control", *(reason.sign for reason in verdict.reasons)}
    told += [
        (f"{_TITLES[name]} not tried", why) for name, why in checks.not_tried.items() if name in {*_TITLES} - known
    ]
    cost = checks.cost
    return [*told, ("checking took", f"{cost.forward_passes + cost.backward_passes:,} passes")]


def _reason(reason: Reason, of: int) -> str:
    held = f"holds for {reason.words} of {of}: {reason.text}"
    if reason.figure is None:
        return held
    say = percent if reason.sign in _SHARES else number
    figure = f"{say(reason.figure)} {_UNITS.get(reason.sign, '')}".rstrip()
    return held if reason.threshold is None else f"{held} ({figure}, threshold {say(reason.threshold)})"
