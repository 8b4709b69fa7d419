"""What the model was asked about: the rows, their classes and lengths, and rows that stand there twice."""

from collections import Counter

import numpy as np

from exegesis.core.plurals import plural
from exegesis.data.truth import place_of_truth
from exegesis.reports.audit.case import AuditCase
from exegesis.reports.audit.result import REMARK, AuditBlock, AuditFinding, Paragraph, Sheet
from exegesis.reports.audit.sections.content import Content
from exegesis.views.tables import NONE, share

_MANY_TWICE = 0.01  # of the rows


def ask(case: AuditCase) -> Content:
    """Counts of the file, without asking the model."""
    rows, data = case.rows.rows, case.rows.data
    lengths = np.array([len(row.text.split()) for row in rows])
    middle, long = (int(np.percentile(lengths, part)) for part in (50, 95))
    twice = sum(count - 1 for count in Counter(row.text for row in rows).values())
    lines = [
        ("", "value"),
        ("file", data.name),
        ("SHA-256", data.sha256),
        ("rows read", f"{data.rows:,}" + (f", the first {case.plan.limit:,} asked for" if case.plan.limit else "")),
        ("rows left out as unreadable", f"{data.left_out:,}"),
        ("rows with a label", f"{data.labelled:,}"),
        ("column of the label", data.label_column or NONE),
        ("words in a text", f"half have up to {middle:,}, 95% up to {long:,}"),
        ("texts that repeat an earlier one", f"{twice:,}"),
    ]
    findings = []
    if twice > _MANY_TWICE * len(rows):
        said = f"{plural(twice, 'text')} of {len(rows):,} repeat an earlier one, so intervals are narrower than is due."
        findings.append(AuditFinding(REMARK, said))
    if data.left_out:
        said = f"{plural(data.left_out, 'row')} could not be read and count nowhere."
        findings.append(AuditFinding(REMARK, said))
    blocks: tuple[AuditBlock, ...] = (Sheet("The rows", tuple(lines)), *_classes(case), Paragraph(_UNKNOWN))
    return Content(blocks, tuple(findings))


_UNKNOWN = (
    "Whether the model was trained on any of these rows cannot be told from here; figures on rows that it has learned "
    "are too good. How the rows were drawn, and whom they speak of, is for their owner to say."
)


def _classes(case: AuditCase) -> tuple[Sheet, ...]:
    """The true classes; none where there are no labels. Labels that are no class are told where they are used."""
    truths = Counter(row.truth for row in case.rows.rows if row.truth is not None)
    if not truths or any(place_of_truth(case.model.labels, truth) is None for truth in truths):
        return ()
    counts: Counter[int] = Counter()
    for truth, count in truths.items():
        counts[place_of_truth(case.model.labels, truth) or 0] += count
    whole = sum(counts.values())
    lines = [("true class", "rows", "share")]
    lines += [
        (name, f"{counts[place]:,}", share(counts[place] / whole)) for place, name in enumerate(case.model.labels)
    ]
    return (Sheet("The true classes", tuple(lines)),)
