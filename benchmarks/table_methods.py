"""Explanations of rows of five tables, judged: faithfulness against random, agreement of two seeds, planted causes.

`run` writes a JSON file for each table into `--out` (one that is there is not redone); `page` makes of them
docs/results/tables.md. Faithfulness is `deletion_gain`: how much sooner the number falls when columns are taken away by
their scores than in random orders, taken away as in 10 rows of the background; in the number's own unit.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.sections import with_section
from benchmarks.table_data import CASES, TableCase
from benchmarks.tables import machine_said

import exegesis
from exegesis.core.randomness import stream
from exegesis.core.statistics import bootstrapped, spearman

_TAKEN, _ORDERS, _PLANTED = 10, 10, 5
ROWS, TREES, BACKGROUND, SAMPLES = 30, 30, 20, 1000
METHODS: dict[str, dict[str, Any]] = {
    "lime, library": {"method": "lime", "sampler": "library", "samples": SAMPLES},
    "lime, around": {"method": "lime", "sampler": "around", "samples": SAMPLES},
    "lime, from_rows": {"method": "lime", "sampler": "from_rows", "samples": SAMPLES},
    "lime, conditional": {"method": "lime", "sampler": "conditional", "samples": SAMPLES},
    "kernel_shap": {"method": "kernel_shap", "samples": 200, "background_rows": BACKGROUND},
    "occlusion": {"method": "occlusion", "background_rows": BACKGROUND},
    "random": {"method": "random"},
}
_BEGIN, _END = "<!-- begin: table methods -->", "<!-- end: table methods -->"


def main() -> None:
    """Run, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("run", "page"))
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the JSON files")
    parser.add_argument("--page", type=Path, default=Path("docs/results/tables.md"))
    parser.add_argument("--rows", type=int, default=ROWS, help="explained of each table")
    parser.add_argument("--tables", nargs="*", default=list(CASES))
    options = parser.parse_args()
    if options.part == "page":
        options.page.write_text(with_section(options.page.read_text(encoding="utf-8"), page(options.out)), "utf-8")
        return
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.tables:
        file = options.out / f"{name}.json"
        if not file.exists():
            found = judged(CASES[name](options.data), options.rows)
            file.write_text(json.dumps(found, indent=1), encoding="utf-8")
            print(file, flush=True)


def judged(case: TableCase, count: int) -> dict[str, Any]:
    """All methods on one table."""
    forest = case.forest(TREES)
    model = exegesis.load(forest, background=case.train)
    few = case.train.iloc[stream(0, "rows to take away by").choice(len(case.train), _TAKEN, replace=False)]
    judge = exegesis.load(forest, background=few, schema=model.schema)
    rows = case.test.iloc[stream(0, "rows of a table").choice(len(case.test), count, replace=False)]
    return {
        "table": case.name,
        "rows": count,
        "columns": len(model.schema),
        "score": _score(case, forest),
        "date": time.strftime("%Y-%m-%d"),
        "machine": machine_said(),
        "methods": {name: _of_method(model, judge, rows, settings) for name, settings in METHODS.items()},
        "planted": {name: _planted(case, rows, settings) for name, settings in METHODS.items() if name != "random"},
    }


def _of_method(model: Any, judge: Any, rows: pd.DataFrame, settings: dict[str, Any]) -> dict[str, Any]:
    began = time.process_time()
    first, other = (_explained(model, rows, settings, seed) for seed in (0, 1))
    seconds = (time.process_time() - began) / 2 / len(rows)
    gains = [_gain(judge, one) for one in first]
    agreement = [spearman(a.scores, b.scores) or 0.0 for a, b in zip(first, other, strict=True)]
    return {
        "gain": _interval([gain for gain in gains if gain is not None], "gain"),
        "agreement": _interval(agreement, "agreement"),
        "passes": round(float(np.mean([one.cost.forward_passes for one in first]))),
        "seconds": round(seconds, 3),
    }


def _explained(model: Any, rows: pd.DataFrame, settings: dict[str, Any], seed: int) -> list[Any]:
    return list(exegesis.explain_many(model, rows, seed=seed, **settings))


