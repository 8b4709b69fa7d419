"""Anchors of sentences under both laws of neighbours: words absent as the mask token, and words that a model proposes.

Each rule is judged on fresh neighbours of either law, so that it is seen what a rule found among texts full of holes
is worth among sentences. Each sentence is a line of the records, and what is there is not done again. Writes the
section of `docs/rules.md`.

    python -m benchmarks.anchors_texts --data shared/data --records anchors.jsonl --texts 100
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.sections import with_section

import exegesis
from exegesis.core.machine import machine, today
from exegesis.rules import anchor
from exegesis.rules.run import again
from exegesis.rules.search import Draws

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
BEGIN, END = "<!-- begin sentences -->", "<!-- end sentences -->"
PROPOSER = "bundled:masked-words"
LAWS = {"mask token": None, "proposed words": PROPOSER}
LONGEST = 12  # words of a sentence
DRAWS, FRESH = 2000, 300
NONE = "–"


def main() -> None:
    """Look for rules, judge them, and write the section from all records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--records", type=Path, required=True, help="a line for each sentence, gone on with")
    parser.add_argument("--texts", type=int, default=100)
    parser.add_argument("--model", default="bundled:sentiment")
    parser.add_argument("--page", action="store_true", help="only write the page, from the records that are there")
    options = parser.parse_args()
    known = read(options.records)
    if not options.page:
        model = exegesis.load(options.model)
        with options.records.open("a", encoding="utf-8") as file:
            for text in sentences(options.data, options.texts):
                if text not in known:
                    known[text] = {"text": text, **judged(model, text)}
                    file.write(json.dumps(known[text]) + "\n")
                    file.flush()
    PAGE.write_text(
        with_section(PAGE.read_text(encoding="utf-8"), section(list(known.values()), options.model)), encoding="utf-8"
    )


def read(records: Path) -> dict[str, dict[str, Any]]:
    """The records by their sentences."""
    lines = records.read_text(encoding="utf-8").splitlines() if records.exists() else []
    return {record["text"]: record for record in map(json.loads, lines)}


def sentences(folder: Path, count: int) -> Iterator[str]:
    """So many short sentences of SST-2's dev part, drawn with a seed."""
    with gzip.open(folder / "sentiment" / "sst2.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["split"] == "dev"]
    short = [row["text"] for row in rows if len(row["text"].split()) <= LONGEST]
    for place in np.random.default_rng(0).permutation(len(short))[:count].tolist():
        yield short[place]


def judged(model: Any, text: str) -> dict[str, Any]:
    """Of each law the rule, and the share of fresh neighbours of both laws that keep the answer under it."""
    rules = {law: anchor(model, text, proposer=proposer, draws=DRAWS) for law, proposer in LAWS.items()}
    sources = {law: (again(rule, model).neighbours(warns=False), again(rule, model)) for law, rule in rules.items()}
    found = {}
    for law, rule in rules.items():
        kept = {
            other: source.kept(Draws((rule.rule,), FRESH), question.stream(f"judged {law}"))[0] / FRESH
            for other, (source, question) in sources.items()
        }
        found[law] = {"words": list(rule.words), "holds": rule.holds, "drawn": rule.drawn, "kept": kept}
    return {"laws": found, "nothing": nothing(sources)}


def nothing(sources: dict[str, Any]) -> dict[str, float]:
    """Of each law the share that keep the answer where no word is held."""
    return {
        law: source.kept(Draws(((),), FRESH), question.stream("nothing held"))[0] / FRESH
        for law, (source, question) in sources.items()
    }


def section(records: list[dict[str, Any]], model: str) -> str:
    """The section of the page."""
    head = ["rule found by", *(f"among {law}, %" for law in LAWS), "words", "rule found", "draws, median"]
    return "\n".join(
        [
            BEGIN,
            "## On sentences",
            "",
            f"{len(records)} sentences of SST-2 of at most {LONGEST} words, `{model}`, {DRAWS:,} draws a rule at most "
            f"({today()}, {machine()}; `python -m benchmarks.anchors_texts`). How often the answer stays under each "
            f"rule in {FRESH} fresh neighbours of either law; in the last line with no word held. Words proposed by "
            f"`{PROPOSER}`.",
            "",
            f"| {' | '.join(head)} |",
            "| --- " * len(head) + "|",
            *(line(law, records) for law in LAWS),
            f"| no rule | {' | '.join(mean([one['nothing'][law] for one in records]) for law in LAWS)} | 0 | | |",
            END,
            "",
        ]
    )


def line(law: str, records: list[dict[str, Any]]) -> str:
    """A row of the table: rules that are as precise as was wished."""
    rules = [record["laws"][law] for record in records]
    precise = [one for one in rules if one["holds"]]
    cells = [
        law,
        *(mean([one["kept"][other] for one in precise]) for other in LAWS),
        f"{np.mean([len(one['words']) for one in precise]):.1f}" if precise else NONE,
        f"{len(precise)} of {len(rules)}",
        f"{np.median([one['drawn'] for one in rules]):,.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def mean(shares: list[float]) -> str:
    """ "96.1 ± 0.4", the mean with its standard error, in percent."""
    values = 100 * np.array(shares)
    if len(values) < 2:
        return f"{values[0]:.1f}" if len(values) else NONE
    return f"{values.mean():.1f} ± {values.std(ddof=1) / len(values) ** 0.5:.1f}"


if __name__ == "__main__":
    main()
