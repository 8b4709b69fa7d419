"""Good and bad explanations that the verdict must tell apart: a mixed set, with all that a check finds of each.

Good: methods of known quality with enough samples. Bad, each made of a good one and presented as it: random scores, the
same scores shuffled, the scores of the same model with random weights, and those of another target. Of every
explanation the raw material of a check is kept: its scores made again, with other seeds, with other baselines, and
beside random orders. `verdicts_confusion.py` chooses thresholds on one half and tells on the other.

    python benchmarks/verdicts_mixed.py --data DIR --out DIR [--seconds 600]

A finished text stands in the folder and is not explained again, so an interrupted run goes on.
"""

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import exegesis
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.text import words
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Hidden, Input, Question
from exegesis.data.targets import Answer, TargetSpec
from exegesis.engine.engine import Engine
from exegesis.engine.plan import planned

SEEDS = (1, 2, 3)
MEASURES = ("deletion_gain", "insertion_gain")
_DIGITS = 7
_MOST_EXACT = 10  # units: 1,024 passes
BAD = ("random scores", "shuffled scores", "random weights", "another target")


@dataclass(frozen=True)
class Way:
    """A method with enough samples, and the baselines that are tried beside its own."""

    method: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    baselines: tuple[str, ...] = ("delete", "pad")
    draws: bool = True
    most: int | None = None  # units

    @property
    def name(self) -> str:
        return " ".join([self.method, *map(str, self.settings.values())])


WAYS = (
    Way("lime", {"samples": 1000}),
    Way("kernel_shap", {"samples": 1000}),
    Way("partition_shap", {"samples": 500}, draws=False),
    Way("exact_shap", draws=False, most=_MOST_EXACT),
    Way("integrated_gradients", {"steps": 64}, ("mask", "zero"), draws=False),
)


# Of larger models less, which the methods' own figures show to be enough.
FEWER = (
    Way("kernel_shap", {"samples": 300}),
    Way("partition_shap", {"samples": 300}, draws=False),
    Way("integrated_gradients", {"steps": 32}, ("mask", "zero"), draws=False),
)
LARGER = ("bundled:masked-words", "bundled:questions")


@dataclass(frozen=True)
class Item:
    """One input; `rival`: what its other target is, from the explanation of the predicted one."""

    name: str
    given: Input
    rival: Callable[[Explanation], TargetSpec]


