"""Anchors of Adult's rows for three models, judged on rows that neither model nor search has seen.

As the paper does (Ribeiro, Singh & Guestrin 2018, table 1): both incomes equally often, half of the rows to train on;
precision is the share of the other half's rows in which the rule holds that have the explained row's answer, coverage
the share in which it holds. Beside each anchor a rule of the same length of the explanation's largest columns. Writes
the section of `docs/rules.md`.

    python -m benchmarks.anchors --data shared/data --rows 30
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from benchmarks.sections import with_section
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import exegesis
from exegesis.adapters.tables import table_model
from exegesis.core.machine import machine, today
from exegesis.data.table_row import TableRow
from exegesis.rules import anchor
from exegesis.rules.columns import RuleRows

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
BEGIN, END = "<!-- begin adult -->", "<!-- end adult -->"
PUBLISHED = {"logistic regression": (95.8, 10.6), "boosted trees": (96.2, 9.8), "neural network": (96.5, 6.2)}


class Judged(NamedTuple):
    """One row's rule on unseen rows; None where it holds in none of them."""

    precision: float | None
    coverage: float
    naive: float | None  # precision of as many columns that LIME scores highest
    length: int
    holds: bool
    passes: int


def main() -> None:
    """Explain, judge, and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--rows", type=int, default=30, help="of each model")
    options = parser.parse_args()
    train, truth, test = halves(options.data)
    lines = []
    for name, model in models(train, truth):
        judged = list(judgements(model, train, test, options.rows))
        lines.append(line(name, judged))
        print(lines[-1], flush=True)
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), section(lines, options.rows)), encoding="utf-8")


def halves(folder: Path) -> tuple[pd.DataFrame, Any, pd.DataFrame]:
    """Rows to train on, their truths, and rows to judge on; both incomes equally often."""
    frame = pd.read_csv(folder / "tabular" / "adult.csv.gz").drop(columns="fnlwgt")
    rich = np.flatnonzero(frame["income"].str.contains(">50K"))
    rng = np.random.default_rng(0)
    poor = rng.choice(np.setdiff1d(np.arange(len(frame)), rich), len(rich), replace=False)
    order = rng.permutation(np.concatenate([rich, poor]))
    half = len(order) // 2
    frame = frame.fillna("?")
    income = frame.pop("income").str.contains(">50K").astype(int)
    return frame.iloc[order[:half]], income.iloc[order[:half]], frame.iloc[order[half:]]


def models(train: pd.DataFrame, truth: Any) -> Iterator[tuple[str, Any]]:
    """The three kinds of model, trained."""
    texts = [name for name in train if not pd.api.types.is_numeric_dtype(train[name])]
    kinds = {
        "logistic regression": LogisticRegression(max_iter=1000),
        "boosted trees": GradientBoostingClassifier(n_estimators=400, random_state=0),
        "neural network": MLPClassifier((50, 50), early_stopping=True, random_state=0),
    }
    for name, kind in kinds.items():
        columns = make_column_transformer(
            (OneHotEncoder(handle_unknown="ignore", sparse_output=False), texts), remainder=StandardScaler()
        )
        yield name, make_pipeline(columns, kind).fit(train, truth)


def judgements(estimator: Any, train: pd.DataFrame, test: pd.DataFrame, rows: int) -> Iterator[Judged]:
    """The anchors of so many of the test rows."""
    model = table_model(exegesis.load(estimator, background=train, labels=["<=50K", ">50K"]))
    answers = np.asarray(estimator.predict(test))
    codes = model.background.form.codes(test)
    for place in np.random.default_rng(1).choice(len(test), rows, replace=False).tolist():
        row = test.iloc[place]
        found = anchor(model, row)
        lime = exegesis.explain(model, row, "lime", samples=1000)
        names = [unit.text for unit, _ in lime.top(max(len(found.rule), 1))]
        rules = RuleRows(model.background, model.background.form.row_codes(TableRow.of(row)))
        tests = [test for test in rules.tests if model.schema.columns[test.column].name in names]
        conditions = [test for test in rules.tests if test.text in found.conditions]
        own = answers[place]
        holding = passing(rules, conditions, codes)
        yield Judged(
            share(answers[holding] == own),
            float(holding.mean()),
            share(answers[passing(rules, tests, codes)] == own),
            len(found.rule),
            found.holds,
            found.cost.forward_passes,
        )


def passing(rules: RuleRows, tests: list[Any], codes: Any) -> Any:
    """(N,) which rows pass these tests."""
    held = np.ones(len(codes), dtype=bool)
    for test in tests:
        held &= test.of(codes)
    return held


def share(hits: Any) -> float | None:
    """None of none."""
    return float(np.mean(hits)) if len(hits) else None


def line(name: str, judged: list[Judged]) -> str:
    """A row of the table."""
    precisions = np.array([one.precision for one in judged if one.holds and one.precision is not None]) * 100
    naive = np.array([one.naive for one in judged if one.naive is not None]) * 100
    coverage = np.array([one.coverage for one in judged if one.holds]) * 100
    cells = [
        name,
        f"{precisions.mean():.1f} ± {precisions.std() / max(len(precisions), 1) ** 0.5:.1f}",
        f"{coverage.mean():.1f} ({np.median(coverage):.1f})",
        f"{naive.mean():.1f}",
        f"{np.mean([one.length for one in judged if one.holds]):.1f}",
        f"{sum(one.holds for one in judged)} of {len(judged)}",
        f"{np.median([one.passes for one in judged]):,.0f}",
        "{} ({})".format(*PUBLISHED[name]),
    ]
    return f"| {' | '.join(cells)} |"


def section(lines: list[str], rows: int) -> str:
    """The section of the page."""
    titles = (
        "precision, %",
        "coverage, mean (median), %",
        "LIME's columns",
        "tests",
        "rule found",
        "passes",
        "published",
    )
    head = f"| model | {' | '.join(titles)} |"
    return "\n".join(
        [
            BEGIN,
            "## On Adult",
            "",
            f"{rows} rows a model, judged over rows that neither model nor search had seen ({today()}, {machine()}; "
            "`python -m benchmarks.anchors`). Published: precision (coverage) of the paper. LIME's columns: the "
            "precision of all tests on as many columns as the rule has tests, those that LIME scores highest. "
            "Where no rule was found the draws were spent (20,000 a row); such rows are in no mean.",
            "",
            head,
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *lines,
            END,
            "",
        ]
    )


if __name__ == "__main__":
    main()
