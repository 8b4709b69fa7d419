"""The page's part on equal stability."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.speed import store
from benchmarks.speed.reached import Asked
from benchmarks.speed.tables import NONE, ratio, table

ASKED = 20.0  # times as fast as lime to the same stability

Summary = Mapping[str, Any]


def summaries(out: Path) -> list[Summary]:
    """What was measured, model by model."""
    return [store.read(path) for path in sorted((out / "stability").glob("*.json"))]


def stability_asked(out: Path) -> list[Asked]:
    """The best variant of each model against what was asked."""
    found = []
    for one in summaries(out):
        ratios = [v["ratio"]["median"] for v in one["variants"].values() if "ratio" in v]
        best = max(ratios, default=0.0)
        what = f"LIME to the stability of lime at {one['lime_samples']:,} samples (`{one['model']}`): times as fast"
        found.append(Asked(what, f"{ASKED:g} ×", f"{best:.1f} ×", best >= ASKED))
    return found


def stability_section(out: Path) -> str:
    """A table for each model; nothing where nothing was measured."""
    return "\n".join(_section(one) for one in summaries(out))


def _section(one: Summary) -> str:
    heading = f"## Equal stability, `{one['model']}`\n"
    said = (
        f"lime at {one['lime_samples']:,} samples: two seeds differ by {one['lime_error']:.3f} of their norm, mean "
        f"over {one['reviews']} reviews of 100 to 170 words. lime's seconds are measured at {one['timed_samples']:,} "
        "samples and scaled in proportion; its scores come from lime with our batches behind its predict function, "
        "which changes no probability by more than 1e-5.\n"
    )
    rows = [["", "errors by samples", "samples needed", "lime, s", "ours, s", "times as fast"]]
    rows += [_row(found) for found in one["variants"].values()]
    return "\n".join([heading, f"```sh\n{one['command']}\n```\n", said, table(rows)])


def _row(found: Mapping[str, Any]) -> list[str]:
    errors = ", ".join(f"{size:,}: {error:.3f}" for size, error in zip(found["sizes"], found["errors"], strict=True))
    if found["samples"] is None:
        return [found["said"], errors, "more than tried", NONE, NONE, NONE]
    times = [f"{found['lime_seconds']:.3g}", f"{found['seconds']:.3g}", ratio(found["ratio"])]
    return [found["said"], errors, f"{found['samples']:,.0f}", *times]
