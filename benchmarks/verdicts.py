"""On what figures an explanation can be relied on: explanations of many qualities, their signs, and whether they held.

Each text is explained by every way below, from LIME with far too few samples to a reference of many, and by random
scores. Of each explanation the raw material is kept: its scores and diagnostics; the scores of other seeds, some for
the signs and some that only judge them; of other baselines; of the reference; and how removing its words moves the
prediction beside random orders. `verdicts_choosing.py` takes thresholds from one half of the texts and tells their
precision on the other; `verdicts_page.py` writes docs/results/verdicts.md.

    python benchmarks/verdicts.py MODEL --sst2 sst2.jsonl.gz --imdb imdb_test.jsonl.gz --out DIR [--seconds 200]

A finished text stands in the folder and is not explained again, so an interrupted run goes on.
"""

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import exegesis
from exegesis.adapters.base import Model
from exegesis.core.text import words
from exegesis.data.explanation import Explanation
from exegesis.engine.engine import Engine
from exegesis.engine.plan import planned

SIGN_SEEDS, JUDGE_SEEDS = (1, 2, 3), (11, 12, 13)
_ORDERS = {"mask": 20, "delete": 60}  # as a check has it, and more of them for what judges it
_DIGITS = 7


@dataclass(frozen=True)
class Way:
    """A method at a budget; `reference`: the settings at which it is believed; `baselines`: others than its own."""

    name: str
    method: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    reference: Mapping[str, Any] | None = None
    baselines: tuple[str, ...] = ()


_MASKED, _PATH = ("delete", "pad"), ("mask", "zero")
_LIME, _SHAP = {"samples": 5000}, {"samples": 4000}
WAYS = (
    Way("lime 50", "lime", {"samples": 50}, _LIME, _MASKED),
    Way("lime 200", "lime", {"samples": 200}, _LIME, _MASKED),
    Way("lime 1000", "lime", {"samples": 1000}, _LIME, _MASKED),
    Way("kernel_shap 100", "kernel_shap", {"samples": 100}, _SHAP, _MASKED),
    Way("kernel_shap 500", "kernel_shap", {"samples": 500}, _SHAP, _MASKED),
    Way("permutation_shap 300", "permutation_shap", {"samples": 300}, _SHAP, _MASKED),
    Way("partition_shap 50", "partition_shap", {"samples": 50}, None, _MASKED),
    Way("partition_shap 500", "partition_shap", {"samples": 500}, None, _MASKED),
    Way("occlusion", "occlusion", {}, None, _MASKED),
    *(
        Way(f"integrated_gradients {steps}", "integrated_gradients", {"steps": steps}, {"steps": 256}, _PATH)
        for steps in (2, 4, 8, 16, 64)
    ),
    Way("gradient", "gradient"),
    Way("smooth_grad 5", "smooth_grad", {"samples": 5}, {"samples": 200}),
    Way("smooth_grad 50", "smooth_grad", {"samples": 50}, {"samples": 200}),
    Way("gradient_shap 10", "gradient_shap", {"samples": 10}, {"samples": 400}, _PATH),
    Way("gradient_shap 100", "gradient_shap", {"samples": 100}, {"samples": 400}, _PATH),
    Way("random", "random"),
)
CHANCELESS = ("partition_shap", "occlusion", "integrated_gradients", "gradient")


def main() -> None:
    """Explain the texts that are not in the folder yet, until the time is over."""
    wishes = _wishes()
    wishes.out.mkdir(parents=True, exist_ok=True)
    model, started = exegesis.load(wishes.model), time.perf_counter()
    for name, text in _texts(wishes):
        place = wishes.out / f"{name.replace('/', '-')}.json"
        if place.exists():
            continue
        if time.perf_counter() - started > wishes.seconds:
            print("out of time; run again to go on")
            return
        before = time.perf_counter()
        found = {"name": name, "model": model.fingerprint().weights, "rows": list(rows(model, text))}
        place.write_text(json.dumps(found))
        print(f"{name}: {len(text)} characters, {time.perf_counter() - before:.1f} s", flush=True)


def rows(model: Model, text: str) -> Iterator[dict[str, Any]]:
    """One row for each way; passes are shared among all of them."""
    engine = Engine(model)
    references: dict[str, list[float]] = {}
    for way in WAYS:
        own = _explained(engine, text, way, 0)
        if way.reference is not None and way.method not in references:
            found = _explained(engine, text, Way("", way.method, way.reference), 99)
            references[way.method] = _scores(found)
        chance = way.method not in CHANCELESS
        yield {
            "way": way.name,
            "method": way.method,
            "scores": _scores(own),
            "errors": None if own.standard_errors is None else [round(float(one), 9) for one in own.standard_errors],
            "diagnostics": dict(own.diagnostics),
            "value": own.value,
            "base_value": own.baseline.value,
            "signs": [_scores(_explained(engine, text, way, seed)) for seed in SIGN_SEEDS] if chance else [],
            "judges": [_scores(_explained(engine, text, way, seed)) for seed in JUDGE_SEEDS] if chance else [],
            "reference": references.get(way.method),
            "baselines": {name: _scores(_explained(engine, text, way, 0, baseline=name)) for name in way.baselines},
            "order": {removal: _order(own, model, engine, removal, seed) for removal, seed in _REMOVALS},
        }


_REMOVALS = (("mask", 0), ("delete", 1))  # the sign, and what judges it: other random orders, another removal


def _explained(engine: Engine, text: str, way: Way, seed: int, **more: Any) -> Explanation:
    plan = planned(engine.model, way.method, {**way.settings, **more}, None, "word", seed)
    problem = plan.problem(engine, text)
    found = engine.drive(problem, plan.explainer.explain(problem.game, plan.stream(text, None)))
    return plan.assembled(engine, problem, found, None)[0]


def _scores(explanation: Explanation) -> list[float]:
    return [round(float(one), _DIGITS) for one in explanation.scores]


def _order(own: Explanation, model: Model, engine: Engine, removal: str, seed: int) -> dict[str, Any] | None:
    """How far the answer falls earlier than in random orders; None where that is undefined."""
    settings = {"deletion_gain": {"orders": _ORDERS[removal]}}
    found = exegesis.evaluate(
        own, model, "deletion_gain", seed, removal=removal, measure_settings=settings, engine=engine
    )
    one = found["deletion_gain"]
    return None if one.value is None else {"gain": one.value, **one.details}


def _texts(wishes: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Every fourth text an IMDb review, shorter than 120 words; the others sentences of SST-2 of 8 to 30 words."""
    short = _rows(wishes.sst2, "test", 8, 30)
    long = _rows(wishes.imdb, "test", 40, 120)
    for _ in range(wishes.texts // 4):
        for _ in range(3):
            yield next(short)
        yield next(long)


def _rows(path: Path, split: str, least: int, most: int) -> Iterator[tuple[str, str]]:
    """Texts of so many words in an order of chance that is always the same."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        held = [row for row in map(json.loads, lines) if row["split"] == split]
    for at in np.random.default_rng(0).permutation(len(held)):
        if least <= len(words(held[at]["text"])) <= most:
            yield held[at]["id"], held[at]["text"].replace("<br />", " ")


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--sst2", type=Path, required=True)
    parser.add_argument("--imdb", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=80)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
