"""Attacks run for real: the order of searches, and what three kinds of edits do to the bundled models.

`searches`: every search over the same synonyms and constraints, on the first sentences of rt-polarity's test split, as
Yoo, Morris, Lifland & Qi ("Searching for a Search Method", BlackboxNLP 2020) compare them. `edits`: misspellings,
double negation and synonyms, on SST-2's. What is done is kept in a journal a run, so that an ended run goes on; the
figures of each run stay in `docs/results/attacks.json`, from which `page` writes `docs/results/attacks.md`.

    python -m benchmarks.attacks searches --data shared/data --runs /tmp/attacks --model bundled:sentiment-tiny
"""

import argparse
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import exegesis
from exegesis.attacks import Attack, Recipe, RecipePart, attack
from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today

RESULTS = Path(__file__).parents[1] / "docs" / "results"
RECORDS, PAGE = RESULTS / "attacks.json", RESULTS / "attacks.md"
SYNONYMS = Path("lexical") / "counterfitted_neighbors.json.gz"
MISSPELLINGS = Path("lexical") / "misspellings.tsv.gz"
# As Yoo et al. hold words, but for their sentence encoder: no word twice, no stop word, the same part of speech.
SEARCHED = Recipe(
    "synonyms",
    "up to 8 counter-fitted neighbours a word",
    [RecipePart("synonym", {"most": 8})],
    [RecipePart("repeats"), RecipePart("stop-words"), RecipePart("part-of-speech", {"exchange": False})],
    RecipePart("greedy"),
    needs_words="synonym",
)
# (success in %, queries a success) of BERT and of the LSTM, as published.
PUBLISHED = {
    "greedy": ((59.4, 69), (74.2, 59)),
    "beam 4": ((64.6, 170), (75.6, 131)),
    "beam 8": ((65.8, 303), (76.0, 222)),
    "ranked, unk": ((55.6, 40), (72.0, 36)),
    "ranked, delete": ((54.0, 40), (72.2, 35)),
    "ranked, weighted": ((58.2, 71), (73.4, 68)),
    "ranked, gradient": ((53.4, 24), (72.8, 18)),
    "ranked, random": ((53.4, 24), (71.8, 22)),
    "genetic": ((65.6, 1063), (76.0, 730)),
    "swarm": ((65.4, 2078), (76.6, 1179)),
}
SEARCHES: dict[str, dict[str, Any]] = {
    "ranked, unk": {"search": "ranked", "rank": "unk"},
    "ranked, delete": {"search": "ranked", "rank": "delete"},
    "ranked, weighted": {"search": "ranked", "rank": "weighted"},
    "ranked, gradient": {"search": "ranked", "rank": "gradient"},
    "ranked, random": {"search": "ranked", "rank": "random"},
    "greedy": {"search": "greedy"},
    "beam 4": {"search": "beam", "width": 4},
    "beam 8": {"search": "beam", "width": 8},
    "genetic": {"search": "genetic"},
    "swarm": {"search": "swarm"},
}
EDITS: dict[str, dict[str, Any]] = {
    "misspellings that people make": {"recipe": "misspellings", "words": MISSPELLINGS},
    "one letter of one word": {"recipe": "pruthi"},
    "letters of important words": {"recipe": "deepwordbug"},
    "synonyms": {"recipe": "textfooler-8", "words": SYNONYMS},
    "words by a masked model": {"recipe": "bae"},
    "a negation": {"recipe": "negation"},
    "a clause that takes it back": {"recipe": "clause"},
}


@dataclass(frozen=True)
class Sentences:
    """Texts, their names and what is true of them."""

    texts: list[str]
    ids: list[str]
    truths: list[int]


def main() -> None:
    """Run the part, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("searches", "edits", "page"))
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--runs", type=Path, help="the folder of the journals")
    parser.add_argument("--model", action="append")
    parser.add_argument("--texts", type=int, default=500)
    parser.add_argument("--only", nargs="*", help="of the searches or edits")
    options = parser.parse_args()
    if options.part != "page":
        for model in options.model or ["bundled:sentiment-tiny", "bundled:sentiment"]:
            run(options, model)
    write_whole(PAGE, page(records()))


def run(options: argparse.Namespace, model: str) -> None:
    """Every run of the part on one model; its figures are kept."""
    file = "rt_polarity" if options.part == "searches" else "sst2"
    chosen = sentences(options.data / "sentiment" / f"{file}.jsonl.gz", options.texts)
    for name, given in (SEARCHES if options.part == "searches" else EDITS).items():
        if options.only and name not in options.only:
            continue
        wishes = {"recipe": SEARCHED, "words": SYNONYMS, **given} if options.part == "searches" else dict(given)
        if "words" in wishes:
            wishes["words"] = options.data / wishes["words"]
        place = options.runs / f"{options.part}-{model.split(':')[-1]}-{name.replace(' ', '-').replace(',', '')}.jsonl"
        place.parent.mkdir(parents=True, exist_ok=True)
        found = attack(
            exegesis.load(model), chosen.texts, ids=chosen.ids, truths=chosen.truths, journal=place, **wishes
        )
        keep(figures(options.part, model, name, found))
        print(name, model, found, flush=True)


def sentences(path: Path, count: int) -> Sentences:
    """The first so many of the test split."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["split"] == "test"][:count]
    return Sentences([row["text"] for row in rows], [str(row["id"]) for row in rows], [row["label"] for row in rows])


