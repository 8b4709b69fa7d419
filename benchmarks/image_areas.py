"""Deletion and insertion areas of methods on photographs, beside random orders of the same superpixels.

As the authors of RISE measure them: deletion to grey and insertion from a blurred image, eight rows of pixels a step,
the probability of the class that the model gives. A finished photograph stands in OUT and is not explained again, so
an interrupted run goes on; those done are spread over the whole set.

    python -m benchmarks.image_areas --data DIR/images/imagenet_samples --out docs/results/images/areas.jsonl
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.image_scenes import MODEL, Photograph, made, photographs

import exegesis
from exegesis.core.errors import ExegesisError
from exegesis.core.journal import Journal
from exegesis.engine.engine import Engine
from exegesis.evaluation import evaluate

WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "lime": ("lime", {"samples": 150, "output": "probability"}),
    "partition_shap": ("partition_shap", {"samples": 150}),
    "partition_shap, halving": ("partition_shap", {"samples": 150, "tree": "halving"}),
    "occlusion": ("occlusion", {}),
    "rise": ("rise", {"samples": 300}),
    "grad_cam": ("grad_cam", {}),
    "integrated_gradients": ("integrated_gradients", {"steps": 16}),
    "xrai": ("xrai", {}),
}
ORDERS = 4  # random ones of the same superpixels
MEASURES = ("pixel_deletion_area", "pixel_insertion_area")


@dataclass(frozen=True)
class Asked:
    """What is asked of every photograph."""

    model: str = MODEL
    unit: str = "slic"
    baseline: str = "mean"
    orders: int = ORDERS
    ways: dict[str, Any] = field(default_factory=lambda: {name: list(way) for name, way in WAYS.items()})


def main() -> None:
    """Measure the photographs that are not in the file yet, until the time is over."""
    given = _given()
    model, started = exegesis.load(MODEL, threads=1), time.perf_counter()
    try:
        journal: Journal[str, None] = Journal(
            given.out, "areas", asdict(Asked()), lambda line: None, extra={"made": made()}
        )
    except ExegesisError as error:
        raise SystemExit(str(error)) from None
    with journal:
        for photograph in spread(photographs(given.data))[: given.photographs]:
            if photograph.name in journal.lines:
                continue
            if time.perf_counter() - started > given.stop_after:
                raise SystemExit("out of time; run the same again to go on")
            begun = time.process_time()
            found = measured(model, photograph)
            journal.add((photograph.name, {**found, "seconds": round(time.process_time() - begun, 1)}))
            print(photograph.name, f"{time.process_time() - begun:.0f} s", flush=True)


def spread(every: Sequence[Photograph]) -> list[Photograph]:
    """In an order of which any beginning is spread over the whole."""
    return [every[place] for place in np.random.default_rng(0).permutation(len(every))]


def measured(model: Any, photograph: Photograph) -> dict[str, Any]:
    """Both areas of every way, and of random orders of the superpixels."""
    engine = Engine(model)
    rows: dict[str, Any] = {}
    for name, (method, settings) in WAYS.items():
        found = exegesis.explain(model, photograph.pixels, method, unit="slic", id=photograph.name, **settings)
        rows[name] = {**_areas(found, model, engine), "passes": found.cost.forward_passes}
    draws = [
        _areas(exegesis.explain(model, photograph.pixels, "random", unit="slic", seed=seed), model, engine)
        for seed in range(ORDERS)
    ]
    rows["random"] = {measure: float(np.mean([one[measure] for one in draws])) for measure in MEASURES}
    return {
        "answer": found.prediction.label,
        "value": float(found.prediction.outputs[found.prediction.index]),
        "rows": rows,
    }


def _areas(explanation: Any, model: Any, engine: Engine) -> dict[str, float | None]:
    judged = evaluate(explanation, model, MEASURES, output="probability", engine=engine)
    return {name: one.value for name, one in judged.items()}


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--photographs", type=int, default=53)
    parser.add_argument("--stop-after", type=float, default=3600.0, help="seconds")
    return parser.parse_args()


if __name__ == "__main__":
    main()