def _gain(model: Any, explanation: Any) -> float | None:
    settings = {"deletion_gain": {"orders": _ORDERS}}
    found = exegesis.evaluate(explanation, model, "deletion_gain", removal="rows", measure_settings=settings)
    value: float | None = found["deletion_gain"].value
    return value


def _planted(case: TableCase, rows: pd.DataFrame, settings: dict[str, Any]) -> float:
    """The share of rows whose first column is the one that alone moves a planted model; five columns are planted."""
    names = [name for name in case.train if case.train[name].nunique() > 1]
    chosen = stream(0, "planted").choice(len(names), min(_PLANTED, len(names)), replace=False)
    right = []
    for place, column in enumerate(chosen):
        name = names[int(column)]
        own = rows.iloc[place :: len(chosen)]
        model = exegesis.load(_rule(case.train, name), "regression", background=case.train)
        for found in exegesis.explain_many(model, own, seed=place, **settings):
            top = found.top(1)[0][0].text
            right.append(top == name or name in model.schema[top].columns)
    return float(np.mean(right))


def _rule(train: pd.DataFrame, name: str) -> Callable[[pd.DataFrame], np.ndarray]:
    """1 where the column is above its median, or has its most frequent category, .1 elsewhere."""
    if train[name].dtype.kind not in "iuf":
        usual = train[name].mode()[0]
        return lambda frame: np.where(frame[name].to_numpy() == usual, 1.0, 0.1)
    middle = float(train[name].median())
    middle = middle if (train[name] > middle).any() else float(train[name].min())
    return lambda frame: np.where(frame[name].to_numpy() > middle, 1.0, 0.1)


def _score(case: TableCase, forest: Any) -> float:
    return round(float(forest.score(case.test, case.test_truths)), 3)


def _interval(values: list[float], name: str) -> list[float]:
    found = bootstrapped(values, 0, name)
    return [] if found is None else [round(number, 4) for number in (found.mean, found.low, found.high)]


def page(folder: Path) -> str:
    """The section with the tables."""
    files = [folder / f"{name}.json" for name in CASES]
    found = [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]
    heads = [f"{one['table']} ({one['columns']}, {one['rows']})" for one in found]
    said = [f"{one['table']} {one['score']}" for one in found]
    lines = [
        _BEGIN,
        f"Rows of each table's test part; forests of {TREES} trees fitted on the rest, which is the background "
        f"too (accuracy, of Diabetes R²: {', '.join(said)}). {found[0]['date']}, {found[0]['machine']}.",
        "",
        "**Faithfulness**: `deletion_gain` against random orders, in the target's unit (probability; Diabetes: the "
        "value), with 95% intervals over rows. In brackets after a table its columns, and the rows explained.",
        "",
        *_table(heads, {name: [_said(one["methods"][name]["gain"]) for one in found] for name in METHODS}),
        "",
        "**Two seeds**: mean rank correlation of the scores under seeds 0 and 1.",
        "",
        *_table(heads, {name: [_said(one["methods"][name]["agreement"], 2) for one in found] for name in METHODS}),
        "",
        "**A planted cause**: share of rows whose largest score is that of the one column that moves a planted model.",
        "",
        *_table(
            heads, {name: [f"{one['planted'][name]:.0%}" for one in found] for name in METHODS if name != "random"}
        ),
        "",
        "**Cost**: passes a row.",
        "",
        *_table(heads, {name: [f"{one['methods'][name]['passes']:,}" for one in found] for name in METHODS}),
        _END,
    ]
    return "\n".join(lines) + "\n"


def _table(heads: list[str], rows: dict[str, list[str]]) -> list[str]:
    body = [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()]
    return [f"| | {' | '.join(heads)} |", f"| --- |{' --- |' * len(heads)}", *body]


def _said(interval: list[float], places: int = 3) -> str:
    if not interval:
        return "–"
    mean, low, high = (f"{value:.{places}f}" if abs(value) < 10 else f"{value:.1f}" for value in interval)
    return f"{mean} ({low} to {high})"


if __name__ == "__main__":
    main()
