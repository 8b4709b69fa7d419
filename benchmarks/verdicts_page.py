"""docs/results/verdicts.md from the JSON that verdicts_confusion.py and verdicts_choosing.py wrote.

python benchmarks/verdicts_page.py docs/results/verdicts.json --out docs/results/verdicts.md
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

_HEAD = """# What the verdict tells apart

Written by `python benchmarks/verdicts_page.py docs/results/verdicts.json` from the results of

    python benchmarks/verdicts_mixed.py --data DIR --out MIXED
    python benchmarks/verdicts_users.py --data DIR --out USERS.jsonl
    python benchmarks/verdicts_confusion.py MIXED --users USERS.jsonl --into docs/results/verdicts.json

Measured on {date}, {machine}; {versions}.

{texts} texts:

{named}

Each is explained by methods of known quality with enough samples (LIME and kernel SHAP with 1,000, partition SHAP with
500, integrated gradients of 64 steps, exact SHAP where there are at most ten words; of the larger models fewer). Every
good explanation is there in four bad forms too, each presented as the method's own: random scores, its own scores
shuffled, the scores of the same model with random weights, and those of another target. That makes {explanations}
explanations, each checked as `exegesis.check` does. Thresholds were chosen on half of the texts and are told on the
rest.
"""
_CONFUSION = """## Headline by quality

On the half that no threshold was chosen on. Half of this set is good and half bad: of the four bad forms of an
explanation one is in it, the kinds in turn.
"""
_WITHOUT = """The same without the signs *seeds* and *run again*, which find any scores that the method does not give:
what random orders and the other baseline alone can tell.
"""
_KINDS = """## By kind

All explanations of that half. Of a hidden word another target is the second most likely word: much of what speaks for
it speaks for the first one too, so that its scores may pass for the first one's.
"""
_WAYS = """The good ones by method:
"""
_SIGNS = """## The thresholds

A sign holds from the laxest threshold at which at most one bad explanation in twenty passes, and fails below the
strictest that at most one good one in twenty misses; in between is a doubt. Chosen on the first half, with all bad
ones; of 20 random orders, 20 is the strictest there is, and one random order in 21 comes out first. The share of
explanations that pass is told for the other half. Another baseline is a condition and refutes nothing: words that lead
for one baseline only move the answer all the same. LIME's fit does not depend on whether its scores are good: its
threshold is set by what it means, half of the variance.
"""
_USERS = """## What a person sees

Default methods with default settings on sentences of SST-2 of 6 to 30 words. Passes and processor seconds are medians;
one thread of the machine above, shared with other work.
"""
_CLAIMS = """## What the signs claim

