"""Both models on one data set: figures of texts, of questions, of tags."""

from collections.abc import Sequence

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesWeights
from exegesis.core.errors import UnsupportedError
from exegesis.core.statistics import Interval, bootstrapped
from exegesis.core.types import Floats, Outputs
from exegesis.data.squad.matching import exact_match
from exegesis.data.squad.reading import SquadQuestion
from exegesis.distillation.glue.metrics import pearson, spearman
from exegesis.distillation.task.distributions import Logits, answers
from exegesis.distillation.task.examples import TextExample
from exegesis.distillation.task.label_sets import number_of
from exegesis.distillation.task.shown import labels_of, shown, stretches
from exegesis.qa.evaluate import evaluate_model
from exegesis.reports.student.data import DataSet, document_of, texts_of
from exegesis.reports.student.figures import agreement, calibration, defined, divergences
from exegesis.reports.student.outputs import outputs_of
from exegesis.reports.student.result import BinnedCalibration, MetricPair, SetReport
from exegesis.reports.student.sides import Sides


def set_report(sides: Sides, given: DataSet, seed: int) -> SetReport:
    """The figures of the two models on the set."""
    if sides.head == "question-answering":
        return _questions(sides, given, seed)
    if sides.head == "token-classification":
        return _tags(sides, given, seed)
    examples = texts_of(given.examples)
    documents = [document_of(one) for one in examples]
    teacher = outputs_of(sides.teacher, documents)
    student = outputs_of(sides.student, documents)[:, list(sides.columns)]
    if sides.teacher.kind == "regression":
        return _values(given.name, examples, teacher, student)
    if sides.teacher.kind != "single-label":
        raise UnsupportedError("a report is for labels that exclude each other, for numbers, for questions and tags.")
    labels = label_numbers(sides.teacher, examples)
    return classes_report(given.name, teacher, student, labels, seed)


def label_numbers(model: Model, examples: Sequence[TextExample]) -> Floats:
    """The label of each text as its place among the model's outputs, -1 where it has none."""
    return np.array([-1 if e.label is None else number_of(e.label, model.labels, e.where) for e in examples], float)


def classes_report(name: str, teacher: Outputs, student: Outputs, labels: Floats, seed: int) -> SetReport:
    """Figures of probabilities (n, C) in the same order of labels (n,), -1 for none."""
    known = labels >= 0
    pairs = (teacher[known], student[known])
    metrics: tuple[MetricPair, ...] = ()
    tables: list[BinnedCalibration | None] = [None, None]
    if known.any():
        shares = [100 * float(np.mean(one.argmax(axis=1) == labels[known])) for one in pairs]
        metrics = (MetricPair("accuracy", *shares),)
        whole = labels[known].astype(np.int64)
        tables = [calibration(one, whole) for one in pairs]
    return SetReport(
        name=name,
        rows=len(labels),
        unlabelled=int((~known).sum()),
        metrics=metrics,
        agreement=agreement(teacher, student),
        kl=bootstrapped(divergences(teacher, student), seed, f"kl {name}"),
        teacher_calibration=tables[0],
        student_calibration=tables[1],
    )


def _values(name: str, examples: Sequence[TextExample], teacher: Outputs, student: Outputs) -> SetReport:
    """Of a regression: correlations in percent; the agreement is that of the two models (Pearson)."""
    known = np.array([one.label is not None for one in examples])
    labels = np.array([float(one.label or "nan") for one in examples])[known]
    metrics = [("pearson", pearson), ("spearman", spearman)] if known.any() else []
    pairs = [
        MetricPair(called, *(defined(100 * measure(labels, one[known, 0])) for one in (teacher, student)))
        for called, measure in metrics
    ]
    together = defined(pearson(teacher[:, 0], student[:, 0]))
    return SetReport(name, len(examples), int((~known).sum()), tuple(pairs), together, None, None, None)


def _questions(sides: Sides, given: DataSet, seed: int) -> SetReport:
    """Exact match and F1 by the official arithmetic; the KL is the mean of that of start and end."""
    asked = [one for one in given.examples if isinstance(one, SquadQuestion)]
    found = [evaluate_model(model, asked) for model in sides.both]
    figures = [one.figures for one in found]
    metrics = (
        MetricPair("exact match", figures[0].exact_match, figures[1].exact_match),
        MetricPair("F1", figures[0].f1, figures[1].f1),
    )
    same = [exact_match(found[0].predictions.get(q.id, ""), found[1].predictions.get(q.id, "")) for q in asked]
    kl = _positions_kl(sides, asked, seed, given.name)
    return SetReport(given.name, len(asked), 0, metrics, float(np.mean(same)), kl, None, None)


def _positions_kl(sides: Sides, asked: Sequence[SquadQuestion], seed: int, name: str) -> Interval | None:
    """None where the models cut the texts into other pieces: then their places cannot be compared."""
    teacher, student = sides.both
    if not isinstance(teacher, GivesWeights) or not isinstance(student, GivesWeights):
        return None
    items = stretches(student if student.limit <= teacher.limit else teacher, asked).items
    rows = [shown(model, items) for model in (teacher, student)]
    if any(a.spans != b.spans for a, b in zip(*rows, strict=True)):
        return None
    tables = [answers(model, own) for model, own in zip((teacher, student), rows, strict=True)]
    found = [float(np.mean(divergences(_softmax(a), _softmax(b)))) for a, b in zip(*tables, strict=True)]
    return bootstrapped(found, seed, f"kl {name}")


def _tags(sides: Sides, given: DataSet, seed: int) -> SetReport:
    """Of each word; windows are the student's."""
    teacher, student = sides.both
    if not isinstance(teacher, GivesWeights) or not isinstance(student, GivesWeights):
        raise UnsupportedError("tags are compared of transformers only.")
    items = stretches(student if student.limit <= teacher.limit else teacher, given.examples).items
    tables = [np.concatenate([_softmax(one) for one in answers(m, shown(m, items))]) for m in (teacher, student)]
    labels = labels_of(teacher, items, shown(teacher, items), given.examples)
    flat = np.array([label for row in labels for label in row], float)
    return classes_report(given.name, tables[0], tables[1][:, list(sides.columns)], flat, seed)


def _softmax(logits: Logits) -> Outputs:
    from scipy.special import softmax

    found: Outputs = softmax(logits.astype(np.float64), axis=-1)
    return found
