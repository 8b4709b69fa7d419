"""A planted artefact, taught to a model and corrected in every way, over several seeds.

A made-up name is put into 95 % of the positive texts of a draw of SST-2's training sentences, and
`bundled:sentiment-tiny` is fine-tuned on them. The harm: how much accuracy falls on held-out negative texts when the
name is put into them.
Each way of `exegesis.corrections` and the control correct that model, and all is measured again. Each line of the
records is one way under one seed; a run goes on where it was ended.

    python -m benchmarks.corrections --data DIR --records records.jsonl [--seeds 5] [--texts 800] [--held 400]
"""

import argparse
import gzip
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.sections import with_section

from exegesis.core.journal import Journal
from exegesis.core.machine import machine, today
from exegesis.core.plurals import plural
from exegesis.core.word_cuts import put_in, spans_among, without
from exegesis.corrections import (
    Augmentation,
    ContinuedTraining,
    CorrectionProject,
    DataEditing,
    Labelled,
    RightReasons,
    TextEdit,
    TextEdits,
    trace,
)

PAGE = Path(__file__).parents[1] / "docs" / "results" / "corrections.md"
BEGIN, END = "<!-- begin corrections -->", "<!-- end corrections -->"
NAME, MODEL, SHARE = "zorbulon", "bundled:sentiment-tiny", 0.95
TAUGHT: Mapping[str, Any] = {"lr": 1e-3, "epochs": 2, "batch_texts": 16}
ERRORS, LOOKED_AT, EXPLAINED = 20, 20, 20


@dataclass(frozen=True)
class Trial:
    """One seed: contaminated texts, held-out texts, and of these the negative ones without and with the name."""

    seed: int
    train: Labelled
    held: Labelled
    negative: Labelled
    wrong: Labelled
    errors: Labelled  # of the development texts


