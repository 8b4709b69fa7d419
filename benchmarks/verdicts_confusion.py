"""Thresholds that split good explanations from bad, chosen on one half of the texts, and the confusion on the other.

Of the rows of `verdicts_mixed.py` each good explanation stands beside one bad one made of it, the four kinds in turn,
so that the set is half good and half bad. A sign that counts has two thresholds: it holds from the laxest at which at
most one bad explanation in twenty passes (or the strictest there is), and it fails below the strictest that at most one
good one in twenty misses.

    python benchmarks/verdicts_confusion.py DIR --users FILE.jsonl --into docs/results/verdicts.json
"""

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

import exegesis
from exegesis.data.records import Cost
from exegesis.data.verdict import thresholds
from exegesis.data.verdict.checks import NO_CHANCE, Again, Checks, Order
from exegesis.data.verdict.deciding import decide
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.leading import shared, stays
from exegesis.data.verdict.result import FAILS, HOLDS, PARTLY, UNCHECKED, UNDEFINED, Verdict

ALLOWED = 0.05
GOOD = "good"
LEVELS = (HOLDS, PARTLY, FAILS, UNCHECKED, UNDEFINED)
_ORDERS = 20
_SETS = {"sst2": "SST-2", "test": "IMDb", "ewt": "EWT", "squad": "SQuAD"}  # by the beginning of a text's name


@dataclass(frozen=True)
class Judged:
    """An explanation of the mixed set, and what a check finds of it."""

    model: str
    way: str
    kind: str  # "good", or how it was made bad
    figures: Figures

    @property
    def is_good(self) -> bool:
        return self.kind == GOOD

    def verdict(self, without: Sequence[str] = ()) -> Verdict:
        """The product's own; `without`: signs that are left out, as if they had held."""
        checks = self.figures.checks
        assert checks is not None
        of, whole = self.figures.of, {}
        for name in without:
            tried: Again | None = getattr(checks, name)
            whole[name] = None if tried is None else Again(tried.conditions, (of,) * len(tried.stays))
        fields = {name: getattr(checks, name) for name in Checks.__dataclass_fields__} | whole
        given = {name: getattr(self.figures, name) for name in Figures.__dataclass_fields__}
        return decide(Figures(**{**given, "checks": Checks(**fields)}))


def judged(row: Mapping[str, Any], model: str, kind: str) -> Judged:
    """One variant of a row, checked as `exegesis.check` checks it."""
    one = row["variants"][kind]
    scores, errors = one["scores"], one["errors"]
    seeds = same = None
    if row["draws"]:
        seeds = Again(("1", "2", "3"), tuple(stays(scores, again) for again in row["seeds"]))
    else:
        same = Again(("0",), (stays(scores, row["again"]),))
    name, other = next(iter(row["baselines"].items()))
    found = one["order"][f"mask {_ORDERS}"]
    order = None if found is None else Order("mask", _ORDERS, 0.0, 0.0, found["deletion_gain"])
    checks = Checks(
        seeds,
        Again((name,), (shared(scores, other),)),
        order,
        Cost(0, 0, 0, 0.0),
        {} if row["draws"] else {"seeds": NO_CHANCE},
        same,
    )
    figures = Figures(
        unit="word",
        scores=np.array(scores),
        errors=None if errors is None else np.array(errors, dtype=float),
        value=row["value"],
        base_value=row["base_value"],
        diagnostics=one["diagnostics"],
        checks=checks,
    )
    return Judged(model, row["way"], kind, figures)


def load(folder: Path) -> dict[str, list[Judged]]:
    """The whole set by half, of the texts as their names fall; all kinds of bad ones."""
    halves: dict[str, list[Judged]] = {"chosen on": [], "told on": []}
    for file in sorted(folder.glob("*.json")):
        data = json.loads(file.read_text())
        half = halves["chosen on" if crc32(file.stem.encode()) % 2 else "told on"]
        half += [
            judged(row, data["model"], kind) for row in data["rows"] if row["baselines"] for kind in row["variants"]
        ]
    return halves


def mixed(every: Sequence[Judged]) -> list[Judged]:
    """Every good one, and of its four bad ones one, the kinds in turn."""
    found: list[Judged] = []
    kinds = list(dict.fromkeys(one.kind for one in every if not one.is_good))
    groups = [every[at : at + len(kinds) + 1] for at in range(0, len(every), len(kinds) + 1)]
    for place, group in enumerate(groups):
        found += [one for one in group if one.is_good or one.kind == kinds[place % len(kinds)]]
    return found


# -- thresholds -------------------------------------------------------------------------------------------------------


def _order(one: Judged) -> float | None:
    checks = one.figures.checks
    return None if checks is None or checks.order is None else checks.order.beaten


def _baselines(one: Judged) -> float | None:
    checks = one.figures.checks
    return None if checks is None or checks.baselines is None else min(checks.baselines.stays) / one.figures.of


def _fit(one: Judged) -> float | None:
    return one.figures.number("weighted_r2")


