"""What should stand where a word is absent: nothing, the mask token or padding, at an equal number of tokens.

Every method explains a text under each removal, as often as there are seeds, with as many samples as its budget of
tokens through the model allows: deletion makes shorter rows, so it gets more of them. The tokens are those that
`Explanation.cost` counts. Every explanation is judged under every removal, by the probability of the class: without
its highest words and with them alone, and the areas under both curves.

    python benchmarks/removal.py --data DIR --set SST-2 --model bundled:sentiment --out runs/sentiment-sst2.jsonl

A finished text stands in OUT and is not explained again, so an interrupted run goes on; those done are spread over the
whole set. `removal_page.py` writes docs/results/removal.md.
"""

import argparse
import gzip
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any, cast

import numpy as np

import exegesis
from exegesis.adapters.base import Model
from exegesis.core.errors import ExegesisError
from exegesis.core.journal import Journal
from exegesis.core.machine import machine, today
from exegesis.core.text import words
from exegesis.core.types import Values
from exegesis.data.explanation import Explanation
from exegesis.data.requests import Score
from exegesis.engine.engine import Engine
from exegesis.engine.plan import planned
from exegesis.metrics.areas import DeletionArea, InsertionArea
from exegesis.metrics.base import Case, Metric, Steps
from exegesis.metrics.erasure import Comprehensiveness, Sufficiency

METHODS = ("lime", "kernel_shap", "permutation_shap", "partition_shap", "occlusion")
WITHOUT_CHANCE = ("partition_shap", "occlusion")
REMOVALS = ("mask", "pad", "delete")
MEASURES: tuple[Metric, ...] = (
    Comprehensiveness(),
    Sufficiency(),
    DeletionArea(points=5),
    InsertionArea(points=5),
)
_NEAR = 0.95  # of the budget: as near as it is spent
_TRIES = 4


@dataclass(frozen=True)
class Wishes:
    """What is asked on one set. Up to 12 words Kernel SHAP asks for all masks, and has no budget to spend."""

    file: str
    least: int  # words
    most: int
    texts: int
    rows: int  # the budget: as many tokens as so many times the whole text
    seeds: int
    methods: tuple[str, ...] = METHODS


SETS = {
    "SST-2": Wishes("sst2.jsonl.gz", 13, 100, 200, 100, 2),
    "IMDb": Wishes("imdb_test.jsonl.gz", 13, 100, 50, 200, 2),
}


def main() -> None:
    """Explain the texts that are not in the file yet, until the time is over."""
    given = _given()
    wishes = SETS[given.set]
    own = {name: getattr(given, name) for name in ("rows", "seeds", "methods") if getattr(given, name) is not None}
    wishes = replace(wishes, **own)
    model, started = exegesis.load(given.model), time.perf_counter()
    plan = {"model": given.model, "weights": model.fingerprint().weights, "set": given.set, **asdict(wishes)}
    try:
        journal: Journal[int, None] = Journal(given.out, "removal", plan, lambda line: None, extra={"made": _made()})
    except ExegesisError as error:
        raise SystemExit(str(error)) from None
    with journal:
        for number, text in texts(given.data, wishes)[: given.texts]:
            if number in journal.lines:
                continue
            if time.perf_counter() - started > given.stop_after:
                raise SystemExit("out of time; run the same again to go on")
            begun = time.process_time()
            found = measured(model, text, wishes.methods, wishes.rows, wishes.seeds)
            journal.add((number, {**found, "seconds": round(time.process_time() - begun, 2)}))
            print(f"{number}: {found['units']} words, {time.process_time() - begun:.1f} s", flush=True)


def measured(model: Model, text: str, methods: Sequence[str], rows: int, seeds: int) -> dict[str, Any]:
    """Every way of one text: what it cost, its scores, and what every removal says of it."""
    first, judge = Engine(model), Engine(model)
    whole = first.finish(planned(model, "random", {}, None, "word").explaining(first, text, None))[0].cost.tokens
    ways: list[dict[str, Any]] = []
    for method, removal in product(methods, REMOVALS):
        for seed in range(1 if method in WITHOUT_CHANCE else seeds):
            engine = first.beside()
            found = explained(engine, text, method, removal, seed, rows * whole, whole)
            judge.known.update(engine.known)
            ways.append(
                {
                    "method": method,
                    "removal": removal,
                    "seed": seed,
                    "samples": found.settings.get("samples"),
                    "rows": found.cost.forward_passes,
                    "tokens": found.cost.tokens,
                    "scores": [round(float(score), 6) for score in found.scores],
                    "judged": {},
                }
            )
    for removal in REMOVALS:
        for way, values in zip(ways, judged(judge, text, removal, [way["scores"] for way in ways]), strict=True):
            way["judged"][removal] = values
    return {"units": len(found.scores), "whole": whole, "ways": ways}


