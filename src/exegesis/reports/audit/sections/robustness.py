"""Whether small accidents change the answer: one slip of typing, one lost word. No attack: no worst one is sought."""

from collections.abc import Callable, Mapping

import numpy as np

from exegesis.core.proportions import binomial_p
from exegesis.core.randomness import stream
from exegesis.core.text import words
from exegesis.core.types import Integers
from exegesis.reports.audit.case import AuditCase, id_of
from exegesis.reports.audit.figures import share_figure, shares
from exegesis.reports.audit.result import CONCERN, FINE, REMARK, AuditFigure, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content

_ROWS = 300
_NOTABLE, _HIGH = 0.05, 0.1  # of the answers, at which an accident is remarked on, and at which it is a concern
_LEAST = 4  # letters of a word in which two neighbours are swapped
_NO_ATTACK = (
    "These are accidents at random, one in each text: nobody looks for the change that does most harm. That is what an "
    "attack does."
)


def ask(case: AuditCase) -> Content:
    """The share of answers that change under each accident, on rows drawn by the seed."""
    count = len(case.rows.rows)
    places = sorted(stream(case.plan.seed, "audit robustness").permutation(count)[:_ROWS].tolist())
    lines = [("accident", "rows", "answers that change [95% interval]", "right before", "right after", "p")]
    figures = []
    for name, (said, accident) in _ACCIDENTS.items():
        changed = {place: accident(case, place) for place in places}
        kept = {place: text for place, text in changed.items() if text is not None}
        if not kept:
            continue
        now = case.model.predict(list(kept.values())).argmax(axis=1)
        case.step(1)
        before = np.array([case.answer(place) for place in kept])
        figure = share_figure(
            f"robustness.{name}", f"answers that change with {said}", int((now != before).sum()), len(kept)
        )
        figures.append(figure)
        lines.append((said, f"{len(kept):,}", shares(figure), *_rights(case, list(kept), before, now)))
    sheet = Sheet(
        "One accident in each text",
        tuple(lines),
        "p: whether right answers became rarer or commoner (McNemar's exact test).",
    )
    return Content((sheet, Paragraph(_NO_ATTACK)), _findings(figures), tuple(figures))


def _findings(figures: list[AuditFigure]) -> tuple[AuditFinding, ...]:
    if not figures:
        return ()
    worst = max(figures, key=lambda one: one.value or 0.0)
    level = CONCERN if (worst.low or 0.0) > _HIGH else REMARK if (worst.value or 0.0) > _NOTABLE else FINE
    text = f"{shares(worst)} of the answers change with {worst.said.removeprefix('answers that change with ')}"
    return (AuditFinding(level, f"{text}, at random."),)


def _rights(case: AuditCase, places: list[int], before: Integers, now: Integers) -> tuple[str, str, str]:
    """How many answers are right before and after, and whether chance explains the change; dashes without labels."""
    if not case.rows.data.labelled:
        return ("–", "–", "–")
    truths = {int(place): int(label) for place, label in zip(case.labelled, case.outcomes.labels, strict=True)}
    known = np.array([place in truths for place in places])
    true = np.array([truths.get(place, -1) for place in places])
    was, is_ = (before == true)[known], (now == true)[known]
    lost, won = int((was & ~is_).sum()), int((~was & is_).sum())
    return (f"{was.sum():,}", f"{is_.sum():,}", f"{binomial_p(lost, lost + won, 0.5):.2g}")


def _slipped(case: AuditCase, place: int) -> str | None:
    """Two letters in the midst of a word swapped; None where no word is long enough, or has two that differ."""
    text, rng = case.rows.rows[place].text, _rng(case, place, "slip")
    found = [
        at
        for span in words(text)
        if span.end - span.start >= _LEAST and text[span.start : span.end].isalpha()
        for at in range(span.start + 1, span.end - 2)
        if text[at] != text[at + 1]
    ]
    if not found:
        return None
    at = found[int(rng.integers(len(found)))]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _lost(case: AuditCase, place: int) -> str | None:
    """One word left out; None of a text of a single one."""
    text, rng = case.rows.rows[place].text, _rng(case, place, "loss")
    spans = [span for span in words(text) if any(map(str.isalnum, text[span.start : span.end]))]
    if len(spans) < 2:
        return None
    span = spans[int(rng.integers(len(spans)))]
    return f"{text[: span.start].rstrip()} {text[span.end :].lstrip()}".strip()


def _rng(case: AuditCase, place: int, name: str) -> np.random.Generator:
    return stream(case.plan.seed, f"audit {name} {id_of(case.rows.rows[place])}")


_ACCIDENTS: Mapping[str, tuple[str, Callable[[AuditCase, int], str | None]]] = {
    "slip": ("two neighbouring letters swapped", _slipped),
    "loss": ("one word left out", _lost),
}
