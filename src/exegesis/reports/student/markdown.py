"""A student's report as Markdown: the same tables as the page, without the pictures."""

from exegesis.reports.student import wording as said
from exegesis.reports.student.result import GlueReport, StudentReport
from exegesis.views.tables import safe, table


def markdown(report: StudentReport) -> str:
    """The report; names that come from files are escaped."""
    heading = f"# {safe(report.student.name)} beside its teacher {safe(report.teacher.name)}"
    parts = [heading, f"{report.head}, {report.date}, {safe(report.machine)}, {safe(said.versions(report.teacher))}"]
    parts += ["## Size and time", table(said.models(report))]
    parts += ["## Answers", table(said.sets(report))]
    if calibrations := said.calibrations(report):
        parts += ["## Calibration", table(calibrations)]
    for one in report.sets:
        if rows := said.reliability(one):
            parts += [f"### {safe(one.name)}", table(rows)]
    if survived := said.survival(report):
        parts += ["## Do the explanations survive?", table(survived)]
        parts += [said.TWO_SEEDS] if said.measured_noise(report) else []
    parts += [f"- {safe(line)}" for line in said.left_out(report)]
    return "\n\n".join(parts) + "\n"


def glue_markdown(report: GlueReport) -> str:
    """The table of GLUE, filled."""
    parts = [f"# GLUE, {report.date}", safe(report.machine), table(said.glue(report))]
    parts += [f"- left out: {safe(line)}" for line in report.missing]
    parts += [f"- {row.task}: {row.broken:,} broken rows left out" for row in report.rows if row.broken]
    return "\n\n".join(parts) + "\n"
