"""Integrated gradients to an equal error: gradients by halving, by doubled Gauss-Legendre, and by 50 of its steps.

The error is the sum of |scores - those of 400 Gauss-Legendre steps| as a share of all scores. Prints a JSON line for
each model and rule: gradients a text, and errors.
"""

import argparse
import json
import statistics
from pathlib import Path
from typing import Any

import numpy as np

import exegesis
from exegesis.core.machine import machine, today
from exegesis.core.tables import every_row

RULES: dict[str, dict[str, Any]] = {
    "halving": {"rule": "halving"},
    "halving, tolerance .002": {"rule": "halving", "tolerance": 0.002},
    "gausslegendre, doubled": {"rule": "gausslegendre"},
    **{f"gausslegendre, {steps}": {"rule": "gausslegendre", "steps": steps} for steps in (8, 16, 24, 32, 50)},
}
REFERENCE = 400


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a table with a column text")
    parser.add_argument("--models", nargs="+", default=["bundled:sentiment", "bundled:sentiment-tiny"])
    parser.add_argument("--texts", type=int, default=20)
    parser.add_argument("--split", default="dev")
    options = parser.parse_args()
    rows = [row.fields for row in every_row(options.data)]
    rows = [row for row in rows if row.get("split", options.split) == options.split]
    texts = [row["text"] for row in rows[:: max(1, len(rows) // options.texts)]][: options.texts]
    for name in options.models:
        model = exegesis.load(name)
        found: dict[str, list[tuple[int, float]]] = {rule: [] for rule in RULES}
        for text in texts:
            exact = _scores(model, text, {"rule": "gausslegendre", "steps": REFERENCE})[0]
            for rule, settings in RULES.items():
                scores, gradients = _scores(model, text, settings)
                found[rule].append((gradients, float(np.abs(scores - exact).sum() / np.abs(exact).sum())))
        for rule, pairs in found.items():
            counts, errors = zip(*pairs, strict=True)
            facts = {"model": name, "rule": rule, "gradients": round(statistics.mean(counts), 1), "most": max(counts)}
            told = {"mean": statistics.mean(errors), "median": statistics.median(errors), "largest": max(errors)}
            print(json.dumps({**facts, **{key: float(f"{value:.2g}") for key, value in told.items()}}), flush=True)
    print(json.dumps({"machine": machine(), "date": today()}))


def _scores(model: Any, text: str, settings: dict[str, Any]) -> tuple[Any, int]:
    found = exegesis.explain(model, text, "integrated_gradients", **settings)
    return found.scores, found.cost.backward_passes


if __name__ == "__main__":
    main()
