"""The command lines that give the numbers of a report again."""

from collections.abc import Iterator
from pathlib import Path
from shlex import join
from typing import Any

from exegesis.core.codec import to_json
from exegesis.reports.audit.plan import AuditPlan
from exegesis.reports.audit.redaction import TAGGER, TAGS
from exegesis.reports.audit.rows import LABEL, AuditRows

UNNAMED = "MODEL"  # stands for a model that was given as an object of Python
HIDDEN = "PATTERN"  # stands for an expression of what is to be covered


def command(plan: AuditPlan, rows: AuditRows, only: str | None = None) -> str:
    """`exegesis audit` with all that the report was asked; `only`: for one section."""
    return join(["exegesis", "audit", *_words(plan, rows, only)])


def _words(plan: AuditPlan, rows: AuditRows, only: str | None) -> Iterator[str]:
    data = rows.data
    yield from ("--model", str(plan.source) if isinstance(plan.source, str | Path) else UNNAMED)
    yield from ("--data", str(rows.path))
    if data.text_column != "text":
        yield from ("--text-column", data.text_column)
    if data.label_column not in (None, LABEL):
        yield from ("--label-column", str(data.label_column))
    if plan.limit is not None:
        yield from ("--limit", str(plan.limit))
    if plan.skip_bad:
        yield "--skip-bad"
    for one in plan.methods:
        yield from ("--method", ":".join([one.method, *_settings(one.settings)]))
    yield from ("--explained", str(plan.explained), "--shown", str(plan.examples), "--seed", str(plan.seed))
    for name, value in (
        ("fairness-column", plan.fairness_column),
        ("favourable", plan.favourable),
        ("before", plan.before),
    ):
        if value is not None:
            yield from (f"--{name}", str(value))
    yield from _redaction(plan)
    for section in [only] if only else plan.only:
        yield from ("--only", section)
    yield from ("--out", "again")


def _settings(settings: Any) -> list[str]:
    return [f"{name}={value if isinstance(value, str) else to_json(value)}" for name, value in sorted(settings.items())]


def _redaction(plan: AuditPlan) -> Iterator[str]:
    wished = plan.redaction
    for kind in wished.kinds:
        yield from ("--redact", kind)
    for _ in wished.patterns:
        yield from ("--redact-pattern", HIDDEN)
    if wished.kinds and wished.tagger != TAGGER:
        yield from ("--redact-tagger", str(wished.tagger) if isinstance(wished.tagger, str | Path) else UNNAMED)
    if wished.kinds and wished.tags != TAGS:
        for tag in wished.tags:
            yield from ("--redact-tag", tag)
