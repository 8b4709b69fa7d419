"""What makes LIME's scores settle with fewer samples, and which of the ways is the more faithful to the model.

For each review a fit on many samples (paired masks) is the reference, of its probability and of its log-odds. Then, for
several seeds at a small number of samples: how far the scores are from the reference of their own unit, relative to its
norm; rank correlation; how many of the top 10 agree; and how the model's answer falls when the highest words are taken
out, or are all that stays (comprehensiveness and sufficiency, by mask, means over 10, 20 and 50 % of the words).

The ways: unpaired masks with the probability (as the `lime` package), paired masks, log-odds, both, and both assisted
(bfloat16 on all masks, float32 on one in twenty). And where the stopping rule ends.

    python benchmarks/samples.py MODEL --texts imdb_test.jsonl.gz --out samples

A finished review stands in the folder and is not measured again, so an interrupted run goes on.
"""

import argparse
import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from samples_page import page, summary
from scipy.special import expit
from scipy.stats import spearmanr

import exegesis
from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Masks
from exegesis.data.requests import Request, Score, driven
from exegesis.engine.engine import Engine
from exegesis.engine.plan import planned
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution
from exegesis.explainers.lime import Lime

SHARES = (0.1, 0.2, 0.5)
TOPS = (1, 3, 5, 10)


@dataclass(frozen=True)
class Way:
    """One way to fit a review, by the name that the tables give it."""

    name: str
    paired: bool
    unit: str
    assisted: bool = False


WAYS = (
    Way("unpaired, probability", False, "probability"),
    Way("paired, probability", True, "probability"),
    Way("unpaired, log-odds", False, "log-odds"),
    Way("paired, log-odds", True, "log-odds"),
    Way("paired, log-odds, assisted", True, "log-odds", assisted=True),
)


@dataclass(frozen=True)
class Review:
    """A review bound to the model; values are log-odds of the class predicted for the whole of it, (B,)."""

    name: str
    engine: Engine
    problem: Problem

    @property
    def n(self) -> int:
        """How many words."""
        return len(self.problem.units)

    def values(self, masks: Masks, unit: str, precision: str | None = None) -> Floats:
        """(B, 1) in a unit."""
        (odds,) = [self.engine.answer(self.problem, Score(masks, precision))]
        return np.asarray(expit(odds) if unit == "probability" else odds)

    def fit(self, lime: Lime, unit: str, seed: str) -> Attribution:
        """LIME's own steps, answered in a unit."""

        def answer(request: Request) -> Floats:
            assert isinstance(request, Score)
            return self.values(request.masks, unit, request.precision)

        return driven(lime.explain(self.problem.game, stream(0, f"{seed} {self.name}")), answer)


def main() -> None:
    """Measure the reviews that are not in the folder yet, then write the tables over all of them."""
    wishes = _wishes()
    folder = wishes.out / "reviews"
    folder.mkdir(parents=True, exist_ok=True)
    model = exegesis.load(wishes.model)
    settings = {name: getattr(wishes, name) for name in ("samples", "reference", "seeds")}
    done = []
    for number, text in _texts(wishes.texts, wishes.least, wishes.most, wishes.reviews):
        place = folder / f"{number}.json"
        found = json.loads(place.read_text()) if place.exists() else {}
        if found.get("settings") != settings or found.get("model") != model.fingerprint().weights:
            started = time.perf_counter()
            plan = planned(model, "lime", {"output": "log-odds"}, None, "word")
            engine = plan.engine()
            review = Review(str(number), engine, plan.problem(engine, text))
            found = {"settings": settings, "model": model.fingerprint().weights, **measured(review, **settings)}
            found["seconds"] = time.perf_counter() - started
            write_whole(place, json.dumps(found))
            print(f"review {number}: {found['words']} words, {found['seconds']:.0f} s", flush=True)
        done.append(found)
    result = summary(done, wishes.model, settings) | {"made": _made(wishes)}
    write_whole(wishes.out / "samples.json", json.dumps(result, indent=1))
    write_whole(wishes.out / "samples.md", page(result))
    print(page(result))