Of an earlier set ({date}): {texts} test texts ({sst2} sentences of SST-2, {imdb} IMDb reviews of 40 to 120 words), each
explained by {ways} ways, from 50 samples to thousands and from 2 steps to 64: {count} explanations of `{model}`, by
`benchmarks/verdicts.py` and `benchmarks/verdicts_choosing.py DIR --out docs/results/verdicts.json`. A claim is counted
once for each explanation whose figure passes the threshold. Chosen is the laxest threshold at which it held in 90% of
the cases of the first half, on 20 claims or more. A word *stays* where it is among the strongest five (of texts
under ten words half of them) again, with the same sign.
"""
_NAMES = {
    "holds": "holds",
    "partly": "holds in part",
    "fails": "does not hold",
    "unchecked": "not checked",
    "undefined": "nothing to explain",
}


def page(result: Mapping[str, Any]) -> str:
    """The page."""
    mixed, claims = result["mixed"], result["claims"]
    where = mixed["where"]
    head = _HEAD.format(
        date=where["date"],
        machine=where["machine"],
        versions=", ".join(f"{name} {version}" for name, version in where["versions"].items()),
        texts=sum(mixed["texts"].values()),
        named="\n".join(f"- {count} for `{name.replace(' on ', '`, ')}" for name, count in mixed["texts"].items()),
        explanations=f"{sum(mixed['explanations'].values()):,}",
    )
    parts = [
        head,
        _CONFUSION,
        _confusion(mixed["confusion"]),
        _WITHOUT,
        _confusion(mixed["confusion, without runs again"]),
        _KINDS,
        _levels(mixed["kinds"], "kind"),
        _WAYS,
        _levels(mixed["ways"], "method"),
        _SIGNS,
        _thresholds(mixed["signs"], mixed["signs, told on"]),
        *([_USERS, _users(mixed["users"])] if mixed["users"] else []),
        _CLAIMS.format(**claims["asked"], date=claims["date"], count=sum(claims["explanations"].values())),
        _claims(claims["signs"]),
    ]
    return "\n".join(parts)


def _confusion(levels: Mapping[str, Mapping[str, int]]) -> str:
    total = sum(sum(counts.values()) for counts in levels.values())
    rows = [["headline", "good", "bad", "of all", "good among them"]]
    for level, counts in levels.items():
        count = sum(counts.values())
        rows.append([_NAMES[level], str(counts["good"]), str(counts["bad"]), _percent(count / total)])
        rows[-1].append(_percent(counts["good"] / count))
    return _table(rows, 1)


def _levels(rows: Mapping[str, Mapping[str, int]], name: str) -> str:
    levels = [level for level in _NAMES if any(counts[level] for counts in rows.values())]
    return _table(
        [
            [name, *(_NAMES[level] for level in levels)],
            *([kind, *(str(counts[level]) for level in levels)] for kind, counts in rows.items()),
        ],
        1,
    )


def _thresholds(chosen: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]) -> str:
    rows = [["sign", "threshold", "chosen", "used", "good that pass", "bad that pass"]]
    for one, other in zip(chosen, told, strict=True):
        for use in ("holds from", "fails below"):
            used = one["used"][use]
            if used is None or (use == "fails below" and used == one["used"]["holds from"]):
                continue
            at = next((g for g in other["grid"] if abs(g["threshold"] - used) < 1e-6), None)
            shares = ["–", "–"] if at is None else [_percent(at["good"]), _percent(at["bad"])]
            free = "by meaning" if one["sign"] == "fit" else "none" if one[use] is None else f"{one[use]:g}"
            rows.append([one["sign"], use, free, f"{used:g}", *shares])
    return _table(rows, 2)


def _users(rows: Sequence[Mapping[str, Any]]) -> str:
    told = [["model", "method", "texts", "before", "after", "sentences", "passes", "of the check", "its seconds"]]
    for row in rows:
        numbers = [f"{row['passes']:,.0f}", f"{row['check passes']:,.0f}", f"{row['check seconds']:.1f}"]
        sides = [_said(row["before"]), _said(row["after"])]
        told.append([row["model"], row["method"], str(row["texts"]), *sides, str(row["sentences"]), *numbers])
    return _table(told, 2)


def _said(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{_NAMES[level]} {count}" for level, count in counts.items())


def _claims(signs: Iterable[Mapping[str, Any]]) -> str:
    rows = [["sign", "claim", "judged by", "chosen", "used", "held, chosen on", "held, told on"]]
    for one in signs:
        at = next((g for g in one["grid"] if abs(g["threshold"] - one["used"]) < 1e-6), None)
        told = ["–", "–"] if at is None else [_share(*at["chosen on"]), _share(*at["told on"])]
        chosen = "none" if one["chosen"] is None else f"{one['chosen']:.3g}"
        rows.append([one["sign"], one["claim"], one["judge"], chosen, f"{one['used']:.3g}", *told])
    return _table(rows, 3)


def _share(share: float, count: int) -> str:
    return f"{100 * share:.0f}% of {count}" if count else "–"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _table(rows: Sequence[Sequence[str]], names: int) -> str:
    """A Markdown table, columns after the first `names` to the right."""
    rule = ["---"] * names + ["---:"] * (len(rows[0]) - names)
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:])) + "\n"


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/results/verdicts.md"))
    wishes = parser.parse_args()
    wishes.out.write_text(page(json.loads(wishes.results.read_text())))


if __name__ == "__main__":
    main()