@dataclass(frozen=True)
class Asked:
    """One input of a model, and the same model with random weights; engines are shared by all that is tried."""

    item: Item
    engine: Engine
    random: Engine
    ways: Sequence[Way] = WAYS

    def explained(
        self, way: Way, seed: int = 0, target: TargetSpec = None, random: bool = False, **more: Any
    ) -> Explanation:
        engine = self.random if random else self.engine
        plan = planned(engine.model, way.method, {**way.settings, **more}, target, "word", seed)
        problem = plan.problem(engine, self.item.given)
        found = engine.drive(problem, plan.explainer.explain(problem.game, plan.stream(self.item.given, None)))
        return plan.assembled(engine, problem, found, None)[0]

    def rows(self) -> Iterator[dict[str, Any]]:
        """For each way the good explanation and the bad ones made of it, beside what a check of any of them finds."""
        units = len(self.explained(Way("gradient")).units)
        for way in self.ways:
            if way.most is None or units <= way.most:
                yield self._row(way, self.explained(way))

    def _row(self, way: Way, good: Explanation) -> dict[str, Any]:
        seeds = [_scores(self.explained(way, seed)) for seed in SEEDS] if way.draws else []
        return {
            "way": way.name,
            "method": way.method,
            "draws": way.draws,
            "value": good.value,
            "base_value": good.baseline.value,
            "again": _scores(self.explained(way)),
            "seeds": seeds,
            "baselines": self._baselines(way),
            "variants": {name: self._variant(one) for name, one in {"good": good, **self._bad(way, good)}.items()},
        }

    def _baselines(self, way: Way) -> dict[str, list[float]]:
        found = {}
        for name in way.baselines:
            try:
                found[name] = _scores(self.explained(way, baseline=name))
            except InputError:  # where the target stands at a place, nothing can be deleted
                continue
        return found

    def _bad(self, way: Way, good: Explanation) -> dict[str, Explanation]:
        rng = stream(0, f"{self.item.name} {way.name}")
        places = rng.permutation(len(good.scores))
        errors = None if good.standard_errors is None else good.standard_errors[places]
        size = float(np.abs(good.scores).mean()) or 1.0
        # Its target is the good explanation's: with random weights the prediction is another one.
        fixed = good.target.name if good.target.kind != "span" else Answer(good.target.name)
        return {
            "random scores": replace(good, scores=rng.normal(0.0, size, len(good.scores))),
            "shuffled scores": replace(good, scores=good.scores[places], standard_errors=errors),
            "random weights": _as(good, self.explained(way, target=fixed, random=True)),
            "another target": _as(good, self.explained(way, target=self.item.rival(good))),
        }

    def _variant(self, one: Explanation) -> dict[str, Any]:
        return {
            "scores": _scores(one),
            "errors": None if one.standard_errors is None else [round(float(e), 9) for e in one.standard_errors],
            "diagnostics": dict(one.diagnostics),
            "order": {
                f"{removal} {orders}": self._order(one, removal, orders)
                for removal, orders in (("mask", 20), ("mask", 60), ("delete", 20))
            },
        }

    def _order(self, one: Explanation, removal: str, orders: int) -> dict[str, float] | None:
        settings = {name: {"orders": orders} for name in MEASURES}
        try:
            found = exegesis.evaluate(
                one, self.engine.model, MEASURES, removal=removal, measure_settings=settings, engine=self.engine
            )
        except InputError:
            return None
        if found["deletion_gain"].value is None:
            return None
        return {name: float(found[name].details["orders_beaten"]) for name in MEASURES}


def _as(good: Explanation, other: Explanation) -> Explanation:
    """The good explanation with another's scores and diagnostics, as if they were its own."""
    return replace(
        good, scores=other.scores, standard_errors=other.standard_errors, diagnostics=dict(other.diagnostics)
    )


def _scores(explanation: Explanation) -> list[float]:
    return [round(float(one), _DIGITS) for one in explanation.scores]


# -- models and texts -------------------------------------------------------------------------------------------------


def randomised(source: str) -> Model:
    """A model of its own with every weight drawn anew, as its kind is initialised before training."""
    import torch

    model: Any = exegesis.load(source)
    torch.manual_seed(0)
    with torch.no_grad():
        for name, weights in model.model.named_parameters():
            if weights.dim() > 1:
                weights.normal_(0.0, 0.02)
            elif "norm" in name.lower() and name.endswith("weight"):
                weights.fill_(1.0)
            else:
                weights.zero_()
    return model  # type: ignore[no-any-return]


def _other_class(good: Explanation) -> TargetSpec:
    return 1 - good.target.index


def _second_word(good: Explanation) -> TargetSpec:
    return next(label for label in good.prediction.labels if label != good.target.name)


def _other_answer(good: Explanation) -> TargetSpec:
    """The longest word of the context outside the answer."""
    context, answer = good.parts[-1], good.target.spans[0]
    spans = [
        s for s in words(good.text) if s.start >= context.start and (s.end <= answer.start or s.start >= answer.end)
    ]
    longest = max(spans, key=lambda span: span.end - span.start)
    return Answer(good.text[longest.start : longest.end], longest.start - context.start)


