"""Whether explanations help to tell right answers from wrong ones: the areas under risk-coverage curves, measured.

SQuAD dev of which every other question is put to a paragraph of another article (and so has no answer there), PolicyQA
(another domain than the model's), IMDb and SST-2. `gather` asks the models, and goes on where it was stopped; `page`
fits the combinations on one half of each set and judges them on the other, over several splits, and writes the page.

    python -m benchmarks.confidence gather --data shared/data --runs runs/confidence
    python -m benchmarks.confidence page --data shared/data --runs runs/confidence
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.confidence_page import JudgedSet, written

import exegesis
from exegesis.adapters.base import Model
from exegesis.confidence.gathering import KIND, SignalRequest, gathered, journal_plan, kept
from exegesis.confidence.signals.evidence import Evidence
from exegesis.confidence.signals.table import chosen
from exegesis.confidence.table import SignalTable
from exegesis.confidence.truth import right_answer, right_class
from exegesis.core.journal import Journal
from exegesis.core.tables import Row, rows
from exegesis.data.inputs import Question
from exegesis.data.items import DataItem
from exegesis.data.squad.reading import SquadQuestion, read_squad
from exegesis.engine.chosen_methods import chosen_methods

PAGE = Path(__file__).parents[1] / "docs" / "results" / "confidence.md"
COMMAND = "python -m benchmarks.confidence"
_AT_ONCE = 40  # rows of a set before the next set has its turn


@dataclass(frozen=True)
class ConfidenceSet:
    """A set of labelled rows, its model and how it is explained."""

    name: str
    file: str
    model: str
    methods: tuple[str, ...]
    rows: int
    read: Callable[[Path, int], list[DataItem]]
    f1: float | None = None  # of questions, from which on an answer is right; None: it must be one of the truths


def reviews(path: Path, count: int) -> list[DataItem]:
    """Test texts with their labels, drawn at random."""
    test = [row for row in rows(path) if isinstance(row, Row) and row.fields["split"] == "test"]
    drawn = np.random.default_rng(0).permutation(len(test))[:count].tolist()
    return [
        DataItem(test[at].fields["text"], str(test[at].fields["id"]), str(test[at].fields["label"])) for at in drawn
    ]


def questions(path: Path, count: int) -> list[DataItem]:
    """Questions over their own contexts, drawn at random."""
    return [_item(one, one.context) for one in _drawn(path, count)]


def mismatched(path: Path, count: int) -> list[DataItem]:
    """The same, every other one over the context of the nearest question that is of another article."""
    asked = _drawn(path, count)
    found = []
    for place, one in enumerate(asked):
        others = (other for other in (*asked[place:], *asked) if other.title != one.title)
        found.append(_item(one, next(others).context, is_own=False) if place % 2 else _item(one, one.context))
    return found


def _drawn(path: Path, count: int) -> list[SquadQuestion]:
    asked = read_squad(path)
    return [asked[at] for at in np.random.default_rng(0).permutation(len(asked))[:count].tolist()]


def _item(one: SquadQuestion, context: str, is_own: bool = True) -> DataItem:
    return DataItem(Question(one.question, context), f"{one.id}{'' if is_own else ' elsewhere'}")


_BY_GRADIENTS = ("gradient", "smooth_grad:samples=2")
_BY_MASKS = ("gradient", "lime:samples=40")
SETS = (
    ConfidenceSet("SST-2", "sentiment/sst2.jsonl.gz", "bundled:sentiment", _BY_MASKS, 800, reviews),
    ConfidenceSet("IMDb", "sentiment/imdb_test.jsonl.gz", "bundled:sentiment", _BY_GRADIENTS, 800, reviews),
    ConfidenceSet("SQuAD", "qa/squad_v1.1_dev.json.gz", "bundled:questions", _BY_GRADIENTS, 800, mismatched),
    ConfidenceSet("PolicyQA", "qa/policyqa_test.json.gz", "bundled:questions", _BY_GRADIENTS, 600, questions, f1=0.5),
    ConfidenceSet(
        "PolicyQA, F1 0.2", "qa/policyqa_test.json.gz", "bundled:questions", _BY_GRADIENTS, 600, questions, f1=0.2
    ),
)


def main() -> None:
    """Ask, or judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("gather", "page"))
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--runs", type=Path, required=True, help="the folder of what was asked")
    parser.add_argument("--set", action="append", choices=[one.name for one in SETS], help="gather: only these")
    options = parser.parse_args()
    if options.what == "page":
        written([judged(one, options.data, options.runs) for one in SETS], PAGE, COMMAND)
    if options.what == "gather":
        gather([one for one in SETS if options.set is None or one.name in options.set], options.data, options.runs)


def gather(sets: Sequence[ConfidenceSet], data: Path, runs: Path) -> None:
    """Ask about the rows of the sets in turn, some at a time, so that all of them grow alike."""
    runs.mkdir(parents=True, exist_ok=True)
    models = {one.model: exegesis.load(one.model, threads=1) for one in sets}
    items = {one.name: one.read(data / one.file, one.rows) for one in sets}
    for end in range(_AT_ONCE, max(one.rows for one in sets) + _AT_ONCE, _AT_ONCE):
        for one in sets:
            if end - _AT_ONCE < one.rows:
                found = asked(one, models[one.model], items[one.name][:end], runs)
                print(one.name, min(end, one.rows), sum(isinstance(e, Exception) for e in found), flush=True)


def asked(one: ConfidenceSet, model: Model, items: Sequence[DataItem], runs: Path) -> list[Evidence | Exception]:
    """The evidence of these rows, of the journal where it is there."""
    return gathered(_asking(one, model), items, _journal(one, runs))


def _asking(one: ConfidenceSet, model: Model) -> SignalRequest:
    methods = chosen_methods(list(one.methods))
    return SignalRequest(model, chosen(None, not model.gives_classes, len(methods)), methods, 0, "word")


def _journal(one: ConfidenceSet, runs: Path) -> Path:
    return runs / f"{Path(one.file).name.split('.')[0]}.jsonl"


def judged(one: ConfidenceSet, data: Path, runs: Path) -> JudgedSet:
    """The rows of a set that are gathered, and whether their answers are right."""
    items = one.read(data / one.file, one.rows)
    model = exegesis.load(one.model, threads=1)
    with Journal[str, Evidence](_journal(one, runs), KIND, journal_plan(_asking(one, model)), kept) as lines:
        known = [(lines.lines[key], item) for item in items if (key := item.content()) in lines.lines]
    truths = _truths(data / one.file) if one.f1 is not None or not model.gives_classes else {}
    right = [
        right_answer(evidence, truths.get(str(item.id), ()), one.f1)
        if truths
        else right_class(evidence, model.labels, item.truth)
        for evidence, item in known
    ]
    signals = _asking(one, model).signals
    counted = "the label" if not truths else "the truth" if one.f1 is None else f"a token F1 of {one.f1} or more"
    return JudgedSet(one.name, SignalTable.of(signals, [evidence for evidence, _ in known], right), counted)


def _truths(path: Path) -> dict[str, list[str]]:
    """The answers by question; one put to another article has none."""
    return {one.id: [answer.text for answer in one.answers] for one in read_squad(path)}


if __name__ == "__main__":
    main()
