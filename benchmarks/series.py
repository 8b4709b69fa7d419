"""Time series: planted causes found, and deletion beside random orders, on ECG200, Coffee, Chinatown and CO2.

    python benchmarks/series.py --data DIR [--page docs/results/series.md] [--most 60]

Models are trained here, in seconds. Planted: half of the series, drawn by chance, get a bump in one eighth of their
steps, and a classifier learns which; the question is whether the first stretch of an explanation is that eighth.
Deletion: the classifiers of the data's own classes; steps are taken away stretch by stretch, the first first, and the
mean of the answer's probability on the way is set beside that of random orders (`deletion_gain`: above 0 is better than
chance). Each mean has its 95 % bootstrap interval over the series.
"""

import argparse
import csv
import gzip
import platform
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from benchmarks.sections import with_section
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import exegesis
from exegesis.core.statistics import Interval, bootstrapped

BEGIN, END = "<!-- series: begin -->", "<!-- series: end -->"
SEGMENTS, WEEKS = 8, 52
METHODS: Mapping[str, Mapping[str, Any]] = {
    "lime": {"samples": 300},
    "kernel_shap": {},
    "partition_shap": {},
    "occlusion": {},
    "random": {},
}
PLANTED_BASELINES, GAIN_BASELINES = ("bridge", "background"), ("bridge", "mean")
CLASSIFIERS: Mapping[str, Callable[[], Any]] = {
    "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
    "1-NN": lambda: KNeighborsClassifier(1),
}


@dataclass(frozen=True, eq=False)
class Split:
    """Rows (n, steps) of a data set, and their labels (n,)."""

    train: Any
    train_labels: Any
    test: Any
    test_labels: Any


