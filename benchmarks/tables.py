"""Speed and memory of explained rows of tables, beside the packages that others use.

`lime`: LIME on Adult with a forest of 100 trees, 5,000 samples, beside the lime package on its own encoding of the same
rows: runs alternate in one process, processor time, and what the model takes is counted apart on both sides. `memory`:
the peak of a process that explains 1,000 rows of Adult by LIME. `shap`: kernel SHAP with 100 background rows beside the
shap package, both on the same numbers, the same forest and the package's own count of samples, with the error of each
(root mean square, from exact values by all 8,192 subsets). One JSON line each.
"""

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.table_data import TableCase, adult

import exegesis

SAMPLES = 5_000


class Timed:
    """A function, with the processor time that it has taken."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function, self.seconds = function, 0.0

    def __call__(self, given: Any) -> Any:
        began = time.process_time()
        found = self.function(given)
        self.seconds += time.process_time() - began
        return found


def main() -> None:
    """Run what is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=tuple(PARTS))
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, default=1000, help="of memory")
    options = parser.parse_args()
    print(json.dumps({**PARTS[options.part](options), "machine": machine_said()}), flush=True)


def lime_beside_the_package(options: argparse.Namespace) -> dict[str, Any]:
    """Seconds of one explanation on both sides, alternating over rows; the model's apart."""
    case = adult(options.data)
    forest = case.forest()
    ours, our_model = _ours(case, forest)
    theirs, their_model = _theirs(case, forest)
    sides: dict[str, tuple[Callable[[int], Any], Timed]] = {
        "exegesis": (ours, our_model),
        "lime": (theirs, their_model),
    }
    own: dict[str, list[float]] = {name: [] for name in sides}
    whole: dict[str, list[float]] = {name: [] for name in sides}
    for row in range(-1, options.rounds):
        for name, (explain, model) in sides.items():
            model.seconds, began = 0.0, time.process_time()
            explain(max(row, 0))
            taken = time.process_time() - began
            if row >= 0:  # the first of each warms up
                own[name].append(taken - model.seconds)
                whole[name].append(taken)
    return {
        "what": f"LIME on Adult, forest of 100 trees, {SAMPLES:,} samples",
        "seconds_without_model": {name: _spread(times) for name, times in own.items()},
        "seconds": {name: _spread(times) for name, times in whole.items()},
        "ratio_without_model": _spread([b / a for a, b in zip(own["exegesis"], own["lime"], strict=True)]),
        "ratio": _spread([b / a for a, b in zip(whole["exegesis"], whole["lime"], strict=True)]),
        "rounds": options.rounds,
    }


def _ours(case: TableCase, forest: Any) -> tuple[Callable[[int], Any], Timed]:
    timed = Timed(forest.predict_proba)
    labels = [str(label) for label in forest.classes_]
    model = exegesis.load(timed, background=case.train, labels=labels)
    return lambda row: exegesis.explain(model, case.test.iloc[row], "lime", target=1, samples=SAMPLES), timed


def _theirs(case: TableCase, forest: Any) -> tuple[Callable[[int], Any], Timed]:
    """The package needs numbers for categories; its rows become frames again, as its notebooks do."""
    from lime.lime_tabular import LimeTabularExplainer

    names = list(case.train)
    levels = {name: sorted(set(case.train[name]) | set(case.test[name])) for name in case.categories}

    def encoded(frame: Any) -> np.ndarray:
        columns = [
            frame[name].map(levels[name].index).to_numpy(float) if name in levels else frame[name].to_numpy(float)
            for name in names
        ]
        return np.column_stack(columns)

    def decoded(rows: np.ndarray) -> Any:
        import pandas as pd

        return pd.DataFrame(
            {
                name: np.array(levels[name], dtype=object)[rows[:, place].astype(int)]
                if name in levels
                else rows[:, place]
                for place, name in enumerate(names)
            }
        )

    timed = Timed(forest.predict_proba)
    places = [names.index(name) for name in case.categories]
    explainer = LimeTabularExplainer(encoded(case.train), categorical_features=places, random_state=0)
    rows = encoded(case.test)
    return lambda row: explainer.explain_instance(
        rows[row], lambda drawn: timed(decoded(drawn)), labels=(1,), num_features=len(names), num_samples=SAMPLES
    ), timed


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """The peak of this process, before the rows are explained and after."""
    case = adult(options.data)
    model = exegesis.load(case.forest(), background=case.train)
    before = _peak()
    began = time.process_time()
    count = sum(1 for _ in exegesis.explain_many(model, case.test[: options.rows], "lime", target=1))
    return {
        "what": f"{count:,} rows of Adult explained by LIME with 2,000 samples, forest of 100 trees",
        "megabytes_before": round(before),
        "megabytes_peak": round(_peak()),
        "seconds": round(time.process_time() - began, 1),
    }


def kernel_beside_the_package(options: argparse.Namespace) -> dict[str, Any]:
    """Seconds and errors on both sides, alternating over rows."""
    import shap
    from sklearn.ensemble import RandomForestClassifier

    case = adult(options.data)
    numbers, count = _numbered(case), 2 * len(list(case.train)) + 2048
    forest = RandomForestClassifier(100, min_samples_leaf=5, random_state=0, n_jobs=1)
    forest.fit(numbers[: len(case.train)], case.truths)
    background, rows = numbers[:100], numbers[len(case.train) :]
    model = exegesis.load(forest, background=background)
    peer = shap.KernelExplainer(lambda given: forest.predict_proba(given)[:, 1], background)
    sides: dict[str, Callable[[Any], Any]] = {
        "exegesis": lambda row: exegesis.explain(model, row, "kernel_shap", 1, samples=count).scores,
        "shap": lambda row: peer.shap_values(row, nsamples=count, l1_reg=False, silent=True),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    errors: dict[str, list[float]] = {name: [] for name in sides}
    for place in range(-1, options.rounds):
        row = rows[max(place, 0)]
        exact = None if place < 0 else exegesis.explain(model, row, "exact_shap", 1).scores
        for name, explain in sides.items():
            began = time.process_time()
            found = explain(row)
            if exact is not None:  # the first of each warms up
                seconds[name].append(time.process_time() - began)
                errors[name].append(float(np.sqrt(np.mean((found - exact) ** 2))))
    return {
        "what": f"kernel SHAP on Adult, forest of 100 trees, 100 background rows, {count:,} samples",
        "seconds": {name: _spread(times) for name, times in seconds.items()},
        "errors": {name: f"{np.median(found):.2g}" for name, found in errors.items()},
        "ratio": _spread([b / a for a, b in zip(seconds["exegesis"], seconds["shap"], strict=True)]),
        "shap": shap.__version__,
        "rounds": options.rounds,
    }


def _numbered(case: TableCase) -> np.ndarray:
    """The rows of both halves with categories as numbers, which the package needs."""
    import pandas as pd

    whole = pd.concat([case.train, case.test])
    columns = [
        pd.factorize(whole[name], sort=True)[0] if name in case.categories else whole[name].to_numpy() for name in whole
    ]
    return np.column_stack(columns).astype(float)


PARTS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "lime": lime_beside_the_package,
    "memory": memory,
    "shap": kernel_beside_the_package,
}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 4),
        "low": round(ordered[0], 4),
        "high": round(ordered[-1], 4),
    }


def machine_said() -> str:
    """The machine and the versions."""
    import lime
    import sklearn

    from exegesis.core.machine import machine

    own = getattr(lime, "__version__", "0.2.0.1")
    return f"{machine()}; scikit-learn {sklearn.__version__}, lime {own}"


if __name__ == "__main__":
    main()
