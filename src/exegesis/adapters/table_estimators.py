"""Estimators of tables: scikit-learn's and those in its style, and the boosters of xgboost and lightgbm themselves."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from exegesis.adapters.estimators import EstimatorAnswers, names_of
from exegesis.adapters.tables import TableFunction
from exegesis.core.errors import LoadError
from exegesis.core.version import versions
from exegesis.data.records import Fingerprint
from exegesis.data.table_background import TableBackground

_LIBRARIES = {"sklearn": "scikit-learn"}


class EstimatorOfTables(TableFunction):
    """A method of an estimator as a function of frames; its errors are told in one line."""

    in_one_line = True

    def __init__(
        self,
        asked: EstimatorAnswers,
        background: TableBackground,
        *,
        labels: Sequence[str] | None,
        name: str | None,
    ) -> None:
        called = name or f"{asked.title} ({library_of(asked.estimator)})"
        super().__init__(asked.function, background, task=asked.kind, labels=labels, name=called)
        self.asked = asked
        asked.check_labels(self.name, labels)

    def _names(self, width: int) -> tuple[str, ...]:
        return names_of(self.asked.estimator, width) or super()._names(width)

    def fingerprint(self) -> Fingerprint:
        return _fingerprint(self.name, self.asked.estimator)


class BoosterOfTables(TableFunction):
    """A booster of xgboost or lightgbm, whose answers are as its objective has them."""

    in_one_line = True

    def __init__(
        self,
        booster: Any,
        background: TableBackground,
        *,
        task: str | None,
        labels: Sequence[str] | None,
        name: str | None,
    ) -> None:
        objective = _objective(booster)
        kind = task or _kind_of(objective)
        called = name or f"Booster ({library_of(booster)})"
        super().__init__(_answers(booster, objective), background, task=kind, labels=labels, name=called)
        self.booster, self.objective = booster, objective

    def fingerprint(self) -> Fingerprint:
        return _fingerprint(self.name, self.booster)


def is_booster(source: Any) -> bool:
    """A booster of xgboost or lightgbm; told by its class, so that neither is imported."""
    return type(source).__name__ == "Booster" and library_of(source) in ("xgboost", "lightgbm")


def library_of(estimator: Any) -> str:
    """The package that it is of."""
    package = type(estimator).__module__.partition(".")[0]
    return _LIBRARIES.get(package, package)


def _objective(booster: Any) -> str:
    """Its objective by name; "" where it is the user's own function."""
    import json

    if library_of(booster) == "xgboost":
        return str(json.loads(booster.save_config())["learner"]["objective"]["name"])
    model = booster.model_to_string(num_iteration=1)
    line = next((line for line in model.splitlines() if line.startswith("objective=")), "objective=")
    return str(line.removeprefix("objective=").split(" ")[0])


def _kind_of(objective: str) -> str:
    if objective in ("multi:softmax",):
        raise LoadError(f"a booster with the objective {objective} gives labels, not numbers; use multi:softprob.")
    of_classes = ("binary:logistic", "multi:softprob", "binary", "multiclass", "cross_entropy")
    if objective in of_classes:
        return "classification"
    return "multi-label" if objective in ("multiclassova",) else "regression"


def _answers(booster: Any, objective: str) -> Callable[[Any], Any]:
    """The booster's numbers of a frame; of two classes both probabilities."""
    ask = _xgboost(booster) if library_of(booster) == "xgboost" else booster.predict
    if objective not in ("binary:logistic", "binary", "cross_entropy"):
        return ask

    def both(frame: Any) -> Any:
        second = np.asarray(ask(frame), dtype=np.float64)
        return np.stack([1 - second, second], axis=1)

    return both


def _xgboost(booster: Any) -> Callable[[Any], Any]:
    import xgboost

    def ask(frame: Any) -> Any:
        return booster.predict(xgboost.DMatrix(frame, enable_categorical=True))

    return ask


def _fingerprint(name: str, estimator: Any) -> Fingerprint:
    import importlib

    import sklearn

    module = importlib.import_module(type(estimator).__module__.partition(".")[0])
    others = [module] if hasattr(module, "__version__") and module is not sklearn else []
    return Fingerprint(name, None, None, None, versions(np, sklearn, *others))