def figures(part: str, model: str, name: str, found: Attack) -> dict[str, Any]:
    """A run's line."""
    succeeded = [item for item in found.items if item.outcome == "succeeded"]
    return {
        "part": part,
        "model": model,
        "name": name,
        "texts": len(found.items),
        "attacked": found.attacked,
        "succeeded": found.succeeded,
        "low": found.success_low,
        "high": found.success_high,
        "accuracy_before": found.accuracy_before,
        "accuracy_after": found.accuracy_after,
        "queries": found.mean_queries,
        "queries_a_success": float(np.mean([item.queries for item in succeeded])) if succeeded else None,
        "share": found.mean_share,
        "seconds": sum(item.seconds for item in found.items),
        "changes_meaning": found.changes_meaning,
        "date": today(),
        "machine": machine(),
    }


def records() -> list[dict[str, Any]]:
    """What has been run."""
    found: list[dict[str, Any]] = json.loads(RECORDS.read_text(encoding="utf-8")) if RECORDS.exists() else []
    return found


def keep(line: dict[str, Any]) -> None:
    """A run's line in the place of an older one of the same run."""
    same = ("part", "model", "name")
    others = [one for one in records() if any(one[key] != line[key] for key in same)]
    write_whole(RECORDS, json.dumps([*others, line], indent=1) + "\n")


def page(lines: list[dict[str, Any]]) -> str:
    """The page, of the records alone."""
    parts = [
        "# Attacks, run for real",
        "",
        "Written by `python -m benchmarks.attacks`; every figure is of the first sentences of a test split, those that "
        "the model answers wrongly as they are left out, with 95 % intervals (Wilson).",
        "",
        *searches_section([line for line in lines if line["part"] == "searches"]),
        *edits_section([line for line in lines if line["part"] == "edits"]),
    ]
    return "\n".join(parts).rstrip() + "\n"


def searches_section(lines: list[dict[str, Any]]) -> list[str]:
    """Searches beside one another, and as published."""
    if not lines:
        return []
    said = [
        "## Which search finds most, and for how many queries",
        "",
        "Success in % of the texts attacked, and queries a success. Edits: up to 8 counter-fitted neighbours a word, "
        "of the same part of speech; no word twice, no stop word. The published figures (Yoo et al. 2020) are of "
        "WordNet synonyms under a sentence encoder's constraint, on other models: their order compares, their height "
        "does not.",
        "",
    ]
    models = list(dict.fromkeys(line["model"] for line in lines))
    said.append(f"| search | {' | '.join(f'`{model}`' for model in models)} | BERT, published | LSTM, published |")
    said.append("| --- |" + " --- |" * (len(models) + 2))
    for name in PUBLISHED:
        cells = [
            _search_cell([line for line in lines if line["name"] == name and line["model"] == one]) for one in models
        ]
        published = [f"{rate} / {queries:,}" for rate, queries in PUBLISHED[name]]
        said.append(f"| {name} | {' | '.join([*cells, *published])} |")
    return [*said, "", *_sources(lines, "searches")]


def edits_section(lines: list[dict[str, Any]]) -> list[str]:
    """Kinds of edits beside one another."""
    if not lines:
        return []
    said = [
        "## Which edits turn the bundled models",
        "",
        "On SST-2's test split. Where edits change the meaning, an answer that stays may be the wrong one: a test.",
        "",
        "| edits | model | answers turned | accuracy before, under attack | words edited | queries a text |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name in EDITS:
        for line in (line for line in lines if line["name"] == name):
            star = " (changes the meaning)" if line["changes_meaning"] else ""
            accuracy = f"{line['accuracy_before']:.0%}, {line['accuracy_after']:.0%}"
            share = "–" if line["share"] is None else f"{line['share']:.0%}"
            said.append(
                f"| {name}{star} | `{line['model']}` | {_rate(line)} | {accuracy} | {share} | {line['queries']:,.0f} |"
            )
    return [*said, "", *_sources(lines, "edits")]


def _search_cell(lines: list[dict[str, Any]]) -> str:
    if not lines or lines[0]["queries_a_success"] is None:
        return "–"
    return f"{_rate(lines[0])} / {lines[0]['queries_a_success']:,.0f}"


def _rate(line: dict[str, Any]) -> str:
    rate = 100 * line["succeeded"] / line["attacked"]
    return f"{rate:.1f} ({100 * line['low']:.0f} to {100 * line['high']:.0f}) of {line['attacked']}"


def _sources(lines: list[dict[str, Any]], part: str) -> list[str]:
    """The commands, with machine and date."""
    found = []
    for model, texts, date, made in dict.fromkeys(
        (line["model"], line["texts"], line["date"], line["machine"]) for line in lines
    ):
        command = f"python -m benchmarks.attacks {part} --data DIR --runs DIR --model {model} --texts {texts}"
        found.append(f"- `{command}`, {date}, {made}.")
    return [*found, ""]


if __name__ == "__main__":
    main()
