"""Shapley values that libraries read off trees: xgboost and lightgbm themselves, of all others the shap package.

Two games go by that name, and they differ where columns go together. "path-dependent": an absent column goes both ways
at its splits, by the shares of training rows (Lundberg et al. 2020, algorithm 1), and there is no background.
"interventional": an absent column has the value of a background row. The first is of the trees' own sum (of two classes
log-odds).
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.adapters.estimators import PROBABILITIES, EstimatorAnswers, answers_of
from exegesis.adapters.failures import told
from exegesis.adapters.table_estimators import BoosterOfTables, EstimatorOfTables, is_booster, library_of
from exegesis.adapters.tables import TableModel
from exegesis.core.errors import UnsupportedError, shown
from exegesis.core.types import Floats
from exegesis.data.table_background import TableBackground

PATHS, ROWS = "path-dependent", "interventional"
INSTALL = "pip install 'exegesis[tables]'"
_SHAP_PATHS = "tree_path_dependent"  # what shap calls the first game
_PROBED = 2  # rows of the background whose answer tells of what kind it is
_BOOSTED = ("xgboost", "lightgbm")
# Of scikit-learn; the beginnings of names.
_TREES = ("DecisionTree", "ExtraTree", "RandomForest", "GradientBoosting", "HistGradientBoosting")


@dataclass(frozen=True, eq=False)
class TreeColumns:
    """Of every output the Shapley values of the frame's columns (C, columns), and the number without any (C,)."""

    values: Floats
    base: Floats
    library: str


class TreesOfTables(TableModel):
    """A model that is trees, whatever else it is. `trees`: the estimator or booster."""

    trees: Any

    def tree_game(self, wished: str) -> str:
        """The game that is meant: "auto" is the library's own where it has one."""
        if wished != "auto":
            return wished
        return PATHS if library_of(self.trees) in _BOOSTED else ROWS

    def tree_shapley(self, row: Floats, rows: Floats, game: str, output: str) -> TreeColumns:
        """Of a row (columns,), beside rows (K, columns) in the interventional game; both are codes.

        `UnsupportedError` where the game has no number in the unit `output`.
        """
        boosted = library_of(self.trees) in _BOOSTED
        own = self.own_output(boosted)
        with told(self.name, "to give Shapley values"):
            if output != own:
                # shap's model_output="probability" rescales each background row's values, which is no Shapley value
                # of a probability.
                said = f"which is {_article(own)} and not {_article(output)}"
                raise UnsupportedError(
                    f"tree_shap explains the sum of the trees, {said}: use output={own!r}, or kernel_shap."
                )
            if game == PATHS and boosted:
                return _native(self.trees, self.background.form.frame(row[None]), len(self.labels))
            return self._by_shap(row[None], rows if game == ROWS else None)

    def own_output(self, boosted: bool) -> str:
        """The unit of the trees' own sum."""
        if self.kind == "regression":
            return "value"
        is_margin = boosted or "GradientBoosting" in type(self.trees).__name__
        return "probability" if not is_margin else "log-odds" if len(self.labels) == 2 else "logit"

    def _by_shap(self, row: Floats, rows: Floats | None) -> TreeColumns:
        """`rows`: of the background, None for the path-dependent game."""
        shap = _shap(self.name)
        game = _SHAP_PATHS if rows is None else "interventional"
        frame, data = self._of_numbers(row, game), None if rows is None else self._of_numbers(rows, game)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it is built on
            peer = shap.TreeExplainer(self.trees, data, feature_perturbation=game, model_output="raw")
            values = np.asarray(peer.shap_values(frame, check_additivity=False))[0]
        base = np.atleast_1d(np.asarray(peer.expected_value, dtype=np.float64))
        values = values[None] if values.ndim == 1 else values.T  # (C, columns)
        if len(values) == 1 and len(self.labels) == 2 and self.kind != "regression":
            return _of_both(values[0], float(base[-1]), f"shap {shap.__version__}")
        return TreeColumns(values, base, f"shap {shap.__version__}")

    def _of_numbers(self, codes: Floats, game: str) -> Any:
        """Rows as the shap package reads them: numbers alone, of true and false 1 and 0; others are refused in a line.

        Given a frame with anything else it fails in C, and prints there.
        """
        form = self.background.form
        coded = {place: column for place, column in enumerate(form.columns) if column.levels is not None}
        for column in coded.values():
            if column.levels is not None and not all(isinstance(value, bool) for value in column.levels.values):
                boosted = game != _SHAP_PATHS and library_of(self.trees) in _BOOSTED
                instead = f"game={PATHS!r}, " if boosted else ""
                raise UnsupportedError(
                    f"the shap package reads trees over numbers alone, and column {shown(column.name)} holds "
                    f"categories: use {instead}exact_shap or kernel_shap."
                )
        if not coded:
            return form.frame(codes)
        numbers = codes.copy()
        for place, column in coded.items():
            numbers[:, place] = [np.nan if (cell := column.cell(code)) is None else cell for code in codes[:, place]]
        return numbers


