"""What `benchmarks.confidence` gathered, judged, and written as docs/results/confidence.md with its picture.

Each set is halved ten times over. A combination is fitted on either half and judged on the other; the difference of two
areas is the mean over the twenty halves; its interval and p are of 2,000 resamples of the rows, the same for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from exegesis.confidence.combining import SignalCombination
from exegesis.confidence.curves import RankedAnswers, oracle_area, resamples, two_sided
from exegesis.confidence.judging import judged_fit
from exegesis.confidence.plots import draw
from exegesis.confidence.result import ConfidenceFit, Guarantee
from exegesis.confidence.shift import ShiftTest, shift_tests, unknown_share
from exegesis.confidence.signals.signal import ANSWER
from exegesis.confidence.signals.table import SIGNALS, YARDSTICK
from exegesis.confidence.table import SignalTable, halves
from exegesis.confidence.thresholds import PRECISION, precise, thresholds_to_test
from exegesis.confidence.wording import p_value
from exegesis.core.errors import InputError
from exegesis.core.machine import machine, today
from exegesis.core.statistics import holm
from exegesis.core.types import Floats
from exegesis.views import drawing

SPLITS = 10
ALL, ANSWERS, EXPLANATIONS = "all signals", "the answer's alone", "the explanation's alone"
_LEVEL = 0.05
_DELTA = 0.1


@dataclass(frozen=True)
class AreaChange:
    """One order's area less another's, over all halves; `better`: in how many of them it is below 0."""

    gap: float
    low: float
    high: float
    p: float
    better: int


@dataclass(frozen=True, eq=False)
class JudgedSet:
    """One set: its signals, which answers are right, and what counts as right."""

    name: str
    table: SignalTable
    counted: str

    @property
    def right(self) -> Floats:
        """(n,) of 0 and 1."""
        assert self.table.right is not None
        return self.table.right

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The signals of each combination."""
        of_answer = tuple(name for name in self.table.names if SIGNALS[name].needs == ANSWER)
        others = tuple(name for name in self.table.names if name not in of_answer)
        return {ALL: self.table.names, ANSWERS: of_answer, EXPLANATIONS: others}

    @cached_property
    def orders(self) -> list[tuple[list[int], dict[str, Floats]]]:
        """Of each half: its rows, and the confidences of all combinations and signals, fitted on the other half."""
        found = []
        for seed in range(SPLITS):
            one, other = halves(self.right, seed)
            found += [(judged, self._fitted(fitted, judged)) for fitted, judged in ((one, other), (other, one))]
        return found

    def _fitted(self, fitted: list[int], judged: list[int]) -> dict[str, Floats]:
        orders: dict[str, Floats] = {}
        for name, signals in self.groups.items():
            columns = [self.table.names.index(signal) for signal in signals]
            values = self.table.values[:, columns]
            made = SignalCombination.fitted(signals, values[fitted], self.right[fitted])
            orders[name] = made.confidence(values[judged])
            if name == ALL:
                orders |= {signal: made.alone(place, values[judged]) for place, signal in enumerate(signals)}
        return orders

    def area(self, name: str) -> float:
        """The mean over the halves."""
        return float(np.mean([RankedAnswers.of(orders[name], self.right[rows]).area for rows, orders in self.orders]))

    @property
    def oracle(self) -> float:
        """The same of the best possible order."""
        return float(np.mean([oracle_area(self.right[rows]) for rows, _ in self.orders]))

    def change(self, name: str, other: str) -> AreaChange:
        """The first order's area less the other's."""
        draws = resamples(len(self.right), 0, "rows")
        gaps, moved = [], np.zeros(len(draws))
        for rows, orders in self.orders:
            right = self.right[rows].astype(bool)
            first, second = (RankedAnswers.of(orders[one], right) for one in (name, other))
            gaps.append(first.area - second.area)
            moved += first.areas(right, draws[:, rows]) - second.areas(right, draws[:, rows])
        moved /= len(self.orders)
        low, high = np.percentile(moved, (2.5, 97.5))
        return AreaChange(float(np.mean(gaps)), float(low), float(high), two_sided(moved), sum(gap < 0 for gap in gaps))

    def fit(self, precision: float, seed: int = 0) -> ConfidenceFit:
        """One split, as `fit` makes it."""
        return judged_fit(self.table, seed, Guarantee(PRECISION, precision, _DELTA, None, 0, 0, 0, ""))


