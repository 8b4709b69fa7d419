"""Small tables and models of them whose answers are known."""

from typing import Any

import numpy as np
import pandas as pd

import exegesis
from exegesis.adapters.tables import TableModel
from exegesis.core.types import Floats

WEIGHTS = {"age": 0.5, "rate": -2.0, "kids": 1.25}
JOBS = {"clerk": 1.0, "cook": -0.5, "smith": 3.0}
COLOURS = {"colour_blue": 0.25, "colour_red": -1.0, "colour_green": 2.0}


def frame(rows: int = 40) -> pd.DataFrame:
    """Numbers, categories and one-hots, without a missing cell."""
    rng = np.random.default_rng(0)
    colour = rng.integers(0, 3, rows)
    return pd.DataFrame(
        {
            "age": rng.integers(18, 90, rows),
            "rate": rng.normal(size=rows),
            "job": rng.choice(list(JOBS), rows),
            **{name: (colour == place).astype(int) for place, name in enumerate(COLOURS)},
            "kids": rng.integers(0, 4, rows),
            "land": "DE",
        }
    )


def added(rows: Any) -> Floats:
    """A sum over the columns (N,), of a frame of any form."""
    total = sum(weight * np.asarray(rows[name], dtype=float) for name, weight in {**WEIGHTS, **COLOURS}.items())
    return np.asarray(total + np.array([JOBS[job] for job in rows["job"]]))


def chosen(rows: pd.DataFrame) -> Floats:
    """Probabilities (N, 2) of a choice in which columns meet."""
    drive = 0.04 * rows["age"] - 1.5 * rows["rate"] * rows["colour_red"] + (rows["job"] == "cook") * rows["kids"] - 2
    second = 1 / (1 + np.exp(-drive.to_numpy()))
    return np.stack([1 - second, second], axis=1)


def adding(background: Any = None, **options: Any) -> TableModel:
    """The sum as a model."""
    return exegesis.load(added, "regression", background=frame() if background is None else background, **options)


def choosing() -> TableModel:
    """The choice as a model."""
    return exegesis.load(chosen, background=frame(), labels=["no", "yes"])


def parts(row: pd.Series, background: pd.DataFrame) -> dict[str, float]:
    """What each column of a row adds to the sum, beside the mean of the background."""
    found = {name: weight * (row[name] - background[name].mean()) for name, weight in WEIGHTS.items()}
    found["job"] = JOBS[row["job"]] - background["job"].map(JOBS).mean()
    found["colour"] = sum(weight * (row[name] - background[name].mean()) for name, weight in COLOURS.items())
    return found
