"""The figures of a student's report in words, shared by the page and the Markdown."""

from exegesis.data.facts import ModelFacts
from exegesis.reports.student.result import (
    Bin,
    GlueReport,
    MetricPair,
    Noise,
    SetReport,
    Speed,
    StudentReport,
    Survival,
    retained,
)
from exegesis.views import wording
from exegesis.views.tables import NONE, Table, figure, interval, share


def milliseconds(seconds: float) -> str:
    """Three digits that count."""
    return f"{1000 * seconds:.3g} ms"


def models(report: StudentReport) -> Table:
    """Parameters, size and time of both, and the ratio of teacher to student."""
    teacher, student, speed = report.teacher, report.student, report.speed
    rows = [["", "teacher", "student", "teacher / student"]]
    rows.append(["parameters", *_pair(teacher.parameters, student.parameters, "{:,}")])
    sizes = (teacher.megabytes, student.megabytes)
    if sizes[0] is not None and sizes[1] is not None:
        rows.append(["weights on disk", *_pair(sizes[0], sizes[1], "{:.1f} MB")])
    return rows + ([] if speed is None else _times(speed))


def _pair(teacher: float, student: float, form: str) -> list[str]:
    ratio = f"{teacher / student:.2f} ×" if student else NONE
    return [form.format(teacher) if teacher else NONE, form.format(student) if student else NONE, ratio]


def _times(speed: Speed) -> Table:
    single = [milliseconds(speed.teacher_single), milliseconds(speed.student_single), f"{speed.single_ratio:.2f} ×"]
    bulk = [milliseconds(speed.teacher_bulk), milliseconds(speed.student_bulk), f"{speed.bulk_ratio:.2f} ×"]
    return [["one text, batch 1", *single], ["one text, in bulk", *bulk]]


def sets(report: StudentReport) -> Table:
    """A line for each measure of each set."""
    rows = [["set", "rows", "measure", "teacher", "student", "retained", "agreement", "KL (nats)"]]
    for one in report.sets:
        for number, metric in enumerate(one.metrics or (None,)):
            first = [one.name, f"{one.rows:,}"] if number == 0 else ["", ""]
            shared = [share(one.agreement), interval(one.kl)] if number == 0 else ["", ""]
            rows.append([*first, *_metric(metric), *shared])
    return rows


def _metric(metric: MetricPair | None) -> list[str]:
    if metric is None:
        return [NONE, NONE, NONE, NONE]
    return [metric.name, figure(metric.teacher), figure(metric.student), share(metric.retained)]


def calibrations(report: StudentReport) -> Table:
    """ECE of both on each set that has labels."""
    rows = [["set", "ECE teacher", "ECE student"]]
    for one in report.sets:
        if one.teacher_calibration is not None and one.student_calibration is not None:
            rows.append([one.name, share(one.teacher_calibration.ece), share(one.student_calibration.ece)])
    return rows if len(rows) > 1 else []


def reliability(one: SetReport) -> Table:
    """The bins that hold a text of either model."""
    if one.teacher_calibration is None or one.student_calibration is None:
        return []
    rows = [["probability of the answer", "teacher: texts", "said", "right", "student: texts", "said", "right"]]
    for mine, its in zip(one.teacher_calibration.bins, one.student_calibration.bins, strict=True):
        if mine.count or its.count:
            rows.append([f"{mine.low:.3f}–{mine.high:.3f}", *_bin(mine), *_bin(its)])
    return rows


def _bin(one: Bin) -> list[str]:
    return [f"{one.count:,}", share(one.confidence), share(one.accuracy)]


TWO_SEEDS = (
    "Two seeds: how alike the teacher's own explanations are when nothing changes but the seed; where a student's "
    "figure reaches it, the student differs from its teacher no more than the teacher does from itself."
)


def survival(report: StudentReport) -> Table:
    """A line for each method; each figure beside the teacher's own under two seeds, where that was measured."""
    if not report.survival:
        return []
    named = ["rank correlation", "of sizes", "shared top words"]
    beside = measured_noise(report)
    heading = [cell for name in named for cell in ([name, "two seeds"] if beside else [name])]
    return [["method", "texts", *heading, "k"], *(_survival(one, beside) for one in report.survival)]


def measured_noise(report: StudentReport) -> bool:
    """Whether any method was tried under two seeds."""
    return any(one.noise is not None for one in report.survival)


def _survival(one: Survival, beside: bool) -> list[str]:
    name = wording.method_name(one.method)
    settings = ", ".join(f"{wording.spaced(key)} {wording.readable(value)}" for key, value in one.settings.items())
    cells = []
    for measure in ("signed", "absolute", "overlap"):
        cells += [interval(getattr(one, measure), 2), *([_by_chance(one.noise, measure)] if beside else [])]
    return [f"{name} ({settings})" if settings else name, f"{one.texts:,}", *cells, str(one.k)]


def _by_chance(found: Noise | None, measure: str) -> str:
    """The figure of two seeds; 1 of a method that draws nothing."""
    if found is None:
        return NONE
    return interval(getattr(found, measure), 2) if found.drawn else "1 (draws nothing)"


def left_out(report: StudentReport) -> list[str]:
    """What a reader must know of what was not measured."""
    said = list(report.notes)
    for one in report.sets:
        if one.unlabelled:
            said.append(f"{one.name}: {one.unlabelled:,} rows without a label count in agreement and KL only.")
    for method in report.survival:
        if method.undefined:
            name = wording.method_name(method.method)
            said.append(f"{name}: on {method.undefined:,} texts the scores of one model are all equal; no correlation.")
        if method.failed:
            said.append(f"{wording.method_name(method.method)} failed on some texts, first on {method.failed}")
    return said


def versions(facts: ModelFacts) -> str:
    """What ran the models."""
    return ", ".join(f"{name} {number}" for name, number in facts.fingerprint.versions.items())


def glue(report: GlueReport) -> Table:
    """A line for each task, then the means, beside the published pair."""
    rows = [["task", "rows", "metrics (teacher / student)", "teacher", "student", "retained", "published"]]
    for one in report.rows:
        said = "; ".join(
            ", ".join(f"{m.name} {figure(m.teacher, 1)} / {figure(m.student, 1)}" for m in pairs)
            for pairs in one.metrics
        )
        count = " + ".join(f"{number:,}" for number in one.rows)
        published = f"{one.published_teacher} / {one.published_student}"
        numbers = [figure(one.teacher, 1), figure(one.student, 1), share(one.retained)]
        rows.append([one.task, count, said, *numbers, published])
    return [*rows, _means(report)]


def _means(report: GlueReport) -> list[str]:
    teacher, student = report.mean_teacher, report.mean_student
    count = len(report.rows)
    published = [sum(getattr(r, f"published_{side}") for r in report.rows) / count for side in ("teacher", "student")]
    both = f"{figure(published[0], 1)} / {figure(published[1], 1)}"
    return [f"mean of {count}", "", "", figure(teacher, 1), figure(student, 1), share(retained(student, teacher)), both]