def written(sets: Sequence[JudgedSet], page: Path, command: str) -> None:
    """The page, and its picture beside it."""
    picture = page.with_suffix(".svg")
    picture.write_bytes(_drawn(sets))
    page.write_text("\n".join(_lines(sets, picture.name, command)) + "\n", encoding="utf-8")


def _lines(sets: Sequence[JudgedSet], picture: str, command: str) -> list[str]:
    against = {name: [one.change(ALL, name) for one in sets] for name in (YARDSTICK, ANSWERS)}
    corrected = holm([one.p for changes in against.values() for one in changes]).tolist()
    first, second = corrected[: len(sets)], corrected[len(sets) :]
    return [
        "# Do explanations help to tell right answers from wrong ones?",
        "",
        _answer(sets, against[YARDSTICK], first, "the probability alone", "All signals together"),
        "",
        _answer(sets, against[ANSWERS], second, "what the answer alone tells (probability, margin, entropy, lead over "
                "“no answer”)", "With the explanation's signals added"),
        "",
        _reach(sets, against[YARDSTICK]) + _uncorrected(sets, against[YARDSTICK]),
        "",
        "That explanation scores and the probability of the span together make a better measure of confidence was "
        "conjectured in 2020, and not measured then.",
        "",
        f"![risk-coverage curves]({picture})",
        "",
        *_areas(sets, against[YARDSTICK], first, against[ANSWERS], second),
        "",
        *_signals(sets),
        "",
        *_thresholds(sets),
        "",
        *_shifts(sets),
        "",
        *_how(sets, command),
    ]  # fmt: skip


def _answer(sets: Sequence[JudgedSet], changes: list[AreaChange], ps: list[float], other: str, subject: str) -> str:
    """Yes or no, by how much, and where."""
    shown = [(one, change) for one, change, p in zip(sets, changes, ps, strict=True) if p < _LEVEL]
    better = [f"{one.name} ({_relative(one, change, other)})" for one, change in shown if change.gap < 0]
    worse = [f"{one.name} ({_relative(one, change, other)})" for one, change in shown if change.gap > 0]
    rest = [one.name for one in sets if one not in [judged for judged, _ in shown]]
    said = [f"better on {_listed(better)}"] if better else []
    said += [f"worse on {_listed(worse)}"] if worse else []
    said += [f"no difference is shown on {_listed(rest)}"] if rest else []
    start = "**Yes**" if len(better) == len(sets) else "**In part**" if better else "**No**"
    return f"{start}: {subject[0].lower()}{subject[1:]}, against {other}: {'; '.join(said)}."


def _reach(sets: Sequence[JudgedSet], changes: list[AreaChange]) -> str:
    """What gain the rows leave room for."""
    room = [
        f"{one.name} {100 * max(-change.low, 0.0) / (one.area(YARDSTICK) - one.oracle):.0f}%"
        for one, change in zip(sets, changes, strict=True)
    ]
    return (
        "The probability alone leaves an area above the best possible. The rows are too few to exclude that all "
        f"signals together take away at most this share of it (the ends of the 95% intervals): {_listed(room)}."
    )


def _uncorrected(sets: Sequence[JudgedSet], changes: list[AreaChange]) -> str:
    """Where one set alone would have been told otherwise; "" where nowhere."""
    apart = [
        f"{one.name} ({'better' if change.gap < 0 else 'worse'})"
        for one, change in zip(sets, changes, strict=True)
        if change.high < 0 or change.low > 0
    ]
    return f" Before the correction for several sets the interval excludes 0 on {_listed(apart)}." if apart else ""


