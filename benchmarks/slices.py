"""Are planted slices found, is nothing found where none is planted, and what is found on real sets.

Simulated errors over real sentences (SST-2 train) with columns drawn beside them: of 4,000 rows those of a slice are
wrong with another chance. A slice is recovered when one that is claimed holds nearly the same rows (Jaccard 0.8). Then
bundled:sentiment on SST-2 and IMDb, and a forest on Adult. Goes on where it was stopped; writes docs/results/slices.md.

    python -m benchmarks.slices --data shared/data --out runs/slices
"""

import argparse
import gzip
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.sections import with_section
from numpy.typing import NDArray

import exegesis
from exegesis.core.files import write_whole
from exegesis.core.journal import Journal
from exegesis.core.machine import machine, today
from exegesis.data.outcomes import Outcomes
from exegesis.slices import SliceReport, slices
from exegesis.slices import wording as said
from exegesis.slices.bits import unpacked
from exegesis.slices.result import FoundSlice
from exegesis.views.tables import table

PAGE = Path(__file__).parents[1] / "docs" / "results" / "slices.md"
BEGIN, END = "<!-- begin slices -->", "<!-- end slices -->"
ROWS, ALIKE, MANY, SHOWN = 4_000, 0.8, 100_000, 6
CLASSES = ("negative", "positive")
OFTEN = ("film", "movie", "but")
WORDS = ("film", "movie", "but", "not", "story", "comedy", "characters", "good")
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Design:
    """What is planted: how many terms a slice has, and how often rows are wrong inside of it and elsewhere."""

    name: str
    terms: tuple[str, ...]
    inside: float
    usual: float


DESIGNS = (
    Design("nothing", (), 0.1, 0.1),
    Design("nothing, many errors", (), 0.3, 0.3),
    Design("fails: a word", ("word",), 0.4, 0.1),
    Design("fails: a value and a label", ("genre", "label"), 0.4, 0.1),
    Design("fails: a word and a value", ("word", "source"), 0.4, 0.1),
    Design("fails: a value, a label, a range", ("genre", "label", "age"), 0.4, 0.1),
    Design("succeeds: a value and a label", ("genre", "label"), 0.02, 0.3),
    Design("fails: a frequent word and a value", ("often", "source"), 0.4, 0.1),
)


