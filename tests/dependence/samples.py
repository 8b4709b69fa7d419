"""A dependence built by hand: no model runs."""

import numpy as np

from exegesis.data.records import Cost, Fingerprint, Target
from exegesis.dependence.result import (
    CATEGORIES,
    NUMBERS,
    ORDERED,
    ColumnCurve,
    ColumnImportance,
    Dependence,
    LocalEffects,
    Shuffled,
)


def numbers(name: str = "age") -> ColumnCurve:
    grid = np.array([20.0, 40.0, 60.0])
    local = LocalEffects(
        np.array([18.0, 40.0, 90.0]), np.array([-0.2, 0.0, 0.1]), np.array([0.0, 0.01, 0.02]), (20, 30)
    )
    lines = (np.array([0.1, 0.2, 0.6]), np.array([0.2, 0.3, 0.3]))
    partial = np.array([0.15, 0.25, 0.45])
    return ColumnCurve(name, NUMBERS, grid, (), partial, lines, local, np.linspace(22, 58, 9), np.zeros(0))


def categories(name: str = "job", values: tuple[str, ...] = ("cook", "clerk")) -> ColumnCurve:
    count = len(values)
    partial = np.linspace(0.2, 0.4, count)
    shares = np.full(count, 1 / count)
    grid = np.arange(count, dtype=float)
    return ColumnCurve(name, CATEGORIES, grid, values, partial, (), None, np.zeros(0), shares)


def ordered() -> ColumnCurve:
    local = LocalEffects(np.arange(2.0), np.array([-0.05, 0.05]), np.zeros(2), (50,))
    partial, shares = np.array([0.25, 0.35]), np.array([0.5, 0.5])
    return ColumnCurve("grade", ORDERED, np.arange(2.0), ("low", "high"), partial, (), local, np.zeros(0), shares)


def dependence(*curves: ColumnCurve, importance: bool = True, target: str = "yes") -> Dependence:
    columns = (ColumnImportance("age", 0.12, 0.1, 0.15), ColumnImportance("job", -0.01, -0.02, 0.0))
    return Dependence(
        Target(target, 1, "probability"),
        50,
        curves or (numbers(), categories(), ordered()),
        Shuffled("accuracy", 0.86, 5, columns) if importance else None,
        0,
        Fingerprint("forest", None, None, None, {}),
        Cost(500, 0, 0, 0.5),
        ("Rows in which 'age' is missing have no part in that column's local effects.",),
    )
