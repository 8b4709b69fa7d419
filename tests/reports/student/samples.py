"""Reports of students, as the views get them."""

from dataclasses import replace
from typing import Any

import numpy as np

from exegesis.core.statistics import Interval
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.records import Fingerprint
from exegesis.reports.student.result import (
    Bin,
    BinnedCalibration,
    ChangedText,
    MetricPair,
    SetReport,
    Speed,
    StudentReport,
    Survival,
)
from tests.views import samples


def model(name: str, parameters: int = 1_000_000, megabytes: float | None = 4.0) -> ModelFacts:
    return ModelFacts(name, parameters, megabytes, Fingerprint(name, None, "ab" * 32, "cd" * 32, {"torch": "2.13"}))


def calibration(ece: float) -> BinnedCalibration:
    return BinnedCalibration(ece, (Bin(0.0, 0.5, 0, None, None), Bin(0.5, 1.0, 40, 0.9, 0.8)))


def a_set(name: str = "dev.jsonl", **changes: Any) -> SetReport:
    metrics = (MetricPair("accuracy", 90.0, 81.0),)
    found = SetReport(name, 42, 2, metrics, 0.875, Interval(0.21, 0.15, 0.3), calibration(0.05), calibration(0.12))
    return replace(found, **changes)


def changed(
    teacher: Explanation | None = None, source: str = "dev.jsonl, line 3", signed: float = -0.25
) -> ChangedText:
    first = teacher or samples.lime()
    return ChangedText(source, first, replace(first, scores=-np.array(first.scores)), -0.25, 1.0, 0.5)


def report(**changes: Any) -> StudentReport:
    survived = Survival(
        "lime", {"samples": 300}, 20, 1, 5, Interval(0.5, -0.1, 0.8), None, Interval(0.4, 0.3, 0.5), None
    )
    found = StudentReport(
        teacher=model("big", 8_000_000, 16.0),
        student=model("small"),
        head="classification",
        sets=(a_set(),),
        speed=Speed(32, 5, 0.005, 0.002, 0.004, 0.0005, 2.5, 8.0),
        survival=(survived,),
        changed=(changed(),),
        machine="a machine",
        date="2026-01-31",
    )
    return replace(found, **changes)
