"""Seconds of forward passes, the models taking turns, so that a machine that grows slower does so for both."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from exegesis.adapters.batching import run_batched
from exegesis.adapters.texts import TextModel
from exegesis.core.types import Outputs
from exegesis.data.inputs import Document
from exegesis.data.rows import Row
from exegesis.reports.student.outputs import rows_of
from exegesis.reports.student.result import Speed

_WARM_UP = 3  # passes before the clock runs: the first of a process are slow


def timed(teacher: TextModel, student: TextModel, documents: Sequence[Document], rounds: int = 5) -> Speed:
    """Medians over rounds: of one row at batch 1, and of all rows in batches, for each text.

    The ratios are medians of the rounds' own ratios, each of passes that stood next to each other in time.
    """
    models = (teacher, student)
    rows = [rows_of(model, documents)[0] for model in models]
    for model, own in zip(models, rows, strict=True):
        _one_by_one(model, own[:_WARM_UP])
    single: list[list[float]] = [[], []]
    bulk: list[list[float]] = [[], []]
    for number in range(rounds):
        for place in (0, 1) if number % 2 == 0 else (1, 0):
            single[place].append(_one_by_one(models[place], rows[place]) / len(documents))
        for place in (0, 1) if number % 2 == 0 else (1, 0):
            bulk[place].append(_together(models[place], rows[place]) / len(documents))
    return Speed(
        texts=len(documents),
        rounds=rounds,
        teacher_single=median(single[0]),
        student_single=median(single[1]),
        teacher_bulk=median(bulk[0]),
        student_bulk=median(bulk[1]),
        single_ratio=median(a / b for a, b in zip(*single, strict=True)),
        bulk_ratio=median(a / b for a, b in zip(*bulk, strict=True)),
    )


def _one_by_one(model: TextModel, rows: Sequence[Row]) -> float:
    started = time.perf_counter()
    for row in rows:
        _forward(model, [row])
    return time.perf_counter() - started


def _together(model: TextModel, rows: Sequence[Row]) -> float:
    started = time.perf_counter()
    run_batched(lambda batch: _forward(model, batch), rows, model.batch_tokens)
    return time.perf_counter() - started


def _forward(model: TextModel, rows: Sequence[Row]) -> Outputs:
    """One pass; of heads whose outputs have positions one number a row is read off, as all that is wanted is done."""
    return model.forward(rows) if model.head == "classification" else model.forward(rows, read=_first)


def _first(output: Any, inputs: Any) -> Any:
    logits = output.start_logits if hasattr(output, "start_logits") else output.logits[..., 0]
    return logits[:, :1]