def _relative(one: JudgedSet, change: AreaChange, other: str) -> str:
    base = one.area(YARDSTICK if other.startswith("the prob") else ANSWERS) - one.oracle
    return f"{100 * change.gap / base:+.0f}% of the excess area".replace("-", "−")


def _areas(
    sets: Sequence[JudgedSet], one: list[AreaChange], ps: list[float], other: list[AreaChange], qs: list[float]
) -> list[str]:
    head = ["| set | rows | wrong | best possible | probability | answer's | explanation's | all | all − probability "
            "| all − answer's |"]  # fmt: skip
    rows = [
        f"| {each.name} | {len(each.right):,} | {100 * (1 - each.right.mean()):.0f}% | {each.oracle:.4f} | "
        f"{each.area(YARDSTICK):.4f} | {each.area(ANSWERS):.4f} | {each.area(EXPLANATIONS):.4f} | "
        f"{each.area(ALL):.4f} | "
        f"{_change(first, p)} | {_change(second, q)} |"
        for each, first, p, second, q in zip(sets, one, ps, other, qs, strict=True)
    ]
    said = (
        "Areas under the risk-coverage curve (the mean share of wrong answers over all shares of rows answered; lower "
        "is better), of combinations of all signals, of the answer's alone and of the explanation's alone. Differences "
        "with their 95% intervals, p corrected over all (Holm), and in how many of the "
        f"{2 * SPLITS} halves they are below 0."
    )
    return ["## Areas", "", *head, "| --- |" + " --- |" * 9, *rows, "", said]


def _change(change: AreaChange, p: float) -> str:
    reach = f"{change.low:+.4f} to {change.high:+.4f}"
    return f"{change.gap:+.4f} ({reach}; {p_value(p)}; {change.better})".replace("-", "−")


def _signals(sets: Sequence[JudgedSet]) -> list[str]:
    names = [name for name in SIGNALS if any(name in one.table.names for one in sets)]
    rows = [
        f"| `{name}` | " + " | ".join(f"{one.area(name):.4f}" if name in one.table.names else "" for one in sets) + " |"
        for name in names
    ]
    head = f"| signal | {' | '.join(one.name for one in sets)} |"
    chance = "| by chance | " + " | ".join(f"{1 - one.right.mean():.4f}" for one in sets) + " |"
    said = "Areas of each signal by itself, turned as the half that it is not judged on says."
    return ["## Each signal alone", "", head, "| --- |" + " --- |" * len(sets), *rows, chance, "", said]


def _thresholds(sets: Sequence[JudgedSet]) -> list[str]:
    """What a wished precision came to on rows that neither weights nor threshold had seen."""
    rows = []
    for one in sets:
        base = float(one.right.mean())
        wished = round(min(base + 0.6 * (1 - base), 0.95), 2)
        found = [_held_out(one, wished, seed) for seed in range(20)]
        known = [(coverage, precision) for coverage, precision in found if coverage > 0]
        missed = sum(precision < wished for _, precision in known)
        mean = [f"{100 * np.mean(column):.0f}%" for column in zip(*known, strict=True)] if known else ["", ""]
        rows.append(
            f"| {one.name} | {100 * base:.0f}% | {100 * wished:.0f}% | {len(known)} of 20 | "
            f"{mean[0]} | {mean[1]} | {missed} |"
        )
    head = "| set | right of all | wished | threshold found | answered | right of these | fewer than wished |"
    said = (
        "Twenty splits in three parts: weights on the first, the threshold on the second, both judged on the third. "
        "`--right` promises the wished share with 90% certainty of what all rows would show; on a third of the rows "
        "chance alone puts the figure a little below at times."
    )
    return ["## Wished precisions", "", head, "| --- |" + " --- |" * 6, *rows, "", said]


