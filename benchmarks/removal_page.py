"""docs/results/removal.json and removal.md from the files that `removal.py` wrote.

python benchmarks/removal_page.py RUN.jsonl ... --out docs/results

Runs that stand there already and are not measured again (another model, set or budget) stay.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from removal import REMOVALS, WITHOUT_CHANCE
from removal_wording import HEAD, TABLES, TAKEN

from exegesis.core.files import write_whole
from exegesis.core.statistics import bootstrapped, spearman
from exegesis.core.types import Floats
from exegesis.explainers.table import METHODS as ROWS

USUAL, OTHERS = "mask", ("delete", "pad")
# Which way is up: the mean of the four is how faithful an explanation is, under one removal.
SIGNS = {"comprehensiveness": 1, "sufficiency": -1, "deletion_area": -1, "insertion_area": 1}

Ways = Sequence[Mapping[str, Any]]
Text = Mapping[str, Any]


def summary(runs: Iterable[tuple[Mapping[str, Any], Sequence[Text]]]) -> dict[str, Any]:
    """What every run says: of each method the levels, the differences to the mask token, and what deleting saves."""
    return {"runs": [_run(header, texts) for header, texts in runs if texts]}


def _run(header: Mapping[str, Any], texts: Sequence[Text]) -> dict[str, Any]:
    plan = header["plan"]
    return {
        **{name: plan[name] for name in ("model", "set", "rows", "seeds", "methods")},
        "made": header["made"],
        "texts": len(texts),
        "words": float(np.mean([text["units"] for text in texts])),
        "seconds": sum(text["seconds"] for text in texts),
        "methods": {method: _method(texts, method, plan["seeds"]) for method in plan["methods"]},
    }


def _method(texts: Sequence[Text], method: str, seeds: int) -> dict[str, Any]:
    per_row = {removal: _over(texts, method, removal, _tokens_a_row) for removal in REMOVALS}
    spent = {removal: _over(texts, method, removal, _tokens) for removal in REMOVALS}
    found: dict[str, Any] = {
        "faithfulness": {removal: _faithful(texts, method, removal) for removal in REMOVALS},
        "differences": {removal: _differences(texts, method, removal) for removal in OTHERS},
        "saved": float(1 - (per_row["delete"] / per_row[USUAL]).mean()),
        "spent": {removal: float((spent[removal] / spent[USUAL]).mean()) for removal in OTHERS},
    }
    if method not in WITHOUT_CHANCE and seeds > 1:
        errors = {removal: _over(texts, method, removal, seed_error) for removal in REMOVALS}
        alike = {removal: _over(texts, method, removal, seeds_alike) for removal in REMOVALS}
        found["seeds_alike"] = {removal: float(np.nanmean(one)) for removal, one in alike.items()}
        found["seed_error"] = {removal: float(error.mean()) for removal, error in errors.items()}
        found["seed_error_ratio"] = {
            removal: [float(np.exp(one)) for one in _interval(np.log(errors[removal] / errors[USUAL]), method)]
            for removal in OTHERS
        }
    return found


def _faithful(texts: Sequence[Text], method: str, removal: str) -> dict[str, float]:
    levels = {judge: float(_over(texts, method, removal, faithfulness(judge)).mean()) for judge in REMOVALS}
    return {**levels, "mean": float(np.mean(list(levels.values())))}


def _differences(texts: Sequence[Text], method: str, removal: str) -> dict[str, Any]:
    """Of each judge, of all of them and of each measure over all: removal less the mask token, with its interval."""
    reads: dict[str, Callable[[Ways], float]] = {judge: faithfulness(judge) for judge in REMOVALS}
    reads["mean"] = lambda ways: float(np.mean([faithfulness(judge)(ways) for judge in REMOVALS]))
    reads |= {name: _measure(name) for name in SIGNS}
    return {
        name: _interval(_over(texts, method, removal, read) - _over(texts, method, USUAL, read), f"{method} {name}")
        for name, read in reads.items()
    }


def faithfulness(judge: str) -> Callable[[Ways], float]:
    """The mean of the four measures under a removal, each so that more is better; over seeds."""
    return lambda ways: float(
        np.mean([[sign * way["judged"][judge][name] for name, sign in SIGNS.items()] for way in ways])
    )


def _measure(name: str) -> Callable[[Ways], float]:
    return lambda ways: float(np.mean([[way["judged"][judge][name] for judge in REMOVALS] for way in ways]))


def seed_error(ways: Ways) -> float:
    """How far one seed's scores are from what all seeds would give, relative to their size."""
    scores = np.array([way["scores"] for way in ways])  # (seeds, n)
    return float(np.sqrt((scores.var(axis=0, ddof=1)).sum()) / max(float(np.linalg.norm(scores.mean(axis=0))), 1e-12))


