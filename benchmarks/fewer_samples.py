"""Ways to need fewer masked texts for LIME, kernel and partition SHAP, by their errors. What helps is in the package.

    python benchmarks/fewer_samples.py lime --data DIR [--model bundled:sentiment-tiny]
    python benchmarks/fewer_samples.py kernel --data DIR
    python benchmarks/fewer_samples.py partition --data DIR --reviews 1

LIME, by the error at equal tokens. Of each text a pool of masks in pairs (words deleted) is answered once; the fit
of all of it is the reference of its scale. Then each way fits so many of the pool, several times; its error is
|scores - reference| / |reference|, times the root of the share of words that it kept, since a row costs what it keeps.
Printed beside the `lime` package's way (probability, one by one): means over texts of the logarithm; below 1 is
better.

Kernel SHAP, by the error at equal masked texts (the mask token for absent words, probability): sum of |score - that of
20,000 masks| as a share of all scores, mean over three seeds, at each number of masks. Partition SHAP the same by word
pieces, where 20,000 masks are mostly more than the exact values take; it knows no seeds.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.speed import texts
from benchmarks.speed.equal import kernel, partition
from benchmarks.speed.equal.frame import Contest
from benchmarks.speed.equal.subject import Models, Subject
from benchmarks.speed.texts import words_of
from scipy.sparse import csr_array
from scipy.special import expit

import exegesis
from exegesis.core.machine import machine, today
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers
from exegesis.data.requests import Score
from exegesis.engine.plan import planned
from exegesis.explainers.lime import Lime
from exegesis.explainers.lime_surrogate import distances
from exegesis.explainers.mask_design import ScoreBelief, next_masks
from exegesis.explainers.mask_process import MaskProcess

PLAIN = "probability, one by one"
_POOL, _SAMPLES, _REPEATS, _FOLDS = 8001, 400, 12, 5
_SIZES: dict[str, tuple[Contest, tuple[int, ...]]] = {
    "kernel": (kernel.DEFAULTS, (256, 512, 1024)),
    "partition": (partition.CONTEST, (64, 128, 256, 500)),
}


class Pool:
    """Masks (B, n) of a text in pairs behind the whole text, log-odds of each, and LIME's weights."""

    def __init__(self, masks: Floats, odds: Floats, rng: np.random.Generator) -> None:
        self.masks, self.odds, self.rng = masks, odds, rng
        self.probabilities = expit(odds)
        self.weights = np.exp(-0.5 * (distances(masks > 0) / 25.0) ** 2)

    def singles(self, chances: Floats | None = None) -> Integers:
        """Rows one by one."""
        shares = None if chances is None else chances[1:] / chances[1:].sum()
        return 1 + self.rng.choice(len(self.masks) - 1, _SAMPLES, replace=chances is not None, p=shares)

    def pairs(self) -> Integers:
        """Rows in pairs, behind the whole text."""
        first = 1 + 2 * self.rng.choice((len(self.masks) - 1) // 2, _SAMPLES // 2, replace=False)
        return np.concatenate([[0], np.stack([first, first + 1], axis=1).ravel()])

    def draws(self, rows: Integers) -> Integers:
        """The pair of each row."""
        return (rows + 1) // 2

    def pull(self) -> Floats:
        """(n, B) how each value moves the fit of the whole pool."""
        off = self.masks - self.weights @ self.masks / self.weights.sum()
        pull = (off * self.weights[:, None]).T
        return np.asarray(np.linalg.solve(pull @ off, pull))

    def fit(
        self, rows: Integers | slice, values: Floats, weights: Floats, penalty: float = 1.0
    ) -> tuple[Floats, float]:
        """Coefficients and intercept of a ridge regression on some of the masks."""
        masks, shares = self.masks[rows], weights / weights.sum()
        centre, middle = shares @ masks, shares @ values
        pull = (masks - centre) * weights[:, None]
        found = np.linalg.solve(
            pull.T @ (masks - centre) + penalty * np.eye(masks.shape[1]), pull.T @ (values - middle)
        )
        return found, float(middle - centre @ found)


Found = tuple[Floats, Floats, Integers]  # scores, those of the whole pool, rows


def _by(values: str, draw: str) -> Callable[[Pool], Found]:
    def way(pool: Pool) -> Found:
        rows, wanted = getattr(pool, draw)(), getattr(pool, values)
        right = pool.fit(slice(None), wanted, pool.weights, 0.0)[0]
        return pool.fit(rows, wanted[rows], pool.weights[rows])[0], right, rows

    return way


def _near(pool: Pool) -> Found:
    """Sizes drawn as often as LIME weighs them, so that all rows weigh the same."""
    rows = pool.singles(pool.weights)
    right = pool.fit(slice(None), pool.odds, pool.weights, 0.0)[0]
    return pool.fit(rows, pool.odds[rows], np.ones(len(rows)))[0], right, rows


def _variances(pool: Pool) -> Found:
    """Log-odds weighted by p (1 - p), as the delta method has their variance."""
    rows = pool.pairs()
    weights = pool.weights * np.maximum(pool.probabilities * (1 - pool.probabilities), 1e-4)
    right = pool.fit(slice(None), pool.odds, weights, 1e-9)[0]
    return pool.fit(rows, pool.odds[rows], weights[rows] / weights[rows].mean(), 1e-6)[0], right, rows


def _control(pool: Pool) -> Found:
    """The probability, with the logistic of a linear model of log-odds as a control variate, fitted on other pairs."""
    rows = pool.pairs()
    fold = np.concatenate([[0], np.repeat(pool.rng.permutation(_SAMPLES // 2) % _FOLDS, 2)])
    left, believed = np.empty(len(rows)), np.zeros(pool.masks.shape[1])
    for number in range(_FOLDS):
        others = rows[fold != number]
        slope, start = pool.fit(others, pool.odds[others], pool.weights[others])
        guesses = expit(start + pool.masks @ slope)
        left[fold == number] = (pool.probabilities - guesses)[rows[fold == number]]
        believed += pool.fit(slice(None), guesses, pool.weights, 0.0)[0] / _FOLDS
    right = pool.fit(slice(None), pool.probabilities, pool.weights, 0.0)[0]
    return believed + pool.fit(rows, left, pool.weights[rows])[0], right, rows


def _foretold(pool: Pool) -> Found:
    """Log-odds of pairs, and what a process over masks believes of all others."""
    rows = pool.pairs()
    right = pool.fit(slice(None), pool.odds, pool.weights, 0.0)[0]
    process = MaskProcess.fit(pool.masks[rows] > 0, pool.odds[rows], pool.draws(rows))
    return _believed(pool, process, rows), right, rows


def _corrected(pool: Pool) -> Found:
    """The same, corrected by the fit of what the process does not foretell, as kernel SHAP does."""
    rows = pool.pairs()
    right = pool.fit(slice(None), pool.odds, pool.weights, 0.0)[0]
    process = MaskProcess.fit(pool.masks[rows] > 0, pool.odds[rows], pool.draws(rows))
    guesses = process.guess(pool.masks > 0)
    guesses[rows] = process.left_out
    believed = pool.fit(slice(None), guesses, pool.weights, 0.0)[0]
    return believed + pool.fit(rows, pool.odds[rows] - process.left_out, pool.weights[rows])[0], right, rows


def _chosen(pool: Pool) -> Found:
    """Masks that tell most about the scores, as a process sees it in four rounds, as partition SHAP does."""
    masks, rows = pool.masks > 0, np.array([0])
    right = pool.fit(slice(None), pool.odds, pool.weights, 0.0)[0]
    weights = csr_array(pool.pull())
    beliefs = [ScoreBelief.at_first(masks, rows, weights)]
    for count in np.geomspace(_SAMPLES / 4, _SAMPLES, 4).round().astype(int):
        rows = np.concatenate([rows, next_masks(beliefs, int(count) - len(rows), pool.rng)])
        process = MaskProcess.fit(masks[rows], pool.odds[rows], np.arange(len(rows)))
        beliefs = [ScoreBelief.of(process, masks, rows, weights, pool.odds)]  # of log-odds no value matters to it
    return _believed(pool, process, rows), right, rows


def _believed(pool: Pool, process: MaskProcess, rows: Integers) -> Floats:
    guesses = process.guess(pool.masks > 0)
    guesses[rows] = pool.odds[rows]
    return pool.fit(slice(None), guesses, pool.weights, 0.0)[0]


WAYS: dict[str, Callable[[Pool], Found]] = {
    PLAIN: _by("probabilities", "singles"),
    "probability, in pairs": _by("probabilities", "pairs"),
    "log-odds, one by one": _by("odds", "singles"),
    "log-odds, in pairs": _by("odds", "pairs"),
    "log-odds, sizes by LIME's kernel": _near,
    "log-odds in pairs, weighted by p (1 - p)": _variances,
    "probability in pairs, logistic control variate": _control,
    "log-odds in pairs, others foretold by a process": _foretold,
    "log-odds in pairs, corrected by a process": _corrected,
    "log-odds, masks chosen and others foretold by a process": _chosen,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("method", choices=("lime", *_SIZES))
    parser.add_argument("--data", type=Path, required=True, help="The folder of the shared data sets.")
    parser.add_argument("--model", default="bundled:sentiment-tiny", help="A folder, or a bundled model.")
    parser.add_argument("--sentences", type=int, default=6)
    parser.add_argument("--reviews", type=int, default=0)
    given = parser.parse_args()
    wanted = [*texts.sentences(given.data, given.sentences), *texts.short_reviews(given.data, given.reviews)]
    if given.method == "lime":
        _lime(exegesis.load(given.model), wanted)
    else:
        _shapley(Models(given.model), wanted, *_SIZES[given.method])
    print(json.dumps({"model": given.model, "texts": len(wanted), "machine": machine(), "date": today()}))


def _lime(model: Any, wanted: Sequence[str]) -> None:
    found = [_errors(_pool(model, text, number)) for number, text in enumerate(wanted)]
    for name in WAYS:
        beside = np.exp([np.log(one[name] / one[PLAIN]) for one in found])
        mean = float(np.exp(np.log(beside).mean()))
        print(json.dumps({"way": name, "error at equal tokens": round(mean, 3), "all": beside.round(3).tolist()}))


def _shapley(models: Models, wanted: Sequence[str], contest: Contest, sizes: Sequence[int]) -> None:
    for number, text in enumerate(wanted):
        subject = Subject(models, "text", number, text)
        for way in contest.ours:
            errors = [round(contest.error(subject, way, size), 4) for size in sizes]
            print(json.dumps({"text": number, "way": way.name, "masks": sizes, "errors": errors}), flush=True)


def _pool(model: Any, text: str, number: int) -> Pool:
    settings = {"mode": "bag-of-words", "baseline": "delete", "output": "log-odds"}
    plan = planned(model, "lime", settings, None, words_of)
    engine = plan.engine()
    problem = plan.problem(engine, text)
    masks = Lime(samples=_POOL).masks(len(problem.units), stream(0, f"pool {number}"))
    return Pool(masks * 1.0, engine.answer(problem, Score(masks))[:, 0], stream(0, f"draws {number}"))


def _errors(pool: Pool) -> dict[str, float]:
    """Root mean square over repetitions, times the root of the share kept."""
    found = {}
    for name, way in WAYS.items():
        squares = []
        for _ in range(_REPEATS):
            scores, right, rows = way(pool)
            squares.append(np.square(scores - right).sum() / np.square(right).sum() * pool.masks[rows].mean())
        found[name] = float(np.sqrt(np.mean(squares)))
    return found


if __name__ == "__main__":
    main()
