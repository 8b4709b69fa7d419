"""The tables that the benchmarks explain, each with a model fitted on one part and rows to explain from the other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

SEED = 0


@dataclass(frozen=True)
class TableCase:
    """A table in two halves: what the model and the background are made of, and what is explained."""

    name: str
    train: pd.DataFrame
    truths: np.ndarray
    test: pd.DataFrame
    test_truths: np.ndarray
    is_regression: bool = False

    @property
    def categories(self) -> list[str]:
        """Columns that are no numbers."""
        return [name for name in self.train if self.train[name].dtype.kind not in "iuf"]

    def forest(self, trees: int = 100, least: int = 5) -> Any:
        """A forest behind one-hots of the categories, fitted."""
        kind = RandomForestRegressor if self.is_regression else RandomForestClassifier
        made = kind(trees, min_samples_leaf=least, random_state=SEED, n_jobs=1)
        hots = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        return make_pipeline(make_column_transformer((hots, self.categories), remainder="passthrough"), made).fit(
            self.train, self.truths
        )


def adult(folder: Path) -> TableCase:
    """Income above 50,000 dollars, of the 1994 census; without the census's weights."""
    frame = pd.read_csv(folder / "tabular" / "adult.csv.gz")
    return _halved("Adult", frame.drop(columns=["fnlwgt", "income"]), frame["income"])


def german(folder: Path) -> TableCase:
    """Good and bad customers; categories are one-hots of the file."""
    frame = pd.read_csv(folder / "tabular" / "german_credit.csv.gz")
    truths = frame["GoodCustomer"].map({1: "good", -1: "bad"})
    return _halved("German credit", frame.drop(columns="GoodCustomer"), truths)


def compas(folder: Path) -> TableCase:
    """High risk or not, as in Slack et al. 2020: who was charged, and how the authors filtered the file."""
    frame = pd.read_csv(folder / "tabular" / "compas_two_years.csv.gz")
    kept = frame["days_b_screening_arrest"].between(-30, 30) & (frame["is_recid"] != -1)
    kept &= (frame["c_charge_degree"] != "O") & (frame["score_text"] != "NA") & frame["score_text"].notna()
    frame = frame[kept].reset_index(drop=True)
    names = ["age", "sex", "race", "priors_count", "juv_fel_count", "juv_misd_count", "c_charge_degree"]
    truths = np.where(frame["score_text"] == "High", "high", "lower")
    return _halved("COMPAS", frame[names], pd.Series(truths))


def cancer(folder: Path) -> TableCase:
    """Malignant or benign, of scikit-learn's breast cancer."""
    from sklearn.datasets import load_breast_cancer

    found = load_breast_cancer(as_frame=True)
    return _halved("Breast cancer", found.data, pd.Series(found.target_names[found.target]))


def diabetes(folder: Path) -> TableCase:
    """How far the disease has gone a year later: a regression."""
    from sklearn.datasets import load_diabetes

    found = load_diabetes(as_frame=True)
    return _halved("Diabetes", found.data, found.target, is_regression=True)


CASES: dict[str, Callable[[Path], TableCase]] = {
    "adult": adult,
    "german": german,
    "compas": compas,
    "cancer": cancer,
    "diabetes": diabetes,
}


def _halved(name: str, frame: pd.DataFrame, truths: pd.Series, is_regression: bool = False) -> TableCase:
    train, test, left, right = train_test_split(
        frame, truths, test_size=0.3, random_state=SEED, stratify=None if is_regression else truths
    )
    parts = (train.reset_index(drop=True), left.to_numpy(), test.reset_index(drop=True), right.to_numpy())
    return TableCase(name, *parts, is_regression)
