"""What each sign of the verdict claims, and how often it held: chosen on one half of the texts, told on the other.

For each sign a claim that a reader would act on, and what decides whether it held: scores that the sign did not see.
The threshold is the laxest of a grid at which the claim holds in 90 % of the cases of the first half.

    python benchmarks/verdicts_choosing.py DIR [DIR ...] --out docs/results/verdicts.json
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.data.verdict import thresholds
from exegesis.data.verdict.checks import Again
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.leading import shown, stays
from exegesis.data.verdict.signs import leads

WANTED = 0.9
BEATS = 0.95  # of other random orders
Row = Mapping[str, Any]
Judged = list[bool]


@dataclass(frozen=True)
class Sign:
    """A figure, the claim that rests on it, and how it is judged.

    `claims(row, threshold)` is what held where the figure passes: one flag for each judge; None where it does not pass
    or the row has no such figure.
    """

    name: str
    claim: str
    judged_by: str
    grid: tuple[float, ...]
    claims: Callable[[Row, float], Judged | None]
    chosen: float


def figures(row: Row) -> Figures:
    """The row as the product sees it."""
    errors = row["errors"]
    return Figures(
        unit="word",
        scores=np.array(row["scores"]),
        errors=None if errors is None else np.array(errors),
        value=row["value"],
        base_value=row["base_value"],
        diagnostics=row["diagnostics"],
    )


def beaten(row: Row, removal: str) -> float | None:
    """The share of random orders that the order of the scores beats."""
    order = row["order"][removal]
    return None if order is None else order["orders_beaten"]


def fresh(row: Row, words: int) -> Judged:
    """Whether the first words stay with seeds that no sign saw."""
    return [stays(row["scores"], one) >= words for one in row["judges"]]


def beats(row: Row) -> Judged:
    """Whether other random orders, and another way to remove, say the same."""
    found = beaten(row, "delete")
    return [] if found is None else [found >= BEATS - 1e-9]


def _uncertainty(row: Row, threshold: float) -> Judged | None:
    if row["errors"] is None or not row["judges"]:
        return None
    found = leads(figures(row))
    if found is None:
        return None
    passed = found >= threshold
    words = len(passed) if passed.all() else int(np.argmin(passed))
    return fresh(row, words) if words else None


def _certain_top(row: Row, _: float) -> Judged | None:
    words = min(int(row["diagnostics"].get("certain_top") or 0), shown(len(row["scores"])))
    return fresh(row, words) if words and row["judges"] else None


def _seeds(row: Row, threshold: float) -> Judged | None:
    if not row["signs"]:
        return None
    again = Again(("1", "2", "3"), tuple(stays(row["scores"], one) for one in row["signs"]))
    of = shown(len(row["scores"]))
    words = max((k for k in range(1, of + 1) if again.share(k) >= threshold - 1e-9), default=0)
    return fresh(row, words) if words else None


def _order(row: Row, threshold: float) -> Judged | None:
    found = beaten(row, "mask")
    return beats(row) if found is not None and found >= threshold - 1e-9 else None


def _fit(row: Row, threshold: float) -> Judged | None:
    found = row["diagnostics"].get("weighted_r2")
    return beats(row) if found is not None and found >= threshold else None


def missed(row: Row) -> float | None:
    """|delta| as a share of the sum of absolute scores, of methods whose sum is not forced."""
    delta = row["diagnostics"].get("convergence_delta")
    if delta is None or row["reference"] is None or row["method"] not in ("integrated_gradients", "gradient_shap"):
        return None
    return abs(delta) / max(float(np.abs(row["scores"]).sum()), 1e-12)


def _missed(row: Row, threshold: float) -> Judged | None:
    found = missed(row)
    if found is None or found > threshold:
        return None
    of = shown(len(row["scores"]))
    return [stays(row["scores"], row["reference"]) >= of]


_GRID = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0)
_RANKS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
_SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_STAY, _SEEDS_JUDGE = "the first k words stay with another seed", "three fresh seeds"
_MOVES, _ORDER_JUDGE = "removing words by score beats 95% of random orders", "deletion, other orders"
_CONVERGED = "so many steps or samples that it settled"
_MISSES = (*reversed(_SHARES), 0.02, 0.01, 0.005, 0.002, 0.001)
SIGNS = (
    Sign("uncertainty", _STAY, _SEEDS_JUDGE, _GRID, _uncertainty, thresholds.LEAD),
    Sign("certain_top", _STAY, _SEEDS_JUDGE, (0.0,), _certain_top, 0.0),
    Sign("seeds", _STAY, _SEEDS_JUDGE, (1 / 3, 2 / 3, 1.0), _seeds, thresholds.SEEDS),
    Sign("order", _MOVES, _ORDER_JUDGE, _RANKS, _order, thresholds.ORDER),
    Sign("fit", _MOVES, _ORDER_JUDGE, _SHARES, _fit, thresholds.FIT),
    Sign("completeness", "all words shown stay", _CONVERGED, _MISSES, _missed, thresholds.MISSED),
)


def precision(rows: Iterable[Row], sign: Sign, threshold: float) -> tuple[float, int, int]:
    """(share of claims that held, claims, rows that have the figure or not)."""
    held, count, every = 0.0, 0, 0
    for row in rows:
        every += 1
        found = sign.claims(row, threshold)
        if found:
            held += sum(found) / len(found)
            count += 1
    return (held / count if count else float("nan")), count, every


def load(folders: Sequence[Path]) -> dict[str, list[Row]]:
    """The rows of the texts by half: every other text, in the order of their names."""
    halves: dict[str, list[Row]] = {"chosen on": [], "told on": []}
    for folder in folders:
        for place, file in enumerate(sorted(folder.glob("*.json"))):
            data = json.loads(file.read_text())
            halves["chosen on" if place % 2 == 0 else "told on"] += data["rows"]
    return halves


def asked(folders: Sequence[Path], model: str) -> dict[str, Any]:
    """What the page says of the texts."""
    names = [file.name for folder in folders for file in folder.glob("*.json")]
    sst2 = sum(name.startswith("sst2") for name in names)
    return {"model": model, "texts": len(names), "sst2": sst2, "imdb": len(names) - sst2}


def chosen(rows: Sequence[Row], sign: Sign) -> float | None:
    """The laxest threshold of the grid at which the claim holds often enough, on at least 20 claims."""
    for threshold in sign.grid:
        share, count, _ = precision(rows, sign, threshold)
        if count >= 20 and share >= WANTED:
            return threshold
    return None


def main() -> None:
    """Print every grid, and write what was chosen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--model", default="bundled:sentiment-tiny", help="as it is named on the page")
    parser.add_argument("--out", type=Path)
    wishes = parser.parse_args()
    halves = load(wishes.folders)
    result: dict[str, Any] = {"explanations": {name: len(rows) for name, rows in halves.items()}, "signs": []}
    for sign in SIGNS:
        grid = [{"threshold": t, **{n: precision(r, sign, t)[:2] for n, r in halves.items()}} for t in sign.grid]
        best = chosen(halves["chosen on"], sign)
        print(f"\n{sign.name}: {sign.claim} ({sign.judged_by}); chosen {best}")
        for one in grid:
            print("  ", one)
        told = {"sign": sign.name, "claim": sign.claim, "judge": sign.judged_by, "used": sign.chosen}
        result["signs"].append({**told, "chosen": best, "grid": grid})
    result["asked"] = asked(wishes.folders, wishes.model) | {"ways": len({row["way"] for row in halves["told on"]})}
    result["date"] = time.strftime("%Y-%m-%d")
    if wishes.out is not None:
        known = json.loads(wishes.out.read_text()) if wishes.out.exists() else {}
        wishes.out.write_text(json.dumps({**known, "claims": result}, indent=1) + "\n")


if __name__ == "__main__":
    main()