def _made(wishes: argparse.Namespace) -> str:
    """Command, date, machine and versions, with folders of this machine as FILE and DIR."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "numpy"))
    sizes = " ".join(
        f"--{name} {getattr(wishes, name)}" for name in ("reviews", "reference", "samples", "seeds", "least", "most")
    )
    command = f"python benchmarks/samples.py {Path(wishes.model).name} --texts FILE --out DIR {sizes}"
    return f"`{command}`\n\n{today()}; {machine()}; exegesis {exegesis.__version__}, {packages}."


def measured(review: Review, samples: int, reference: int, seeds: int) -> dict[str, Any]:
    """Everything that is asked of one review."""
    references = {unit: review.fit(Lime(samples=reference), unit, "reference") for unit in ("probability", "log-odds")}
    ways = {}
    for way in WAYS:
        lime = Lime(samples=samples, paired=way.paired, assisted=way.assisted)
        fits = [review.fit(lime, way.unit, f"seed {seed}") for seed in range(seeds)]
        ways[way.name] = [compared(review, fit, references[way.unit]) for fit in fits]
    return {
        "words": review.n,
        "probability": float(review.values(np.ones((1, review.n), dtype=bool), "probability")[0, 0]),
        "ways": ways,
        "references": {
            unit: {**compared(review, fit, fit), "own_error": _own_error(fit)} for unit, fit in references.items()
        },
        "halves": {unit: _halves(review, unit, reference) for unit in references},
        "rule": {
            unit: {str(top): _ruled(review, unit, top, reference, fit) for top in TOPS}
            for unit, fit in references.items()
        },
    }


def compared(review: Review, fit: Attribution, reference: Attribution) -> dict[str, Any]:
    """One fit beside the reference of its unit, and its faithfulness."""
    scores, right = fit.scores[0], reference.scores[0]
    told = fit.diagnostics[0]
    assisted = {name: told[name] for name in told if name.startswith("assisted")}
    return {
        "error": float(np.linalg.norm(scores - right) / np.linalg.norm(right)),
        "told_error": _own_error(fit),
        "rank_correlation": float(spearmanr(scores, right).statistic),
        "top_10": len(_top(scores, 10) & _top(right, 10)),
        "r2": told["weighted_r2"],
        "certain_top": told["certain_top"],
        **faithfulness(review, scores),
        **assisted,
    }


def faithfulness(review: Review, scores: Floats) -> dict[str, float]:
    """Falls of probability and of log-odds without the highest words, and with them alone; means over the shares."""
    order = np.argsort(-scores, kind="stable")
    kept = np.ones((1 + 2 * len(SHARES), review.n), dtype=bool)
    for row, share in enumerate(SHARES):
        count = max(1, round(share * review.n))
        kept[1 + row, order[:count]] = False
        kept[1 + len(SHARES) + row, order[count:]] = False
    found = {}
    for unit in ("probability", "log-odds"):
        falls = np.ravel(review.values(kept[:1], unit)) - np.ravel(review.values(kept[1:], unit))
        found[f"comprehensiveness, {unit}"] = float(falls[: len(SHARES)].mean())
        found[f"sufficiency, {unit}"] = float(falls[len(SHARES) :].mean())
    return found


def _ruled(review: Review, unit: str, top: int, most: int, reference: Attribution) -> dict[str, Any]:
    """Where the rule ends on the reference's own masks, which cost nothing more, and whether its top is the right."""
    fit = review.fit(Lime(samples=most, until_top=top), unit, "reference")
    told = fit.diagnostics[0]
    right = _top(fit.scores[0], top) == _top(reference.scores[0], top)
    return {"samples": told["samples"], "stopped_by": told["stopped_by"], "right": right}


def _halves(review: Review, unit: str, samples: int) -> int:
    """How many of the top 10 the two halves of the reference's samples share."""
    lime = Lime(samples=samples)
    masks = lime.masks(review.n, stream(0, f"reference {review.name}"))
    cut = len(masks) // 2 // 2 * 2 + 1  # behind the whole text come pairs
    parts = [masks[:cut], np.concatenate([masks[:1], masks[cut:]])]
    first, second = (lime.attribute(part, review.values(part, unit)).scores[0] for part in parts)
    return len(_top(first, 10) & _top(second, 10))


def _own_error(fit: Attribution) -> float:
    assert fit.standard_errors is not None
    return float(np.linalg.norm(fit.standard_errors[0]) / np.linalg.norm(fit.scores[0]))


def _top(scores: Floats, count: int) -> set[int]:
    return set(np.argsort(-np.abs(scores), kind="stable")[:count].tolist())


def _texts(path: Path, least: int, most: int, count: int) -> Iterator[tuple[int, str]]:
    """Texts of `least` to `most` words, at even distances through the file, with their numbers in it."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    fitting = [number for number, text in enumerate(texts) if least <= len(text.split()) <= most]
    for place in np.unique(np.linspace(0, len(fitting) - 1, min(count, len(fitting))).round().astype(int)):
        yield fitting[place], texts[fitting[place]]


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", nargs="?", default="bundled:sentiment", help="a folder, or a bundled model")
    parser.add_argument("--texts", type=Path, required=True, help="jsonl.gz with a text in each line")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the results")
    parser.add_argument("--reviews", type=int, default=20)
    parser.add_argument("--reference", type=int, default=14_000, help="samples of the reference")
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--least", type=int, default=109, help="words")
    parser.add_argument("--most", type=int, default=169, help="words")
    return parser.parse_args()


if __name__ == "__main__":
    main()
