"""Counterfactuals of reviews: how many texts turn, with how many edits and passes, and how fluent the texts stay.

    python -m benchmarks.counterfactuals --data shared/data --records records.jsonl [--texts 300 100] [--seconds 5000]
    python -m benchmarks.counterfactuals --records records.jsonl --page docs/results/counterfactuals.md

Three searches over the same edits with the same budget of passes: the library's; its units taken one after another in
the order of the explanation, each by the alternative that helps most, until the answer turns (greedy, as TextFooler
goes); and the same in random order. Nothing is taken back by the two. Records are kept line by line, so that a run
that was stopped goes on where it ended; the page is made of the records.
"""

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import exegesis
from exegesis.core.machine import machine, today
from exegesis.core.proportions import wilson
from exegesis.core.statistics import Interval, bootstrapped
from exegesis.counterfactuals.fluency import Fluent
from exegesis.counterfactuals.search import CounterfactualSearch, Flip, SearchOutcome, Steps
from exegesis.counterfactuals.searching import searched
from exegesis.counterfactuals.shrinking import UNSURE
from exegesis.counterfactuals.space import Edits, Space, joined
from exegesis.counterfactuals.trials import Trials
from exegesis.counterfactuals.ways.proposals import Proposer
from exegesis.counterfactuals.wishes import CounterfactualWishes, wishes_of

MODELS = ("bundled:sentiment-tiny", "bundled:sentiment")
MASKED = "bundled:masked-words"
SETS = {"SST-2": ("sst2.jsonl.gz", 500), "IMDb": ("imdb_test.jsonl.gz", 1000)}  # file, and passes
WAYS = {"delete": ("delete",), "delete or propose": ("delete", "propose")}
SEARCHES = ("library", "greedy", "random order")
_LONGEST = 700  # characters of a review
_JUDGED = 25  # reviews of IMDb whose fluency is taken, a pass for each word piece


@dataclass(frozen=True, kw_only=True)
class OneByOne(CounterfactualSearch):
    """Unit after unit in the space's order, each by the edit that goes farthest; none where no edit helps."""

    def steps(self, space: Space, rng: np.random.Generator, margin: float, left: int) -> Steps:
        """Until the answer turns, or nothing is left."""
        trials, edits = Trials(space, margin, left), Edits()
        for unit in space.order:
            tried = [joined(edits, edit) for edit in space.edits_of(unit)]
            yield from trials.ask(tried)
            if (found := trials.best(tried)) is not None:
                flip = Flip(found, trials.margins[found], UNSURE, trials.left)
                return SearchOutcome((flip,), "found", len(trials.margins) - 1)
            known = [one for one in tried if one in trials.margins]
            edits = max([edits, *known], key=lambda one: (round(trials.margins[one], 9), -len(one)))
            if trials.is_spent:
                return SearchOutcome((), "budget", len(trials.margins) - 1)
        return SearchOutcome((), "exhausted", len(trials.margins) - 1)


@dataclass(frozen=True)
class Record:
    """One text, one way, one search. `ratio`: pseudo-perplexity after by before; None where nothing was found."""

    model: str
    dataset: str
    index: int
    way: str
    search: str
    flipped: bool
    stopped: str
    edits: int | None
    share: float | None
    minimal: str | None
    ratio: float | None
    passes: int
    seconds: float

    @property
    def key(self) -> tuple[Any, ...]:
        """What is not done twice."""
        return self.model, self.dataset, self.index, self.way, self.search