class TreeEstimator(EstimatorOfTables, TreesOfTables):
    """An estimator of scikit-learn, xgboost or lightgbm that is trees.

    Of a boosted classifier the answers are margins, as logits, where probabilities are these and no more.
    """

    def __init__(
        self, asked: EstimatorAnswers, background: TableBackground, *, labels: Sequence[str] | None, name: str | None
    ) -> None:
        super().__init__(asked, background, labels=labels, name=name)
        self.trees = asked.estimator
        margins = _margins(asked)
        if margins is not None and self._are_logits(margins):
            self.function, self.scale = margins, "logit"

    def _are_logits(self, margins: Any) -> bool:
        rows = self.background.form.frame(self.background.codes[:8])
        try:
            logits = np.asarray(margins(rows), dtype=np.float64)
            known = np.asarray(self.asked.function(rows), dtype=np.float64)
        except Exception:  # it has no margins after all
            return False
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return bool(np.allclose(shares / shares.sum(axis=1, keepdims=True), known, atol=1e-5))


class TreeBooster(BoosterOfTables, TreesOfTables):
    """A booster itself; of classes its answers are margins, as logits."""

    def __init__(
        self,
        booster: Any,
        background: TableBackground,
        *,
        task: str | None,
        labels: Sequence[str] | None,
        name: str | None,
    ) -> None:
        super().__init__(booster, background, task=task, labels=labels, name=name)
        self.trees = booster
        if self.kind == "single-label":
            self.function, self.scale = _booster_margins(booster), "logit"


def estimator_of_tables(
    source: Any, background: TableBackground, *, task: str | None, labels: Sequence[str] | None, name: str | None
) -> EstimatorOfTables:
    """An estimator or one of its methods; label names from `classes_`. `task` as for estimators of texts."""
    asked = answers_of(source, task, background.form.frame(background.codes[:_PROBED]))
    kind = TreeEstimator if are_trees(asked) else EstimatorOfTables
    return kind(asked, background, labels=labels, name=name)


def are_trees(asked: EstimatorAnswers) -> bool:
    """Whether an estimator is trees that these libraries know; a pipeline with steps before them is not."""
    estimator, library = asked.estimator, library_of(asked.estimator)
    if library == "xgboost" and getattr(estimator, "booster", None) in ("gblinear", "dart"):
        return False
    if asked.method not in (PROBABILITIES, "predict"):
        return False
    return library in _BOOSTED or (library == "scikit-learn" and type(estimator).__name__.startswith(_TREES))


def _native(trees: Any, frame: Any, outputs: int) -> TreeColumns:
    """By the library's own algorithm; the last number of each output is the base."""
    library = library_of(trees)
    if library == "xgboost":
        import xgboost

        said = f"{library} {xgboost.__version__}"
        booster = trees if is_booster(trees) else trees.get_booster()
        matrix = xgboost.DMatrix(frame, enable_categorical=True)
        found = booster.predict(matrix, pred_contribs=True, strict_shape=True, iteration_range=_rounds(trees))[0]
    else:
        import lightgbm

        said = f"{library} {lightgbm.__version__}"
        found = np.asarray(trees.predict(frame, pred_contrib=True))[0]
        found = found.reshape(1 if outputs == 2 else max(outputs, 1), -1)
    numbers = np.asarray(found, dtype=np.float64)
    if len(numbers) == 1 and outputs == 2:
        return _of_both(numbers[0, :-1], float(numbers[0, -1]), said)
    return TreeColumns(numbers[:, :-1], numbers[:, -1], said)


def _shap(name: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import shap
    except ImportError:
        raise UnsupportedError(f"Shapley values of {name} are by the shap package: {INSTALL}.") from None
    return shap


def _of_both(values: Floats, base: float, library: str) -> TreeColumns:
    """Of two classes, where the log-odds of the second are known: of the first they are the opposite."""
    return TreeColumns(np.stack([-values, values]), np.array([-base, base]), library)


def _rounds(trees: Any) -> tuple[int, int]:
    """The rounds that predictions are made of: up to the best one, where training stopped early; (0, 0) is all."""
    if is_booster(trees):
        return (0, 0)
    try:
        return (0, int(trees.best_iteration) + 1)
    except AttributeError:
        return (0, 0)


def _margins(asked: EstimatorAnswers) -> Any:
    """The function of frames to margins (N, classes) of a boosted classifier; None of all others."""
    library, estimator = library_of(asked.estimator), asked.estimator
    if asked.method != PROBABILITIES:
        return None
    if library not in _BOOSTED:
        return _of_classes(estimator.decision_function) if "GradientBoosting" in type(estimator).__name__ else None
    wished = {"output_margin": True} if library == "xgboost" else {"raw_score": True}
    return _of_classes(lambda frame: estimator.predict(frame, **wished))


def _booster_margins(booster: Any) -> Any:
    if library_of(booster) == "lightgbm":
        return _of_classes(lambda frame: booster.predict(frame, raw_score=True))
    import xgboost

    return _of_classes(
        lambda frame: booster.predict(xgboost.DMatrix(frame, enable_categorical=True), output_margin=True)
    )


def _of_classes(margins: Any) -> Any:
    def ask(frame: Any) -> Floats:
        found = np.asarray(margins(frame), dtype=np.float64)
        return np.stack([np.zeros(len(found)), found], axis=1) if found.ndim == 1 else found

    return ask


def _article(output: str) -> str:
    return output if output == "log-odds" else f"a {output}"
