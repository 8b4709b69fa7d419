"""docs/results/verdicts.md from the JSON that verdicts_choosing.py wrote.

python benchmarks/verdicts_page.py docs/results/verdicts.json --out docs/results/verdicts.md
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_HEAD = """# Thresholds of the verdict

Written by `python benchmarks/verdicts_page.py docs/results/verdicts.json` from the results of

    python benchmarks/verdicts.py {model} --sst2 sst2.jsonl.gz --imdb imdb_test.jsonl.gz --out DIR
    python benchmarks/verdicts_choosing.py DIR --out docs/results/verdicts.json

{texts} test texts ({sst2} sentences of SST-2 of 8 to 30 words, {imdb} IMDb reviews of 40 to 120), each explained by
{ways} ways, from 50 samples to thousands and from 2 steps to 64, random scores among them: {count} explanations of
`{model}`, of the predicted class in each method's own unit, by word. Thresholds were chosen on every other text
and are told on the rest. What a verdict speaks of is the strongest five words, of texts under ten words half of them; a
word *stays* where it is among them again, with the same sign.
"""
_SIGNS = """## The signs

A claim is counted once for each explanation whose figure passes the threshold. Chosen is the laxest threshold of a grid
at which the claim held in 90% of the cases of the first half, on 20 claims or more. `certain_top` is the number that
LIME and SHAP know themselves; it adds to `uncertainty`. What `fit` claims held at any R², and hardly an explanation had
an R² below the one used: these data do not choose it, and the one used is what the figure means, half of the variance.
`order` and `completeness` use more than is asked for here: of 20 random orders one may win by chance (95%), and the
same texts with an earlier model of this size asked for 0.01.
`baselines` is counted in words, and its claim holds along paths but not for masks; so no threshold is chosen, and what
a verdict says of another baseline is what was measured with it, as a condition.
"""
_BASELINES = """## Another baseline does not refute

Of the explanations whose scores beat random orders when words are masked: how often they beat 95% of other random
orders when words are deleted, by how many of the words stay with the first other baseline.
"""
_LEVELS = """## The verdicts

The whole of it, as `exegesis.check` gives it, on the half that no threshold was chosen on: how often the words that a
verdict names (the first word, where it names none) stayed with seeds, baselines and budgets that the verdict did not
see, and how often removing words by score beat 95% of other random orders under another removal.
"""
_WAYS = """## By method

How many of the explanations of both halves reach each level.
"""


def page(result: Mapping[str, Any]) -> str:
    """The page."""
    asked = result["asked"]
    head = _HEAD.format(**asked, ways=len(result["ways"]), count=sum(result["explanations"].values()))
    parts = [
        head,
        _SIGNS,
        _signs(result),
        _BASELINES,
        _baselines(result["baselines"]),
        _LEVELS,
        _levels(result["verdicts"]["told on"]),
        _WAYS,
        _ways(result["ways"]),
    ]
    return "\n".join(parts)


def _signs(result: Mapping[str, Any]) -> str:
    rows = [["sign", "claim", "judged by", "chosen", "used", "held, chosen on", "held, told on"]]
    for one in result["signs"]:
        at = next((g for g in one["grid"] if abs(g["threshold"] - one["used"]) < 1e-6), None)
        told = ["–", "–"] if at is None else [_share(*at["chosen on"]), _share(*at["told on"])]
        chosen = "none" if one["chosen"] is None else f"{one['chosen']:.3g}"
        rows.append([one["sign"], one["claim"], one["judge"], chosen, f"{one['used']:.3g}", *told])
    return _table(rows, 3)


def _baselines(held: Mapping[str, Mapping[str, tuple[float, int]]]) -> str:
    names = list(next(iter(held.values())))
    return _table(
        [["methods", *names], *([kind, *(_share(*one[name]) for name in names)] for kind, one in held.items())], 1
    )


def _levels(levels: Mapping[str, Any]) -> str:
    names = {
        "seeds": "fresh seeds",
        "baseline": "a third baseline",
        "reference": "a large budget",
        "order": "beats random",
    }
    rows = [["verdict", "explanations", "words", *names.values()]]
    for level, one in levels.items():
        held = [_share(one[name]["mean"], one[name]["count"]) if name in one else "–" for name in names]
        rows.append([level, str(one["words"]["count"]), f"{one['words']['mean']:.1f}", *held])
    return _table(rows, 1)


def _ways(ways: Mapping[str, Mapping[str, int]]) -> str:
    levels = list(next(iter(ways.values())))
    return _table(
        [["way", *levels], *([name, *(str(one[level]) for level in levels)] for name, one in ways.items())], 1
    )


def _share(share: float, count: int) -> str:
    return f"{100 * share:.0f}% of {count}" if count else "–"


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
