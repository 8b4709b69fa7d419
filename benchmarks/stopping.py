"""What LIME and kernel SHAP would give if they stopped by themselves, without a clock.

    python benchmarks/stopping.py --data DIR [--model bundled:sentiment-tiny]

Each SST-2 sentence is explained by the fixed number of masked texts (the default) and with `until_top=k` at 95 %, up to
the same number, under several seeds, and held against many masks of another seed. Told of each way, over sentences and
seeds: masks taken; how often it was certain, and how often the k highest were then the right ones, which is what it
states; the error, |scores - reference| / |reference|, beside the one that its standard errors state; and how many
scores lie within 1.96 standard errors of the reference (the reference's own added), of which 95 % should.
"""

import argparse
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.speed import texts

import exegesis
from exegesis.core.machine import machine, today
from exegesis.core.randomness import stream
from exegesis.core.types import Floats
from exegesis.data.requests import driven
from exegesis.engine.engine import Engine
from exegesis.engine.plan import planned
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution

METHODS = {"lime": 2000, "kernel_shap": 2048}
TOPS = (None, 1, 3, 5)
_COVERED = 1.96


@dataclass(frozen=True)
class Run:
    """One explanation held against the reference."""

    masks: int
    certain: bool | None  # None: no rule
    right: bool  # the k highest, of the plain way three
    error: float
    told: float
    covered: float


def main() -> None:
    """Measure and print: a line for each method and way."""
    warnings.simplefilter("ignore")
    given = _parser().parse_args()
    model = exegesis.load(given.model)
    wanted = texts.sentences(given.data, given.sentences)
    for method in given.method or METHODS:
        samples = METHODS[method]
        by_way: dict[int | None, list[Run]] = {top: [] for top in TOPS}
        for number, text in enumerate(wanted):
            for top, runs in _runs(model, method, samples, text, number, given).items():
                by_way[top] += runs
        for top, runs in by_way.items():
            print(json.dumps({"method": method, "until_top": top, **summary(runs)}), flush=True)
    facts = {"model": given.model, "sentences": len(wanted), "seeds": given.seeds, "reference": given.reference}
    print(json.dumps({**facts, "machine": machine(), "date": today()}))


def _runs(
    model: Any, method: str, samples: int, text: str, number: int, given: argparse.Namespace
) -> dict[int | None, list[Run]]:
    plan = planned(model, method, {"samples": samples}, None, "word")
    engine = plan.engine()
    problem = plan.problem(engine, text)
    reference = _fit(engine, problem, model, method, {"samples": given.reference}, f"reference {number}")
    found: dict[int | None, list[Run]] = {}
    for top in TOPS:
        asked = {"samples": samples, **({} if top is None else {"until_top": top})}
        fits = [_fit(engine, problem, model, method, asked, f"seed {seed} {number}") for seed in range(given.seeds)]
        found[top] = [compared(one, reference, top) for one in fits]
    return found


def _fit(engine: Engine, problem: Problem, model: Any, method: str, settings: dict[str, Any], seed: str) -> Attribution:
    """The engine remembers what it was asked: ways of one seed share their masks."""
    explainer = planned(model, method, settings, None, "word").explainer
    return driven(explainer.explain(problem.game, stream(0, seed)), lambda asked: engine.answer(problem, asked))


def compared(found: Attribution, reference: Attribution, top: int | None) -> Run:
    """One fit, of its first target, beside the reference."""
    scores, right, told = found.scores[0], reference.scores[0], found.diagnostics[0]
    own, its = (
        np.zeros(len(right)) if one.standard_errors is None else one.standard_errors[0] for one in (found, reference)
    )
    far = np.abs(scores - right) <= _COVERED * np.sqrt(own**2 + its**2) + 1e-9
    return Run(
        masks=int(told["samples"]),
        certain=None if top is None else told["stopped_by"] == "certainty",
        right=_top(scores, top or 3) == _top(right, top or 3),
        error=float(np.linalg.norm(scores - right) / np.linalg.norm(right)),
        told=float(np.linalg.norm(own) / np.linalg.norm(scores)),
        covered=float(far.mean()),
    )


def _top(scores: Floats, count: int) -> set[int]:
    return set(np.argsort(-np.abs(scores), kind="stable")[:count].tolist())


def summary(runs: Sequence[Run]) -> dict[str, Any]:
    """Over all sentences and seeds; "right" of those that say they are certain (of the plain way of all)."""
    certain = [one for one in runs if one.certain is not False]
    masks = [one.masks for one in runs]
    return {
        "masks, mean": round(float(np.mean(masks))),
        "masks, least and most": [min(masks), max(masks)],
        "certain": None if runs[0].certain is None else f"{len(certain)} of {len(runs)}",
        "top right": f"{sum(one.right for one in certain)} of {len(certain)}",
        "error": _short([one.error for one in runs]),
        "largest error": round(max(one.error for one in runs), 3),
        "stated": _short([one.told for one in runs]),
        "scores within 1.96 standard errors": _short([one.covered for one in runs]),
    }


def _short(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="The folder of the shared data sets.")
    parser.add_argument("--model", default="bundled:sentiment-tiny", help="A folder, or a bundled model.")
    parser.add_argument("--method", action="append", choices=list(METHODS), help="Usually both.")
    parser.add_argument("--sentences", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--reference", type=int, default=10_000, help="masks of the reference")
    return parser


if __name__ == "__main__":
    main()
