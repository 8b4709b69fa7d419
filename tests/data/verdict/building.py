"""Figures of ten words, built by hand: no model runs."""

from typing import Any

import numpy as np

from exegesis.data.records import Cost
from exegesis.data.verdict.checks import NO_CHANCE, Again, Checks, Order
from exegesis.data.verdict.figures import Figures

SCORES = (0.5, -0.4, 0.3, 0.2, 0.1, 0.05, -0.04, 0.03, 0.02, 0.01)
FREE = Cost(0, 0, 0, 0.0)


def figures(**changes: Any) -> Figures:
    """A method that draws, without diagnostics; `scores` and `errors` may be any sequence."""
    given = {"scores": SCORES, **changes}
    scores = np.array(given["scores"], dtype=float)
    errors = given.get("errors")
    fields: dict[str, Any] = {
        "unit": "word",
        "errors": None,
        "value": 0.9,
        "base_value": 0.4,
        "diagnostics": {},
    }
    changed = {"scores": scores, "errors": None if errors is None else np.array(errors, dtype=float)}
    return Figures(**{**fields, **given, **changed})


def checks(
    seeds: tuple[int, ...] | None = (5, 5, 5), baselines: tuple[int, ...] | None = (5,), beaten: float | None = 1.0,
    again: int | None = None, **not_tried: str,
) -> Checks:  # fmt: skip
    """Counts of words that stay, and the share of random orders that the scores beat."""
    if again is not None:
        seeds, not_tried = None, {"seeds": NO_CHANCE, **not_tried}
    return Checks(
        None if seeds is None else Again(tuple(map(str, range(1, len(seeds) + 1))), seeds),
        None if baselines is None else Again(("delete", "pad")[: len(baselines)], baselines),
        None if beaten is None else Order("mask", 20, 0.5, 0.1, beaten),
        FREE,
        not_tried,
        None if again is None else Again(("0",), (again,)),
    )
