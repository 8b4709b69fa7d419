"""Arithmetic of a report: agreement, KL, calibration."""

import numpy as np

from exegesis.core.types import Floats, Integers, Outputs
from exegesis.reports.student.result import Bin, BinnedCalibration

BINS = 15
_LEAST = 1e-12  # a probability below it counts as it: rounding to 0 would make one text's KL infinite


def agreement(teacher: Outputs, student: Outputs) -> float:
    """The share of texts of which both give the same answer; outputs (n, C)."""
    return float(np.mean(teacher.argmax(axis=1) == student.argmax(axis=1)))


def divergences(teacher: Outputs, student: Outputs) -> Floats:
    """KL(teacher || student) of each line of probabilities (n, C), in nats: (n,)."""
    p, q = np.maximum(teacher, _LEAST), np.maximum(student, _LEAST)
    found: Floats = np.sum(teacher * (np.log(p) - np.log(q)), axis=1)
    return np.maximum(found, 0.0)


def defined(figure: float) -> float | None:
    """A figure, None in the place of NaN: a correlation with what is constant."""
    return None if np.isnan(figure) else figure


def calibration(outputs: Outputs, labels: Integers, bins: int = BINS) -> BinnedCalibration:
    """ECE and its table over equal bins of the answer's probability; outputs (n, C), labels (n,)."""
    confidence, right = outputs.max(axis=1), outputs.argmax(axis=1) == labels
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    table = []
    for number in range(bins):
        inside = place == number
        count = int(inside.sum())
        mean = float(confidence[inside].mean()) if count else None
        share = float(right[inside].mean()) if count else None
        table.append(Bin(number / bins, (number + 1) / bins, count, mean, share))
    gaps = [one.count * abs(one.accuracy - one.confidence) for one in table if one.count]  # type: ignore[operator]
    return BinnedCalibration(float(sum(gaps) / len(labels)), tuple(table))