def sentiment(data: Path, file: str, least: int, most: int, count: int, model: Model) -> Iterator[Item]:
    """Test texts of so many words, in an order of chance that is always the same."""
    with gzip.open(data / "sentiment" / file, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["split"] == "test"]
    fitting = (rows[at] for at in np.random.default_rng(1).permutation(len(rows)))
    found = (row for row in fitting if least <= len(words(row["text"])) <= most)
    for row, _ in zip(found, range(count), strict=False):
        yield Item(row["id"].replace("/", "-"), row["text"].replace("<br />", " "), _other_class)


def _is_piece(word: str, tokenizer: Any) -> bool:
    return len(word) > 3 and word.isalpha() and len(tokenizer.tokenize(word)) == 1


def hidden(data: Path, count: int, model: Any) -> Iterator[Item]:
    """Sentences of 8 to 16 words with one word of letters hidden that is a piece of its own."""
    with gzip.open(data / "conllu" / "en_ewt-ud-test.conllu.gz", "rt", encoding="utf-8") as lines:
        texts = [line[9:].strip() for line in lines if line.startswith("# text = ")]
    rng, found = np.random.default_rng(1), 0
    for at in rng.permutation(len(texts)):
        text = texts[at]
        spans = words(text)
        whole = [s for s in spans[1:] if _is_piece(text[s.start : s.end], model.tokenizer)]
        if found == count:
            return
        if 8 <= len(spans) <= 16 and whole:
            found += 1
            place = whole[int(rng.integers(len(whole)))]
            yield Item(f"ewt-{at}", Hidden(text, ((place.start, place.end),)), _second_word)


def questions(data: Path, count: int, model: Model) -> Iterator[Item]:
    """Questions over contexts of at most 60 words."""
    with gzip.open(data / "qa" / "squad_v1.1_dev.json.gz", "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    every = [(p["context"], qa) for article in articles for p in article["paragraphs"] for qa in p["qas"]]
    fitting = (every[at] for at in np.random.default_rng(1).permutation(len(every)))
    found = ((context, qa) for context, qa in fitting if len(words(context)) <= 60)
    for (context, qa), _ in zip(found, range(count), strict=False):
        yield Item(f"squad-{qa['id']}", Question(qa["question"], context), _other_answer)


def sets(data: Path) -> Iterator[tuple[str, Callable[[Model], Iterator[Item]]]]:
    """Which texts of which model, in the order of the work."""
    for part in range(1, 5):  # so that a run that is stopped has some of all
        yield "bundled:sentiment-tiny", partial(sentiment, data, "sst2.jsonl.gz", 6, 30, 15 * part)
        yield "bundled:sentiment-tiny", partial(sentiment, data, "imdb_test.jsonl.gz", 40, 100, 3 * part)
        yield "bundled:sentiment", partial(sentiment, data, "sst2.jsonl.gz", 6, 24, 3 * part)
        yield "bundled:masked-words", partial(hidden, data, 2 * part)
        yield "bundled:questions", partial(questions, data, part)


def main() -> None:
    """Explain the texts that are not in the folder yet, until the time is over."""
    wishes = _wishes()
    wishes.out.mkdir(parents=True, exist_ok=True)
    started, loaded = time.perf_counter(), {}
    for source, items in sets(wishes.data):
        if source not in loaded:
            loaded[source] = exegesis.load(source), randomised(source)
        model, random = loaded[source]
        for item in items(model):
            place = wishes.out / f"{source.removeprefix('bundled:')}-{item.name}.json"
            if place.exists():
                continue
            if time.perf_counter() - started > wishes.seconds:
                print("out of time; run again to go on")
                return
            ways = FEWER if source in LARGER else WAYS
            before, asked = time.perf_counter(), Asked(item, Engine(model), Engine(random), ways)
            found = {"name": item.name, "model": source, "weights": model.fingerprint().weights}
            place.write_text(json.dumps({**found, "rows": list(asked.rows())}))
            print(f"{place.stem}: {time.perf_counter() - before:.1f} s", flush=True)


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with sentiment/, conllu/ and qa/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