def seeds_alike(ways: Ways) -> float:
    """The rank correlation of the first two seeds' scores; NaN where one has no order."""
    first, second = (np.array(way["scores"]) for way in ways[:2])
    found = spearman(first, second)
    return np.nan if found is None else found


def _tokens(ways: Ways) -> float:
    return float(np.mean([way["tokens"] for way in ways]))


def _tokens_a_row(ways: Ways) -> float:
    return float(np.mean([way["tokens"] / way["rows"] for way in ways]))


def _over(texts: Sequence[Text], method: str, removal: str, read: Callable[[Ways], float]) -> Floats:
    """One number for each text."""
    return np.array(
        [read([way for way in text["ways"] if (way["method"], way["removal"]) == (method, removal)]) for text in texts]
    )


def _interval(values: Floats, name: str) -> list[float]:
    """Mean, low and high."""
    found = bootstrapped(values, 0, name)
    assert found is not None
    return [found.mean, found.low, found.high]


def page(result: Mapping[str, Any]) -> str:
    """The summary in Markdown."""
    lines = [HEAD, TAKEN, TABLES]
    for run in result["runs"]:
        lines += [
            f"## {run['model']} on {run['set']}, {run['rows']} rows",
            "",
            _about(run),
            "",
            *_differing(run),
            "",
            *_cost(run),
            "",
        ]
    return "\n".join(lines)


def _about(run: Mapping[str, Any]) -> str:
    seeds = f"{run['seeds']} seeds" if run["seeds"] > 1 else "1 seed"
    return (
        f"{run['texts']} texts of {run['words']:.0f} words on average, {seeds}, a budget of {run['rows']} times the "
        f"tokens of the whole text; {run['seconds']:.0f} seconds of one core. {run['made']}."
    )


def _differing(run: Mapping[str, Any]) -> list[str]:
    rows = [
        [
            _name(method),
            f"{found['faithfulness'][USUAL]['mean']:.3f}",
            *(_said(found["differences"]["delete"][name]) for name in (*REMOVALS, "mean")),
            _said(found["differences"]["pad"]["mean"]),
        ]
        for method, found in run["methods"].items()
    ]
    judges = (f"delete − mask, judged by {judge}" for judge in REMOVALS)
    return _table(["method", "mask", *judges, "**delete − mask, all**", "pad − mask, all"], rows)


def _cost(run: Mapping[str, Any]) -> list[str]:
    rows = []
    for method, found in run["methods"].items():
        errors, ratios, alike = (found.get(name) for name in ("seed_error", "seed_error_ratio", "seeds_alike"))
        rows.append(
            [
                _name(method),
                f"{found['saved']:.0%}",
                f"{found['spent']['delete']:.2f}",
                *(f"{errors[removal]:.3f}" if errors else "–" for removal in REMOVALS),
                "{:.2f} \\[{:.2f}, {:.2f}\\]".format(*ratios["delete"]) if ratios else "–",
                f"× {ratios['delete'][0] ** 2:.2f}" if ratios else "–",
                " / ".join(f"{alike[removal]:.2f}" for removal in REMOVALS) if alike else "–",
            ]
        )
    errors = [f"seed error, {removal}" for removal in REMOVALS]
    head = ["method", "tokens a sample saved", "tokens spent, delete / mask", *errors, "delete / mask"]
    return _table([*head, "tokens for the same error", f"order of two seeds, {' / '.join(REMOVALS)}"], rows)


def _name(method: str) -> str:
    return f"`{ROWS[method].name}`"


def _said(interval: Sequence[float]) -> str:
    """The difference and its interval; a star where 0 is outside."""
    mean, low, high = interval
    star = "" if low <= 0 <= high else " ★" if mean > 0 else " ▾"
    return f"{mean:+.3f} \\[{low:+.3f}, {high:+.3f}\\]{star}".replace("-", "−")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---", *["---:"] * (len(head) - 1)], *rows)]


def read(path: Path) -> tuple[Mapping[str, Any], Sequence[Text]]:
    """The header and the texts of a run, by their numbers; a line that is being written is left out."""
    header, *lines = [json.loads(line) for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return header, sorted(lines, key=lambda line: line["item"])


def merged(result: dict[str, Any], path: Path) -> dict[str, Any]:
    """The runs of the file, each replaced by the new one of the same model, set and budget; new ones at the end."""
    before = json.loads(path.read_text(encoding="utf-8"))["runs"] if path.is_file() else []
    runs = {tuple(run[name] for name in ("model", "set", "rows")): run for run in [*before, *result["runs"]]}
    return {"runs": list(runs.values())}


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="the folder of removal.json and removal.md")
    given = parser.parse_args()
    result = merged(summary(map(read, given.runs)), given.out / "removal.json")
    write_whole(given.out / "removal.json", json.dumps(result, indent=1) + "\n")
    write_whole(given.out / "removal.md", page(result))


if __name__ == "__main__":
    main()