def explained(engine: Engine, text: str, method: str, removal: str, seed: int, budget: int, whole: int) -> Explanation:
    """The explanation whose cost is near the budget, or all that the method can ask for; `whole`: tokens of the text.

    Samples are added until the budget is spent. The engine remembers what it ran, and its count goes on.
    """
    settings: dict[str, Any] = {"baseline": removal}
    each = whole / 2 + 1 if removal == "delete" else whole  # of half of the words, and both special tokens
    if method != "occlusion":
        settings["samples"] = int(_fraction(budget, each))
    before = -1
    for _ in range(_TRIES):
        plan = planned(engine.model, method, settings, None, "word", seed)
        found: Explanation = engine.finish(plan.explaining(engine, text, None))[0]
        spent = found.cost.tokens
        if method == "occlusion" or spent >= _NEAR * budget or spent == before:
            break
        before = spent
        settings["samples"] += int(_fraction(budget - spent, each))
    return found


def _fraction(budget: float, each: float) -> float:
    """Rows that fit into the budget, a little fewer."""
    return (1 + _NEAR) / 2 * budget / each


def judged(engine: Engine, text: str, removal: str, scores: Sequence[Sequence[float]]) -> list[dict[str, float]]:
    """Every measure of each explanation under a removal, by the probability of the class; all run together.

    Scores that are all equal are taken in the text's order.
    """
    plan = planned(engine.model, "occlusion", {"baseline": removal, "output": "probability"}, None, "word")
    problem = plan.problem(engine, text)
    cases = [Case(scores=np.array(one), value=0.0) for one in scores]
    steps = [measure.measure(case) for case in cases for measure in MEASURES]
    masks = [cast(Score, next(one)).masks for one in steps]
    values = np.split(engine.score(problem, np.concatenate(masks)), np.cumsum([len(one) for one in masks])[:-1])
    found = iter([_ended(one, reply) for one, reply in zip(steps, values, strict=True)])
    return [{measure.name: round(next(found), 6) for measure in MEASURES} for _ in cases]


def _ended(steps: Steps, reply: Values) -> float:
    try:
        steps.send(reply)
    except StopIteration as stop:
        return float(stop.value.value)
    raise AssertionError("these measures ask once")


def texts(data: Path, wishes: Wishes) -> list[tuple[int, str]]:
    """Texts of so many words at even distances through the test split, with their numbers among the chosen ones.

    In the order of their numbers' binary digits turned round, so that any part of the work is spread over the whole.
    """
    with gzip.open(data / wishes.file, "rt", encoding="utf-8") as lines:
        held = [row["text"] for row in map(json.loads, lines) if row["split"] == "test"]
    fitting = [text for text in held if wishes.least <= len(words(text)) <= wishes.most]
    count = min(wishes.texts, len(fitting))
    chosen = [(place, fitting[place * len(fitting) // count]) for place in range(count)]
    return sorted(chosen, key=lambda pair: f"{pair[0]:016b}"[::-1])


def _made() -> str:
    """Date, machine and versions."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "numpy"))
    return f"{today()}; {machine()}; exegesis {exegesis.__version__}, {packages}"


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with sst2.jsonl.gz and imdb_test.jsonl.gz")
    parser.add_argument("--set", choices=SETS, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, help="the first so many only")
    parser.add_argument("--rows", type=int, help="the budget; usually 100 and 200 times the whole text")
    parser.add_argument("--seeds", type=int, help="usually 2")
    parser.add_argument("--methods", nargs="+", choices=METHODS, help="usually all")
    parser.add_argument("--stop-after", type=float, default=float("inf"), help="seconds, to go on another time")
    return parser.parse_args()


if __name__ == "__main__":
    main()