def main() -> None:
    """Simulate, slice the real sets, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the records")
    parser.add_argument("--runs", type=int, default=20, help="of each planted slice")
    parser.add_argument("--empty-runs", type=int, default=100, help="of each world without one")
    parser.add_argument("--reviews", type=int, default=2000, help="of IMDb's test set")
    parser.add_argument("--explained", type=int, default=400, help="answers of each set, half of them wrong")
    parser.add_argument("--all-kinds", action="store_true", help="slice SST-2 by tags and clusters too")
    parser.add_argument("--size", action="store_true", help="measure the peak memory of 100,000 rows too")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    texts = [row["text"] for row in sentiment(options.data, "sst2", "train")]
    with Journal[str, dict[str, Any]](
        options.out / "simulated.jsonl", "simulated slices", {"rows": ROWS}, dict
    ) as lines:
        for design in DESIGNS:
            for seed in range(options.runs if design.terms else options.empty_runs):
                key = f"{design.name} {seed}"
                if key not in lines.lines:
                    lines.add((key, simulated(design, seed, texts)))
        records = {
            design.name: [lines.lines[key] for key in lines.lines if key.rpartition(" ")[0] == design.name]
            for design in DESIGNS
        }
    print(simulations(records), flush=True)
    reports = {}
    for name, made in sets(options.data, options.reviews, options.explained, options.all_kinds):
        file = options.out / f"{name.split()[0].lower()}.json"
        if not file.exists():
            write_whole(file, made(options.out / f"{name.split()[0].lower()}.jsonl").to_json().encode())
        reports[name] = SliceReport.from_json(file.read_text(encoding="utf-8"))
        print(real(name, reports[name]), flush=True)
    size = peak(options.out) if options.size else ""
    chosen = f"--empty-runs {options.empty_runs} --reviews {options.reviews} --explained {options.explained}"
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Slices: simulations and real sets\n"
    PAGE.write_text(with_section(page, section(records, reports, size, chosen)), encoding="utf-8")


def sentiment(folder: Path, name: str, *splits: str) -> list[dict[str, Any]]:
    """Rows of a file of sentences or reviews, of some splits."""
    with gzip.open(folder / "sentiment" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row for row in rows if row["split"] in splits]


# -- simulated --------------------------------------------------------------------------------------------------------


def simulated(design: Design, seed: int, texts: list[str]) -> dict[str, Any]:
    """One world: how many slices are claimed, and how well the best of them is the planted one."""
    rng = np.random.default_rng([DESIGNS.index(design), seed])
    chosen = [texts[place] for place in rng.choice(len(texts), ROWS, replace=False)]
    columns: Columns = {
        "genre": rng.choice(list("abcd"), ROWS),
        "source": rng.choice(["print", "web"], ROWS, p=[0.4, 0.6]),
        "age": rng.integers(18, 80, ROWS),
    }
    labels = rng.integers(0, 2, ROWS)
    planted = holding(design, chosen, columns, labels, rng)
    outcomes = answered(labels, rng.random(ROWS) < np.where(planted, design.inside, design.usual), rng)
    found = slices(
        None, chosen, seed=seed, columns={name: cells.tolist() for name, cells in columns.items()}, outcomes=outcomes,
        explained=0, keep_rows=False,
    )  # fmt: skip
    held = [unpacked(one.bits, ROWS) for one in found.found]
    alike = [float((one & planted).sum() / (one | planted).sum()) for one in held]
    return {
        "planted": int(planted.sum()),
        "claimed": len(held),
        "alike": max(alike, default=0.0),
        "others": sum(one < ALIKE for one in alike),
        "tried": len(found.search.slices) if found.search else 0,
    }


def holding(
    design: Design, texts: list[str], columns: Columns, labels: NDArray[Any], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """(n,) the rows of the planted slice; none where nothing is planted."""
    word, frequent = str(rng.choice(WORDS)), OFTEN[int(rng.integers(len(OFTEN)))] if "often" in design.terms else ""
    ways: dict[str, Callable[[], NDArray[np.bool_]]] = {
        "word": lambda: np.array([word in text.split() for text in texts]),
        "often": lambda: np.array([frequent in text.split() for text in texts]),
        "genre": lambda: np.asarray(columns["genre"] == str(rng.choice(list("abcd")))),
        "source": lambda: np.asarray(columns["source"] == "print"),
        "label": lambda: np.asarray(labels == int(rng.integers(2))),
        "age": lambda: np.asarray(columns["age"] > np.percentile(columns["age"], 50, method="lower")),
    }
    if not design.terms:
        return np.zeros(len(texts), dtype=np.bool_)
    return np.logical_and.reduce([ways[term]() for term in design.terms])


def answered(labels: NDArray[Any], wrong: NDArray[np.bool_], rng: np.random.Generator) -> Outcomes:
    """Answers that are wrong where it is said."""
    answers, confidence = np.where(wrong, 1 - labels, labels), rng.uniform(0.6, 1.0, len(labels))
    probabilities = np.empty((len(labels), 2))
    probabilities[np.arange(len(labels)), answers] = confidence
    probabilities[np.arange(len(labels)), 1 - answers] = 1 - confidence
    return Outcomes(CLASSES, labels, probabilities)


# -- real sets --------------------------------------------------------------------------------------------------------


def sets(
    folder: Path, reviews: int, explained: int, all_kinds: bool
) -> Iterator[tuple[str, Callable[[Path], SliceReport]]]:
    """(name, what makes its report and keeps explanations in a file)."""
    about: dict[str, Any] = {"keep_rows": False, "explained": explained}
    by = ["label", "answer", "length", "negation", "tag", "cluster"] if all_kinds else None

    def sentences(keep: Path) -> SliceReport:
        rows = sentiment(folder, "sst2", "dev", "test")
        return slices(
            "bundled:sentiment", [row["text"] for row in rows], "occlusion", truths=[row["label"] for row in rows],
            other="bundled:sentiment-tiny", by=by, keep=keep, **about,
        )  # fmt: skip

    def census(keep: Path) -> SliceReport:
        from benchmarks.table_data import adult  # what measures memory imports this module, and no pandas

        case = adult(folder)
        model = exegesis.load(case.forest(), background=case.train)
        truths = case.test_truths.tolist()
        return slices(model, case.test, "occlusion", truths=truths, search_by=["column"], keep=keep, **about)

    def long_reviews(keep: Path) -> SliceReport:
        rows = sentiment(folder, "imdb_test", "test")[:reviews]
        return slices(
            "bundled:sentiment", [row["text"] for row in rows], "integrated_gradients",
            truths=[row["label"] for row in rows], columns={"stars": [str(row["stars"]) for row in rows]}, keep=keep,
            steps=8, **about,
        )  # fmt: skip

    yield "SST-2 dev and test", sentences
    yield "Adult", census
    yield "IMDb test", long_reviews


# -- size -------------------------------------------------------------------------------------------------------------


def by_length(texts: list[str]) -> NDArray[np.float64]:
    """A model that costs nothing, so that what is measured is the rest."""
    share = np.array([sum(map(ord, text)) % 97 / 97 for text in texts])
    return np.stack([1 - share, share], axis=1)


def peak(folder: Path) -> str:
    """The peak memory of the command over 100,000 rows, with all that it writes; and how large that is."""
    data, rng = folder / "many.jsonl", np.random.default_rng(0)
    words = [f"word{number}" for number in range(20_000)]
    with data.open("w", encoding="utf-8") as file:
        for number in range(MANY):
            places = np.minimum(len(words) ** rng.random(int(rng.integers(10, 50))), len(words) - 1).astype(int)
            text = " ".join(words[place] for place in places)
            row = {"id": f"r{number}", "text": text, "label": int(rng.integers(2)), "stars": int(rng.integers(1, 11))}
            file.write(json.dumps(row) + "\n")
    written = {name: folder / f"many.{name}" for name in ("html", "json", "parquet")}
    asked = [word for name, path in written.items() for word in (f"--{name}", str(path))]
    command = [
        sys.executable,
        "-m",
        "exegesis",
        "slices",
        "--data",
        str(data),
        "--model",
        "benchmarks.slices:by_length",
    ]
    subprocess.run([*command, "--explained", "0", *asked], check=True)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sizes = ", ".join(f"{name} {path.stat().st_size / 1e6:.0f} MB" for name, path in written.items())
    return (
        f"{MANY:,} rows ({data.stat().st_size / 1e6:.0f} MB), a model that costs nothing, nothing explained: peak "
        f"memory {megabytes:.0f} MB, with all that is written ({sizes})."
    )


# -- the page ---------------------------------------------------------------------------------------------------------


def simulations(records: dict[str, list[dict[str, Any]]]) -> str:
    """The table of all worlds."""
    rows = [["planted", "rows of it", "worlds", "recovered in", "anything else claimed in"]]
    for design in DESIGNS:
        found = records[design.name]
        sizes = [one["planted"] for one in found]
        chances = f"{design.inside:.0%} wrong, else {design.usual:.0%}" if design.terms else f"{design.usual:.0%} wrong"
        rows.append(
            [
                f"{design.name} ({chances})",
                f"{min(sizes):,} to {max(sizes):,}" if design.terms else "",
                str(len(found)),
                str(sum(one["alike"] >= ALIKE for one in found)) if design.terms else "",
                str(sum(bool(one["others"]) for one in found)),
            ]
        )
    return table(rows)


def real(name: str, report: SliceReport) -> str:
    """What is found on one set."""
    parts = [f"### {name}", "", f"{said.heading(report)}. {said.calibrated(report)}"]
    if report.search is not None:
        parts += ["", said.outcome(report.search)]
        rows = [["slice", "", "right", "rows", "elsewhere", "corrected p"]]
        rows += [
            [one.name, one.direction, said.share(1 - one.held.share.mean), f"{one.held.rows:,}",
             said.share(1 - one.elsewhere.share.mean), said.p(one.q)]
            for one in report.found
        ]  # fmt: skip
        parts += ["", table(rows)] if report.found else []
    parts += ["", f"Named beforehand: {said.named_outcome(report)}"]
    differing = said.differing(report)
    rows = [[one.name, said.share(one.accuracy.mean), f"{one.errors.rows:,}", said.p(one.q)] for one in differing]
    if rows:
        parts[-1] += f" The {min(len(rows), SHOWN)} of the lowest accuracy:" if len(rows) > 1 else ""
        parts += ["", table([["slice", "right", "rows", "corrected p"], *rows[:SHOWN]])]
    if report.words is not None:
        held = [f"{one.word} ({one.difference.mean:+.3f})" for one in said.telling(report.words)]
        parts += ["", f"{said.about(report.words)}: {said.explained(report.words)} {', '.join(held[:12])}".rstrip()]
    if report.rival is not None:
        parts += ["", f"Beside {report.rival.model}: {said.rival(report, report.rival)}"]
        for who, search in (("second", report.rival.lost), ("first", report.rival.won)):
            named = [beside(one) for one in search.slices if one.holds]
            parts.append(f"The {who} alone is right more often in: {'; '.join(named) or 'no slice that holds'}.")
    return "\n".join(parts)


def beside(one: FoundSlice) -> str:
    """A slice in which one of two models alone is right."""
    elsewhere = said.share(one.elsewhere.share.mean)
    return f"{one.name} ({said.share(one.held.share.mean)} of {one.held.rows:,}, elsewhere {elsewhere})"


def section(records: dict[str, list[dict[str, Any]]], reports: dict[str, SliceReport], size: str, chosen: str) -> str:
    """The section of the page."""
    return "\n".join(
        [
            BEGIN,
            f"{today()}, {machine()}; `python -m benchmarks.slices --data DIR --out DIR {chosen}`.",
            "",
            "## Simulated",
            "",
            f"Errors drawn over {ROWS:,} real sentences (SST-2) with three columns beside them. Recovered: a claimed "
            f"slice holds nearly the planted rows (Jaccard {ALIKE} or more).",
            "",
            simulations(records),
            "",
            "## Real sets",
            "",
            *(f"{real(name, report)}\n" for name, report in reports.items()),
            *(["## Size", "", size, ""] if size else []),
            END,
            "",
        ]
    )


if __name__ == "__main__":
    main()