def archive(path: Path) -> Split:
    """A file of the UCR archive as CSV: split, label, one column a step."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    parts = {}
    for split in ("train", "test"):
        chosen = [row for row in rows if row[0] == split]
        parts[split] = (np.array([row[2:] for row in chosen], dtype=float), np.array([row[1] for row in chosen]))
    return Split(*parts["train"], *parts["test"])


def co2(path: Path) -> Split:
    """A year of weeks without their trend, and whether the year's last week rises over the one before.

    A year every four weeks; the first three quarters of the time are for training.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    values = np.array([float(row["co2_detrended"]) for row in rows])
    starts = np.arange(0, len(values) - WEEKS - 4, 4)
    years = np.stack([values[start : start + WEEKS] for start in starts])
    later = np.array([values[start + WEEKS + 3] for start in starts])
    labels = np.where(later > years[:, -1], "rises", "falls")
    cut = 3 * len(years) // 4
    return Split(years[:cut], labels[:cut], years[cut + WEEKS // 4 :], labels[cut + WEEKS // 4 :])


def planted(series: Split, seed: int) -> tuple[Split, int]:
    """The same series, half of each split with a bump of two standard deviations in one eighth; and which eighth."""
    rng = np.random.default_rng(seed)
    steps = series.train.shape[1]
    edges = np.arange(SEGMENTS + 1) * steps // SEGMENTS
    place = int(rng.integers(SEGMENTS))
    start, stop = edges[place], edges[place + 1]
    bump = np.zeros(steps)
    bump[start:stop] = 2 * series.train.std() * np.hanning(stop - start + 2)[1:-1]
    parts: list[Any] = []
    for values in (series.train, series.test):
        has = rng.random(len(values)) < 0.5
        parts += [values + has[:, None] * bump, np.where(has, "planted", "plain")]
    return Split(*parts), place


def planted_shares(series: Split, seeds: int, most: int) -> Iterator[tuple[str, str, str, int, float]]:
    """(classifier, method, baseline, series, share whose first stretch is the planted one) of every combination."""
    for name, make in CLASSIFIERS.items():
        hits: dict[tuple[str, str], list[bool]] = {}
        for seed in range(seeds):
            drawn, place = planted(series, seed)
            fitted = make().fit(drawn.train, drawn.train_labels)
            model = exegesis.load(fitted, modality="series", background=drawn.train[drawn.train_labels == "plain"][:8])
            right = (fitted.predict(drawn.test) == "planted") & (drawn.test_labels == "planted")
            for row in drawn.test[right][:most]:
                for method, baseline in ((m, b) for m in METHODS for b in PLANTED_BASELINES):
                    found = explained(model, row, method, baseline, target="planted")
                    hits.setdefault((method, baseline), []).append(int(np.argmax(found.scores)) == place)
        for (method, baseline), is_hit in hits.items():
            yield name, method, baseline, len(is_hit), float(np.mean(is_hit))


def gains(series: Split, most: int) -> Iterator[tuple[str, float, str, str, Interval]]:
    """(classifier, accuracy, method, baseline, gain over random orders) of every combination."""
    chosen = np.random.default_rng(0).permutation(len(series.test))[:most]
    for name, make in CLASSIFIERS.items():
        fitted = make().fit(series.train, series.train_labels)
        accuracy = float(fitted.score(series.test, series.test_labels))
        model = exegesis.load(fitted, modality="series", background=series.train[:8])
        for baseline in GAIN_BASELINES:
            for method in METHODS:
                measured = []
                for row in series.test[chosen]:
                    found = explained(model, row, method, baseline)
                    measure = exegesis.evaluate(found, model, "deletion_gain", removal=baseline)["deletion_gain"]
                    measured.append(np.nan if measure.value is None else measure.value)
                interval = bootstrapped(measured, 0, f"{name} {method} {baseline}")
                if interval is not None:
                    yield name, accuracy, method, baseline, interval


def explained(model: Any, row: Any, method: str, baseline: str, **more: Any) -> Any:
    """One explanation, in `SEGMENTS` stretches."""
    settings = dict(METHODS[method]) | ({} if method == "random" else {"baseline": baseline})
    return exegesis.explain(model, row, method, segments=SEGMENTS, output="probability", **settings, **more)


def page(sets: Mapping[str, Split], seeds: int, most: int) -> str:
    """The section: two tables and on what they were made."""
    lines = [BEGIN, "## Planted causes", "", _SAID_PLANTED.format(seeds=seeds, most=most), ""]
    lines += [
        "| data | classifier | series | " + " | ".join(METHODS) + " |",
        "| --- | --- | --- |" + " --- |" * len(METHODS),
    ]
    for data, series in sets.items():
        found: dict[str, dict[str, list[float]]] = {}
        counts: dict[str, int] = {}
        for name, method, _, count, share in planted_shares(series, seeds, most):
            found.setdefault(name, {}).setdefault(method, []).append(share)
            counts[name] = count
        for name, by in found.items():
            cells = [" / ".join(f"{100 * share:.0f}" for share in by[method]) for method in METHODS]
            lines.append(f"| {data} | {name} | {counts[name]} | " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    lines += ["", "## Deletion beside random orders", "", _SAID_GAINS.format(most=most), ""]
    lines += [
        "| data | classifier (accuracy) | absent | " + " | ".join(METHODS) + " |",
        "| --- | --- | --- |" + " --- |" * len(METHODS),
    ]
    for data, series in sets.items():
        table: dict[tuple[str, str], dict[str, str]] = {}
        for name, accuracy, method, baseline, gain in gains(series, most):
            said = f"{gain.mean:.3f} ({gain.low:.3f} to {gain.high:.3f})"
            table.setdefault((f"{name} ({100 * accuracy:.1f} %)", baseline), {})[method] = said
        for (name, baseline), by_method in table.items():
            cells = [by_method.get(method, "none moved") for method in METHODS]
            lines.append(f"| {data} | {name} | {baseline} | " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    made = f"{date.today()}; {platform.machine()}, Linux, Python {platform.python_version()}, numpy {np.__version__}, "
    return "\n".join([*lines, "", f"{made}scikit-learn {sklearn.__version__}.", END, ""])


_SAID_PLANTED = (
    "Percent of series with a planted bump, rightly classified, whose first of eight stretches is the planted one; for "
    "an absent stretch that is a bridge / has other series' values. Chance gives 12.5. {seeds} draws "
    "of the place, at most {most} series of each."
)
_SAID_GAINS = (
    "`deletion_gain` of the answer's probability, with its 95 % interval over at most {most} test series: how far "
    "below random orders the probability lies, on the mean, while stretches are taken away. Below 0: worse than chance."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    folder = given.data / "series"
    sets = {
        "ECG200": archive(folder / "ecg200.csv.gz"),
        "Coffee": archive(folder / "coffee.csv.gz"),
        "Chinatown": archive(folder / "chinatown.csv.gz"),
        "CO2": co2(folder / "co2_weekly.csv.gz"),
    }
    section = page(sets, given.seeds, given.most)
    if given.page is not None:
        before = given.page.read_text(encoding="utf-8") if given.page.exists() else "# Time series\n"
        given.page.write_text(with_section(before, section), encoding="utf-8")
    print(section)


if __name__ == "__main__":
    main()