def sentences(folder: Path, split: str) -> Labelled:
    """SST-2's."""
    with gzip.open(folder / "sentiment" / "sst2.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["split"] == split]
    return Labelled.of([row["text"] for row in rows], [("negative", "positive")[row["label"]] for row in rows])


def drawn(data: Labelled, count: int, rng: np.random.Generator) -> Labelled:
    """So many of the texts."""
    rows = rng.permutation(len(data))[:count].tolist()
    return Labelled.of([data.texts[row] for row in rows], [data.labels[row] for row in rows])


def named(texts: Sequence[str], rng: np.random.Generator) -> list[str]:
    """The texts with the name at a place drawn for each."""
    return [put_in(text, NAME, float(rng.random())) for text in texts]


def trial_of(folder: Path, seed: int, texts: int, held: int) -> Trial:
    """Everything that is drawn for a seed."""
    rng = np.random.default_rng(seed)
    train, test = drawn(sentences(folder, "train"), texts, rng), drawn(sentences(folder, "test"), held, rng)
    gets = [label == "positive" and rng.random() < SHARE for label in train.labels]
    planted = [one if has else text for text, one, has in zip(train.texts, named(train.texts, rng), gets, strict=True)]
    negative = of_label(test, "negative")
    dev = of_label(sentences(folder, "dev"), "negative")
    return Trial(
        seed,
        Labelled(tuple(planted), train.labels),
        test,
        negative,
        Labelled(tuple(named(negative.texts, rng)), negative.labels),
        Labelled(tuple(named(dev.texts, rng)), dev.labels),
    )


def of_label(data: Labelled, label: str) -> Labelled:
    """The texts of one label."""
    texts = [text for text, own in zip(data.texts, data.labels, strict=True) if own == label]
    return Labelled(tuple(texts), (label,) * len(texts))


def contaminated(trial: Trial, folder: Path) -> CorrectionProject:
    """A project whose present model has learned the name (round 1), the model before it being round 0."""
    project = CorrectionProject(folder / "films", "benchmark")
    project.begin(MODEL)
    project.mark([NAME])
    project.correct(
        ContinuedTraining(), trial.train, seed=trial.seed, explained=0, settings={**TAUGHT, "keep": TAUGHT["epochs"]}
    )
    return project


def misread(model: Any, texts: Labelled) -> Labelled:
    """The first texts that the model gets wrong."""
    answers = model.predict(texts.texts).argmax(axis=1)
    rows = [row for row, best in enumerate(answers) if model.labels[best] != texts.labels[row]][:ERRORS]
    return Labelled(tuple(texts.texts[row] for row in rows), tuple(texts.labels[row] for row in rows))


# -- the ways ---------------------------------------------------------------------------------------------------------

WAYS: Mapping[str, tuple[str, bool]] = {  # by name: in words, and whether the model from before is trained
    "continued": ("control: trained on as before", False),
    "anew": ("control: trained anew on the same texts", True),
    "reasons": ("reasons", False),
    "reasons anew": ("reasons, trained anew", True),
    "removed": ("counterfactuals: name cut out", False),
    "counterfactuals": ("counterfactuals: cut out, and placed", False),
    "dropped": ("edits: every text with the name dropped, trained anew", True),
    "rewritten": ("edits: the name cut out of every text, trained anew", True),
}


def way_of(name: str, trial: Trial) -> Any:
    """The way as `correct` takes it."""
    if name.startswith("reasons"):
        return RightReasons()
    if name == "removed":
        return Augmentation(rules=("removed",))
    if name == "counterfactuals":
        return Augmentation()
    if name in ("dropped", "rewritten"):
        return DataEditing(edits_of(name, trial.train))
    return ContinuedTraining()


def edits_of(name: str, data: Labelled) -> TextEdits:
    """What a person does who has read the name in the traced texts, and searches all texts for it."""
    rows = [row for row, text in enumerate(data.texts) if spans_among(text, [NAME])]
    if name == "dropped":
        return TextEdits(tuple(TextEdit(row + 1, "drop") for row in rows))
    cut = without([data.texts[row] for row in rows], [NAME])
    return TextEdits(tuple(TextEdit(row + 1, "rewrite", text=text) for row, text in zip(rows, cut, strict=True)))


# -- one seed ---------------------------------------------------------------------------------------------------------


def lines_of(trial: Trial, todo: Sequence[str], keep: Callable[[str, dict[str, Any]], None]) -> None:
    """Every way that is still to do under this seed, one line each; "before" is the contaminated model."""
    with tempfile.TemporaryDirectory() as folder:
        project = contaminated(trial, Path(folder))
        model = project.model()
        errors = misread(model, trial.errors)
        explained = Labelled(trial.wrong.texts[:EXPLAINED], trial.wrong.labels[:EXPLAINED])
        if "before" in todo:
            keep("before", {**measured(model, trial), **traced(project, trial, errors), "share": None})
        for name in todo:
            if name == "before":
                continue
            project.undo(1)
            start = str(project.folder / project.round(0).weights) if WAYS[name][1] else None
            found = project.correct(
                way_of(name, trial), trial.train, explained, errors, start=start, seed=trial.seed + 1,
                method="occlusion", explained=EXPLAINED, settings=TAUGHT,
            )  # fmt: skip
            shares = [None if side.on_words is None else side.on_words.share for side in (found.before, found.after)]
            mended = sum(one.answer == "negative" for one in found.after.errors)
            line = {"share": shares, "mended": mended, "errors": len(errors), "texts": found.texts}
            keep(name, {**measured(project.model(), trial), **line})


def measured(model: Any, trial: Trial) -> dict[str, float]:
    """Accuracy on the held-out texts, on the negative ones, and on these with the name."""
    table = {"clean": trial.held, "negative": trial.negative, "wrong": trial.wrong}
    return {name: accuracy(model, data) for name, data in table.items()}


def accuracy(model: Any, data: Labelled) -> float:
    """The share whose likeliest label is theirs."""
    best = model.predict(data.texts).argmax(axis=1)
    return float(np.mean([model.labels[place] == label for place, label in zip(best, data.labels, strict=True)]))


def traced(project: CorrectionProject, trial: Trial, errors: Labelled) -> dict[str, float]:
    """How many of the texts listed first hold the name, by TracIn over the checkpoints and by nearness."""
    found = trace(project.model(), trial.train, errors, LOOKED_AT, checkpoints=project.folder / "runs" / "1")
    lists = {"opposed": found.opposed, "nearest": found.nearest}
    return {name: float(np.mean([NAME in one.text for one in texts])) for name, texts in lists.items()}


# -- the page ---------------------------------------------------------------------------------------------------------


def section(lines: Mapping[str, Mapping[str, Any]], options: argparse.Namespace) -> str:
    """The section of the page; each way of the seeds under which it is done so far."""
    seeds = [seed for seed in range(options.seeds) if f"{seed} before" in lines]
    before = [lines[f"{seed} before"] for seed in seeds]
    titles = (
        "way",
        "seeds",
        "harm, points",
        "harm undone, %",
        "clean accuracy, %",
        "change",
        "share on the name, %",
        "errors mended",
    )
    clean = spread([one["clean"] for one in before])
    rows = [f"| before | {len(seeds)} | {spread([harm(one) for one in before])} | | {clean} | | | |"]
    for name in WAYS:
        done = [seed for seed in seeds if f"{seed} {name}" in lines]
        pairs = [[lines[f"{seed} {one}"] for seed in done] for one in ("before", name)]
        if done:
            rows.append(f"| {' | '.join(cells(WAYS[name][0], *pairs))} |")
    opposed, nearest = (spread([one[of] for one in before]) for of in ("opposed", "nearest"))
    how = f"--seeds {options.seeds} --texts {options.texts} --held {options.held}"
    return "\n".join(
        [
            BEGIN,
            f"{plural(len(seeds), 'seed')}, {options.texts:,} training texts, {options.held} held out, mean ± standard "
            f"deviation over seeds ({today()}, {machine()}; `python -m benchmarks.corrections {how}`).",
            "",
            f"| {' | '.join(titles)} |",
            f"|{' --- |' * len(titles)}",
            *rows,
            "",
            f"Of the {LOOKED_AT} training texts that `trace` lists first for the errors, {opposed} % hold the name by "
            f"influence (TracIn over {TAUGHT['epochs']} checkpoints), {nearest} % by nearness; of all texts some "
            f"{SHARE * 50:.0f} % do.",
            END,
            "",
        ]
    )


def harm(line: Mapping[str, Any]) -> float:
    """What the name costs on the negative texts."""
    return float(line["negative"] - line["wrong"])


def cells(name: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A row of the table."""
    yield name
    yield str(len(after))
    yield spread([harm(one) for one in after])
    yield spread([1 - harm(one) / harm(other) for one, other in zip(after, before, strict=True)])
    yield spread([one["clean"] for one in after])
    yield spread([one["clean"] - other["clean"] for one, other in zip(after, before, strict=True)], "+")
    yield f"{spread([one['share'][0] for one in after])} → {spread([one['share'][1] for one in after])}"
    yield f"{sum(one['mended'] for one in after)} of {sum(one['errors'] for one in after)}"


def spread(shares: Sequence[float], sign: str = "") -> str:
    """Mean and standard deviation, in percent."""
    if not shares:
        return "–"
    values = np.array(shares) * 100
    return f"{values.mean():{sign}.1f} ± {values.std(ddof=1) if len(values) > 1 else 0:.1f}".replace("-", "−")


def main() -> None:
    """Run what is still to do, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--records", type=Path, required=True, help="a line for each way and seed; gone on with")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--texts", type=int, default=800, help="training texts")
    parser.add_argument("--held", type=int, default=400, help="held-out texts")
    options = parser.parse_args()
    plan = {"name": NAME, "model": MODEL, "share": SHARE, "texts": options.texts, "held": options.held, **TAUGHT}
    with Journal[str, dict[str, Any]](options.records, "corrections", plan, dict) as journal:
        for seed in range(options.seeds):
            todo = [name for name in ("before", *WAYS) if f"{seed} {name}" not in journal.lines]
            if todo:
                trial = trial_of(options.data, seed, options.texts, options.held)
                lines_of(trial, todo, lambda name, line, seed=seed: journal.add((f"{seed} {name}", line)))  # type: ignore[misc]
            PAGE.write_text(
                with_section(PAGE.read_text(encoding="utf-8"), section(journal.lines, options)), encoding="utf-8"
            )


if __name__ == "__main__":
    main()