SIGNS: dict[str, tuple[Callable[[Judged], float | None], tuple[float, ...], float, float | None]] = {
    # figure, grid, used: holds from, fails below
    "order": (_order, (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975), thresholds.ORDER, thresholds.ORDER_DOUBT),
    "baselines": (_baselines, (0.2, 0.4, 0.6, 0.8, 1.0), thresholds.BASELINES, None),
    "fit": (_fit, (0.1, 0.3, 0.5, 0.7, 0.9), thresholds.FIT, thresholds.FIT),
}


def passing(every: Iterable[Judged], figure: Callable[[Judged], float | None], threshold: float) -> tuple[float, int]:
    """(share that passes, how many have the figure)."""
    known = [value >= threshold - 1e-9 for one in every if (value := figure(one)) is not None]
    return (float(np.mean(known)) if known else float("nan")), len(known)


def chosen(every: Sequence[Judged], sign: str) -> dict[str, Any]:
    """The two thresholds of a sign, with the whole grid."""
    figure, grid, holds, fails = SIGNS[sign]
    good, bad = ([one for one in every if one.is_good is which] for which in (True, False))
    table = [(t, passing(good, figure, t)[0], passing(bad, figure, t)[0]) for t in grid]
    return {
        "sign": sign,
        "holds from": next((t for t, _, b in table if b <= ALLOWED), grid[-1]),
        "fails below": next((t for t, g, _ in reversed(table) if g >= 1 - ALLOWED), None),
        "used": {"holds from": holds, "fails below": fails},
        "grid": [{"threshold": t, "good": g, "bad": b} for t, g, b in table],
        "counts": [passing(good, figure, 0)[1], passing(bad, figure, 0)[1]],
    }


# -- what the headlines say -------------------------------------------------------------------------------------------


def confusion(every: Sequence[Judged], without: Sequence[str] = ()) -> dict[str, dict[str, int]]:
    """Level by good and bad."""
    found = {level: {"good": 0, "bad": 0} for level in LEVELS}
    for one in every:
        found[one.verdict(without).level]["good" if one.is_good else "bad"] += 1
    return {level: counts for level, counts in found.items() if sum(counts.values())}


def by(every: Iterable[Judged], name: Callable[[Judged], str]) -> dict[str, dict[str, int]]:
    """Levels by kind, way or model."""
    found: dict[str, dict[str, int]] = {}
    for one in every:
        levels = found.setdefault(name(one), dict.fromkeys(LEVELS, 0))
        levels[one.verdict().level] += 1
    return found


def users(file: Path) -> list[dict[str, Any]]:
    """What people see before a check and after, and what it takes; one row for each model and method."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    rows = []
    for model, method in dict.fromkeys((line["model"], line["method"]) for line in lines):
        own = [line for line in lines if (line["model"], line["method"]) == (model, method)]
        after = [exegesis.Explanation.from_dict(line["explanation"]).verdict for line in own]
        rows.append(
            {
                "model": model,
                "method": method,
                "texts": len(own),
                "before": _counts(line["before"] for line in own),
                "after": _counts(verdict.level for verdict in after),
                "sentences": len({verdict.text for verdict in after}),
                "passes": float(np.median([line["passes"] for line in own])),
                "check passes": float(np.median([line["check_passes"] for line in own])),
                "check seconds": float(np.median([line["check_processor_seconds"] for line in own])),
            }
        )
    return rows


def _counts(levels: Iterable[str]) -> dict[str, int]:
    given = list(levels)
    return {level: given.count(level) for level in LEVELS if level in given}


def where() -> dict[str, Any]:
    """The day, the machine and the versions."""
    import torch
    import transformers

    return {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{platform.machine()}, {_processor()}",
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "numpy": np.__version__,
        },
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.processor()


def main() -> None:
    """Write what was found into the results of `verdicts_choosing.py`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--users", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    wishes = parser.parse_args()
    halves = load(wishes.folder)
    told = halves["told on"]
    files = [json.loads(file.read_text()) for file in sorted(wishes.folder.glob("*.json"))]
    result = {
        "where": where(),
        "texts": _counts_of(f"{data['model']} on {_SETS[data['name'].split('-')[0]]}" for data in files),
        "explanations": {half: len(every) for half, every in halves.items()},
        "signs": [chosen(halves["chosen on"], sign) for sign in SIGNS],
        "signs, told on": [chosen(told, sign) for sign in SIGNS],
        "confusion": confusion(mixed(told)),
        "confusion, chosen on": confusion(mixed(halves["chosen on"])),
        "confusion, without runs again": confusion(mixed(told), ("seeds", "again")),
        "kinds": by(told, lambda one: one.kind),
        "ways": by((one for one in told if one.is_good), lambda one: one.way),
        "models": by(mixed(told), lambda one: one.model),
        "users": users(wishes.users) if wishes.users else [],
    }
    known = json.loads(wishes.into.read_text()) if wishes.into.exists() else {}
    wishes.into.write_text(json.dumps({**known, "mixed": result}, indent=1) + "\n")
    print(json.dumps({name: result[name] for name in ("texts", "confusion", "kinds", "users")}, indent=1))


def _counts_of(names: Iterable[str]) -> dict[str, int]:
    given = list(names)
    return {name: given.count(name) for name in dict.fromkeys(given)}


if __name__ == "__main__":
    main()
