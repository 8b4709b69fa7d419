"""The tables of `samples.py`: means over reviews, and what each step changes, with its interval."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit

# (the step, from, to): what changes between two ways
STEPS = (
    ("paired masks (probability)", "unpaired, probability", "paired, probability"),
    ("paired masks (log-odds)", "unpaired, log-odds", "paired, log-odds"),
    ("log-odds (unpaired)", "unpaired, probability", "unpaired, log-odds"),
    ("log-odds (paired)", "paired, probability", "paired, log-odds"),
    ("both", "unpaired, probability", "paired, log-odds"),
    ("assisted estimation", "paired, log-odds", "paired, log-odds, assisted"),
)
FALLS = tuple(
    f"{name}, {unit}" for name in ("comprehensiveness", "sufficiency") for unit in ("probability", "log-odds")
)
_COLUMNS = ("error", "told_error", "rank_correlation", "top_10", "r2", "certain_top", *FALLS)

Found = Mapping[str, Any]


def summary(reviews: Sequence[Found], model: str, settings: Found) -> dict[str, Any]:
    """Means over reviews of what each review's seeds give on average."""
    names = list(reviews[0]["ways"])
    return {
        "model": model,
        **settings,
        "reviews": len(reviews),
        "words": [min(one["words"] for one in reviews), max(one["words"] for one in reviews)],
        "seconds": sum(one["seconds"] for one in reviews),
        "ways": {name: {column: float(_of(reviews, name, column).mean()) for column in _COLUMNS} for name in names},
        "references": {
            unit: {column: _mean(reviews, lambda one, u=unit, c=column: one["references"][u][c]) for column in _COLUMNS}
            | {"halves_share": _mean(reviews, lambda one, u=unit: one["halves"][u])}
            for unit in reviews[0]["references"]
        },
        "steps": [_step(reviews, *step) for step in STEPS],
        "rule": {unit: _rule(reviews, unit) for unit in reviews[0]["rule"]},
        "assisted": {
            name: float(_of(reviews, "paired, log-odds, assisted", f"assisted_{name}").mean())
            for name in ("correlation", "share", "error")
        },
    }


def page(result: Found) -> str:
    """The summary in Markdown."""
    first, last = result["words"]
    lines = [
        f"# LIME with fewer samples: {result['model']}",
        "",
        *([result["made"], ""] if "made" in result else []),
        f"{result['reviews']} reviews of {first} to {last} words (units); {result['samples']:,} samples, "
        f"{result['seeds']} seeds; reference {result['reference']:,} samples.",
        "",
        "Error: |scores - reference| / |reference|, each way beside the reference of its own unit; told: what the "
        "standard errors say of it, without the reference's own error. Falls: means over 10, 20 and 50 % of the "
        "words, replaced by the mask token; comprehensiveness is better high, sufficiency better low.",
        "",
        *_table(
            ["way", "error", "told", "rank corr.", "top 10 shared", "R²", "certain of 10", *FALLS],
            [[name, *(_short(row[column]) for column in _COLUMNS)] for name, row in _rows(result)],
        ),
        "",
        "## What each step does",
        "",
        *_table(
            ["step", "error, to / from", "samples for the same error", *FALLS, "verdict"],
            [
                [
                    step["step"],
                    f"{step['ratio']:.2f}",
                    f"x {step['ratio'] ** 2:.2f}",
                    *(f"{step[name][0]:+.3f} ± {step[name][1]:.3f}" for name in FALLS),
                    step["verdict"],
                ]
                for step in result["steps"]
            ],
        ),
        "",
        "## The stopping rule (95 %, paired masks)",
        "",
        *_table(
            ["unit", "until the top", "stopped by certainty", "median samples where it did", "right where it did"],
            [
                [unit, top, f"{row['stopped']} of {result['reviews']}", _short(row["samples"]), _short(row["right"])]
                for unit, tops in result["rule"].items()
                for top, row in tops.items()
            ],
        ),
        "",
        "Two halves of the reference share {} of the top 10 with probabilities, {} with log-odds.".format(
            *(_short(result["references"][unit]["halves_share"]) for unit in ("probability", "log-odds"))
        ),
        "",
        "Assisted: correlation of bfloat16 with float32 {correlation:.5f}, share of masks in float32 {share:.1%}, what "
        "is left between them {error:.4f} of log-odds.".format(**result["assisted"]),
        "",
    ]
    return "\n".join(lines)


def _rows(result: Found) -> list[tuple[str, Found]]:
    references = [(f"reference, {unit}", row) for unit, row in result["references"].items()]
    return [*result["ways"].items(), *references]


def _of(reviews: Sequence[Found], way: str, column: str) -> np.ndarray:
    """One number for each review: the mean over its seeds."""
    return np.array([np.mean([seed[column] for seed in one["ways"][way]]) for one in reviews])


def _mean(reviews: Sequence[Found], read: Callable[[Found], Any]) -> float:
    return float(np.mean([read(one) for one in reviews]))


def _step(reviews: Sequence[Found], step: str, before: str, after: str) -> dict[str, Any]:
    errors = _of(reviews, before, "error"), _of(reviews, after, "error")
    change, half = _interval(np.log(errors[1] / errors[0]))
    verdict = "no difference shown" if abs(change) <= half else "helps" if change < 0 else "harms"
    falls = {name: _interval(_of(reviews, after, name) - _of(reviews, before, name)) for name in FALLS}
    return {"step": step, "ratio": float(errors[1].mean() / errors[0].mean()), "verdict": verdict, **falls}


def _interval(differences: np.ndarray) -> tuple[float, float]:
    """The mean, and half of its 95 % interval over reviews."""
    count = len(differences)
    if count < 2:
        return float(differences.mean()), float("inf")
    half = stdtrit(count - 1, 0.975) * differences.std(ddof=1) / np.sqrt(count)
    return float(differences.mean()), float(half)


def _rule(reviews: Sequence[Found], unit: str) -> dict[str, dict[str, Any]]:
    found = {}
    for top in reviews[0]["rule"][unit]:
        ended = [one["rule"][unit][top] for one in reviews]
        sure = [one for one in ended if one["stopped_by"] == "certainty"]
        found[top] = {
            "stopped": len(sure),
            "samples": float(np.median([one["samples"] for one in sure])) if sure else None,
            "right": sum(one["right"] for one in sure) if sure else None,
        }
    return found


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _short(number: float | None) -> str:
    if number is None:
        return "-"
    return f"{number:,.0f}" if number == int(number) or abs(number) >= 100 else f"{number:.3f}"