def _held_out(one: JudgedSet, wished: float, seed: int) -> tuple[float, float]:
    """(share answered, share right of these) on a third that was not used; 0 where there is no threshold."""
    parts = np.array_split(np.random.default_rng(seed).permutation(len(one.right)), 3)
    first, second, last = ((one.table.values[rows], one.right[rows]) for rows in parts)
    try:
        made = SignalCombination.fitted(one.table.names, *first)
    except InputError:  # hardly any answer is wrong
        return 0.0, 0.0
    levels = thresholds_to_test(made.confidence(first[0]), first[1], wished)
    found = precise(made.confidence(second[0]), second[1], levels, wished, _DELTA)
    if found.threshold is None:
        return 0.0, 0.0
    given = made.confidence(last[0]) > found.threshold
    right = last[1][given]
    return float(given.mean()), float(right.mean()) if len(right) else 0.0


def _shifts(sets: Sequence[JudgedSet]) -> list[str]:
    """A fit on one set met with the rows of another of the same model."""
    rows = []
    for one, other in (sets[:2], sets[2:4]):
        for here, there in ((one, other), (other, one)):
            base = float(here.right.mean())
            fit = here.fit(round(min(base + 0.4 * (1 - base), 0.95), 2))
            moved = sorted((test for test in _moved(fit, there) if test.moved), key=lambda test: -test.distance)
            given = fit.combination.confidence(there.table.values) > (fit.guarantee.threshold or 1.0)
            held = f"{100 * there.right[given].mean():.0f}% of {int(given.sum()):,}" if given.any() else "none answered"
            names = ", ".join(f"{test.name.replace('_', ' ')} {test.distance:.2f}" for test in moved) or "nothing"
            wished = f"{100 * fit.guarantee.wished:.0f}%"
            rows.append(f"| {here.name} | {there.name} | {names} | {wished} | {held} |")
    head = "| fitted on | applied to | moved (distance) | wished | right of those answered |"
    said = (
        "What `apply` names, and what came of the promise, which is of rows like those fitted on. Signals, length and "
        "unknown words with a corrected p below 0.05, by the largest gap between the shares of rows below a value."
    )
    return ["## Shift", "", head, "| --- | --- | --- | --- | --- |", *rows, "", said]


def _moved(fit: ConfidenceFit, there: JudgedSet) -> tuple[ShiftTest, ...]:
    known = frozenset(fit.vocabulary)
    samples = there.table.samples()
    samples["unknown words"] = np.array([unknown_share(row, known) for row in there.table.words])
    return shift_tests(fit.samples(), {name: samples[name] for name in fit.samples()})


def _how(sets: Sequence[JudgedSet], command: str) -> list[str]:
    counted = "; ".join(f"{one.name}: {one.counted}" for one in sets)
    return [
        "## How it was measured",
        "",
        f"`{command} gather` and `page` ({today()}, {machine()}). Models: `bundled:sentiment` and `bundled:questions`. "
        "`gather`, called again, goes on to 800 rows a set, 600 of PolicyQA. "
        "Rows are drawn at random; every other question of SQuAD is put to a paragraph of another article, where any "
        "answer is wrong. The best stretch of the context counts as the answer, be “no answer” likelier or not. Right "
        f"is: {counted}. PolicyQA's truths are longer than the answers of a model that learned from SQuAD, so it is "
        "judged by two shares of common words.",
        "",
        "The named words are the tenth with the highest `gradient` scores. Agreement is that of `gradient` with `lime` "
        "(40 samples) on SST-2, with `smooth_grad` (2 samples) elsewhere. These are cheap methods; dearer ones may "
        "tell more.",
        "",
        f"{SPLITS} random halvings; the combination (logistic regression) is fitted on either half and judged on the "
        "other. Intervals and p are of 2,000 resamples of the rows, the same for all halves, with the fits held as "
        "they are.",
    ]


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _drawn(sets: Sequence[JudgedSet]) -> bytes:
    """A panel for each set, of its first split."""
    figure = drawing.Picture(figsize=(9.0, 6.4), layout="constrained")
    FigureCanvasAgg(figure)
    every = figure.subplots(2, 2).ravel()
    for axes, one in zip(every, sets, strict=False):
        draw(axes, one.fit(0.9))
        axes.set_title(one.name, loc="left", fontsize="medium")
    every[0].legend(frameon=False, fontsize="small")
    return drawing.as_bytes(figure, "svg")