def main() -> None:
    """Search what is not in the records yet, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="the folder of the data sets")
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--texts", type=int, nargs=2, default=(300, 100), help="of SST-2, of IMDb")
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no further text after so many")
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    if options.data is not None:
        run(options.data, options.records, dict(zip(SETS, options.texts, strict=True)), options.models, options.seconds)
    if options.page is not None:
        options.page.write_text(page(list(kept(options.records))), encoding="utf-8")


def run(data: Path, records: Path, counts: dict[str, int], models: Sequence[str], seconds: float) -> None:
    """Text by text, all searches of one before the next text, so that a run that is stopped compares like with like."""
    done, started = {record.key for record in kept(records)}, time.monotonic()
    fluent, proposer = Fluent(MASKED), Proposer(MASKED)
    texts = {dataset: reviews(data, dataset)[:count] for dataset, count in counts.items()}
    for name in models:
        model = exegesis.load(name, threads=1)
        for dataset, index in interleaved({name: len(some) for name, some in texts.items()}):
            for way, search in ((way, search) for way in WAYS for search in SEARCHES):
                if (name, dataset, index, way, search) in done:
                    continue
                if time.monotonic() - started > seconds:
                    return
                found = record(model, fluent, proposer, dataset, index, texts[dataset][index], way, search)
                with records.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(found)) + "\n")


def interleaved(counts: dict[str, int]) -> list[tuple[str, int]]:
    """The places of all texts of several sets, each set spread over the whole."""
    places = [((index + 0.5) / count, dataset, index) for dataset, count in counts.items() for index in range(count)]
    return [(dataset, index) for _, dataset, index in sorted(places)]


def reviews(data: Path, dataset: str) -> list[str]:
    """Test texts in an order drawn once; of IMDb those that the model reads whole."""
    with gzip.open(data / "sentiment" / SETS[dataset][0], "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [row["text"] for row in rows if row["split"] == "test" and len(row["text"]) <= _LONGEST]
    return [texts[place] for place in np.random.default_rng(0).permutation(len(texts))]


def record(
    model: Any, fluent: Fluent, proposer: Proposer, dataset: str, index: int, text: str, way: str, search: str
) -> Record:
    """One search of one text."""
    started = time.perf_counter()
    found = searched(model, text, wishes(model, proposer, SETS[dataset][1], way, search), id=f"{dataset} {index}")
    seconds = time.perf_counter() - started
    one = found.found[0] if found.found else None
    is_judged = one is not None and (dataset != "IMDb" or index < _JUDGED)
    ratio = None if one is None or not is_judged else fluent.perplexity(one.text) / fluent.perplexity(text)
    return Record(
        model.name,
        dataset,
        index,
        way,
        search,
        one is not None,
        found.stopped,
        None if one is None else len(one.edits),
        None if one is None else one.distance,
        None if one is None else one.minimal,
        ratio,
        found.passes,
        seconds,
    )


def wishes(model: Any, proposer: Proposer, budget: int, way: str, search: str) -> CounterfactualWishes:
    """What the search of this name wants."""
    made = wishes_of(
        model,
        "random" if search == "random order" else "auto",
        target=None,
        seed=0,
        unit=None,
        by=WAYS[way],
        keep=(),
        count=1,
        budget=budget,
        most_edits=None,
        at_least=None,
        at_most=None,
        own={"proposer": proposer} if "propose" in WAYS[way] else {},
        fluency=None,
        settings={},
    )
    return made if search == "library" else replace(made, search=OneByOne())


def kept(records: Path) -> Iterator[Record]:
    """The records of a file, none where there is no file."""
    if records.exists():
        for line in records.read_text(encoding="utf-8").splitlines():
            yield Record(**json.loads(line))


# -- the page ---------------------------------------------------------------------------------------------------------


def page(records: list[Record]) -> str:
    """The whole page."""
    parts = [_HEAD.format(date=today(), machine=machine())]
    for model in dict.fromkeys(record.model for record in records):
        for dataset in SETS:
            for way in WAYS:
                some = [one for one in records if (one.model, one.dataset, one.way) == (model, dataset, way)]
                parts += table(complete(some), f"{dataset}, `{model}`, {way}", SETS[dataset][1])
    return "\n".join(parts)


def complete(records: list[Record]) -> list[Record]:
    """Those of texts that every search has."""
    by_index: dict[int, list[Record]] = {}
    for one in records:
        by_index.setdefault(one.index, []).append(one)
    return [one for some in by_index.values() if len(some) == len(SEARCHES) for one in some]


def table(records: list[Record], title: str, budget: int) -> list[str]:
    """A section: a row for each search; edits and fluency over the texts that all searches turn."""
    if not records:
        return []
    turned = [{one.index for one in records if one.search == search and one.flipped} for search in SEARCHES]
    common = set.intersection(*turned)
    count = len(records) // len(SEARCHES)
    return [
        f"## {title}",
        "",
        f"{count} texts, {budget:,} passes each. Edits and fluency: of the {len(common)} texts that all three turn.",
        "",
        "| search | turned, % | edits | words edited, % | pseudo-perplexity, times | passes, median | minimal, % |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(row([one for one in records if one.search == search], common, f"{title} {search}") for search in SEARCHES),
        "",
        fewer(records, common, title),
        "",
    ]


def row(records: list[Record], common: set[int], name: str) -> str:
    """One search; its intervals are drawn by `name`."""
    some = [one for one in records if one.index in common]
    edits = bootstrapped([float(one.edits or 0) for one in some], 0, f"{name} edits")
    shares = bootstrapped([100 * (one.share or 0) for one in some], 0, f"{name} share")
    logs = bootstrapped([float(np.log(one.ratio)) for one in some if one.ratio], 0, f"{name} fluency")
    sure = [one.minimal != UNSURE for one in records if one.flipped]
    cells = [
        records[0].search,
        share(sum(one.flipped for one in records), len(records)),
        said(edits),
        said(shares),
        said(None if logs is None else Interval(*(float(np.exp(x)) for x in (logs.mean, logs.low, logs.high))), 2),
        f"{np.median([one.passes for one in records]):,.0f}",
        f"{100 * np.mean(sure):.0f}" if sure and records[0].search == "library" else "not tried",
    ]
    return f"| {' | '.join(cells)} |"


def fewer(records: list[Record], common: set[int], title: str) -> str:
    """How many edits the library saves, text by text."""
    by = {(one.index, one.search): float(one.edits or 0) for one in records}
    parts = []
    for other in SEARCHES[1:]:
        saved = [by[index, other] - by[index, "library"] for index in sorted(common)]
        more = sum(one < 0 for one in saved)
        parts.append(
            f"{said(bootstrapped(saved, 0, f'{title} {other} saved'))} fewer edits than {other} (more in {more} texts)"
        )
    return f"The library's search, text by text: {'; '.join(parts)}."


def share(hits: int, count: int) -> str:
    """A share in percent with its interval."""
    low, high = wilson(hits, count)
    return f"{100 * hits / count:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def said(found: Interval | None, digits: int = 1) -> str:
    """A mean with its interval."""
    if found is None:
        return "–"
    return f"{found.mean:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"


_HEAD = """# Counterfactuals of reviews, measured

How many reviews another answer is found for, with how many edits and passes, and how fluent the texts stay
({date}, {machine}; `python -m benchmarks.counterfactuals`). Test texts in an order drawn once; of IMDb those of at most
700 characters. All searches have the same edits and the same budget of passes, those for the order included. Each
section says how many texts a run came to; the full size is 300 of SST-2 and 100 of IMDb before both models, which is
what the command does where nothing is said.

- *library*: `exegesis.counterfactuals`. *greedy*: the units in the same order (by occlusion), each by the alternative
  that helps most, until the answer turns. *random order*: the same in random order.
- In brackets 95 % intervals: Wilson's of shares, bootstrap over texts of means.
- *words edited*: of all units of the text. *pseudo-perplexity, times*: after the change by before, geometric mean, by
  `bundled:masked-words`, which also proposes; of IMDb over the first 25 texts.
- *passes*: until the search ended; of the library with its search for smaller changes.
- *minimal*: of the changes found, those of which it was tried that no part (of more than six edits: no single edit) can
  be taken back.
"""


if __name__ == "__main__":
    main()
