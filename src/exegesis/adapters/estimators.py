"""scikit-learn pipelines: which of their methods is explained, what its numbers are, and what they are called."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.adapters.function import KINDS, FunctionModel
from exegesis.core.errors import LoadError
from exegesis.core.plurals import plural

PROBABILITIES, MARGINS, VALUES = "predict_proba", "decision_function", "predict"
METHODS = (PROBABILITIES, MARGINS, VALUES, "predict_log_proba", "score_samples")
_PROBE = ["a"]  # any text will do: what is asked is how the answer is made


class OnlyMargins(LoadError):
    """A classifier without probabilities, where nobody has said that its margins are to be explained."""

    @classmethod
    def of(cls, estimator: str, way: str = "Load it with task='regression'") -> "OnlyMargins":
        """What it is called, and the way to its margins."""
        return cls(
            f"{estimator} has no predict_proba. {way} to explain its margins (decision_function), or calibrate it for "
            "probabilities (sklearn.calibration.CalibratedClassifierCV)."
        )


def is_estimator(source: Any) -> bool:
    """An estimator of scikit-learn, anything with `predict_proba`, or one of their methods that give numbers."""
    owner = getattr(source, "__self__", None)
    if owner is not None and getattr(source, "__name__", "") in METHODS:
        source = owner
    if isinstance(source, type):
        return False
    return hasattr(source, PROBABILITIES) or (hasattr(source, "get_params") and hasattr(source, VALUES))


class EstimatorModel(FunctionModel):
    """A method of an estimator as a function of texts; its errors are told in one line."""

    in_one_line = True

    def __init__(self, estimator: Any, method: str, *, kind: str, labels: Sequence[str] | None, name: str) -> None:
        super().__init__(_answers(estimator, method), task=kind, labels=labels, name=name)
        self.estimator = estimator

    def _names(self, width: int) -> tuple[str, ...]:
        return names_of(self.estimator, width) or super()._names(width)


@dataclass(frozen=True)
class EstimatorAnswers:
    """What is asked of an estimator: which of its methods, what kind of numbers they are, and what that is called."""

    estimator: Any
    method: str
    kind: str
    title: str

    @property
    def function(self) -> Callable[[Any], Any]:
        """Of inputs to one table of numbers."""
        return _answers(self.estimator, self.method)

    def check_labels(self, name: str, labels: Sequence[str] | None) -> None:
        """`LoadError` where names are given for more or fewer classes than there are."""
        known = len(_classes(self.estimator))
        if labels is not None and self.method == PROBABILITIES and known and known != len(labels):
            raise LoadError(f"{name} has {known} classes, and labels has {len(labels)}; give one name for each.")


def from_sklearn(
    source: Any, *, task: str | None = None, labels: Sequence[str] | None = None, name: str | None = None
) -> FunctionModel:
    """A scikit-learn pipeline (or estimator of texts), or one of its methods; label names from `classes_`.

    `task` None: probabilities where there are any, values of a regressor. With "regression" a classifier gives its
    margins (`decision_function`).
    """
    model = unchecked(source, task=task, labels=labels, name=name)
    _check_reads_texts(model.estimator, model.function)
    return model


def unchecked(source: Any, *, task: str | None, labels: Sequence[str] | None, name: str | None) -> EstimatorModel:
    """The same of whatever it reads, without a look at whether that is texts."""
    with _quiet():
        asked = answers_of(source, task, _PROBE)
    model = EstimatorModel(
        asked.estimator, asked.method, kind=asked.kind, labels=labels, name=name or f"{asked.title} (scikit-learn)"
    )
    asked.check_labels(model.name, labels)
    return model


def _check_reads_texts(estimator: Any, function: Callable[[Any], Any]) -> None:
    """`LoadError` for what was fitted on rows of columns and cannot be asked about a text."""
    count = getattr(estimator, "n_features_in_", None)
    if count is None:
        return
    try:
        with _quiet():
            function(_PROBE)
    except Exception as error:
        columns = plural(count, "column")
        raise LoadError(
            f"{type(estimator).__name__} was fitted on rows of {columns}, and reads no texts: to explain rows of a "
            "table load it with background=, a frame of such rows (--background FILE at the command line)."
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what estimators of other inputs warn of when they are asked about a text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def answers_of(source: Any, task: str | None, probe: Any) -> EstimatorAnswers:
    """What is asked of an estimator or one of its methods; `probe`: an input whose answer tells what kind it is of."""
    estimator = getattr(source, "__self__", source)
    method = getattr(source, "__name__", None) if estimator is not source else None
    kind = KINDS.get(task, str(task))
    if method == VALUES and task is None and not _is_regressor(estimator):
        raise LoadError(f"{type(estimator).__name__}.predict gives labels, not numbers; load the estimator itself.")
    chosen = method or _method(estimator, kind if task else None)
    if task is None:
        kind = _kind(estimator, chosen, probe)
    title = type(estimator).__name__ if chosen in (PROBABILITIES, VALUES) else f"{type(estimator).__name__}.{chosen}"
    return EstimatorAnswers(estimator, chosen, kind, title)


def names_of(estimator: Any, width: int) -> tuple[str, ...]:
    """The classes' own names; of one margin between two classes that of the class it is high for; () of no classes."""
    classes = [str(label) for label in _classes(estimator)]
    if len(classes) == width:
        return tuple(classes)
    return (classes[1],) if width == 1 and len(classes) == 2 else ()


def _method(estimator: Any, kind: str | None) -> str:
    """The method that gives the numbers to explain; `LoadError` naming the way on where there is none."""
    named = type(estimator).__name__
    if _is_regressor(estimator):
        if kind not in (None, "regression"):
            raise LoadError(f"{named} is a regressor: it gives values and no classes. Leave out task=.")
        return VALUES
    if kind != "regression" and hasattr(estimator, PROBABILITIES):
        return PROBABILITIES
    if hasattr(estimator, MARGINS):
        if kind == "regression":
            return MARGINS
        raise OnlyMargins.of(named)
    if hasattr(estimator, PROBABILITIES):
        return PROBABILITIES
    raise LoadError(
        f"{named} gives labels only, neither predict_proba nor decision_function, so there is no number to explain. "
        "Refit it so that it has one (a VotingClassifier with voting='soft'), or explain its choice as 0 and 1: "
        "load(lambda texts: model.predict(texts)[:, None] == model.classes_, labels=model.classes_)."
    )


def _kind(estimator: Any, method: str, probe: Any) -> str:
    """How the numbers are to be read, told by what the estimator is and by one answer of it."""
    if method != PROBABILITIES:
        return "regression"
    if any(getattr(inner, "multilabel_", False) for inner in _layers(estimator)):
        return "multi-label"
    try:
        row = np.asarray(_answers(estimator, method)(probe), dtype=float)[0]
    except Exception:  # it wants other inputs (pairs), or is not fitted: then the first real text tells
        return "single-label"
    return "single-label" if abs(row.sum() - 1) < 1e-3 else "multi-label"


def _layers(estimator: Any) -> Iterator[Any]:
    """The estimator, and those inside that decide its answer: the last step of a pipeline, the best of a search."""
    yield estimator
    if getattr(estimator, "steps", None):
        yield from _layers(estimator.steps[-1][1])
    if hasattr(estimator, "best_estimator_"):
        yield from _layers(estimator.best_estimator_)


def _is_regressor(estimator: Any) -> bool:
    from sklearn.base import is_regressor

    try:
        return bool(is_regressor(estimator))
    except Exception:  # in the style of scikit-learn, without its tags
        return getattr(estimator, "_estimator_type", None) == "regressor"


def _classes(estimator: Any) -> list[Any]:
    """The names of the classes; none of a regressor, or where each of several outputs has classes of its own."""
    found = getattr(estimator, "classes_", None)
    return [] if found is None or isinstance(found, list) else list(found)


def _answers(estimator: Any, method: str) -> Callable[[list[Any]], Any]:
    """The method, with the answers of several outputs (a list of tables, one for each) as one table."""
    asked = getattr(estimator, method)

    def answer(texts: list[Any]) -> Any:
        found = asked(texts)
        if not (method == PROBABILITIES and isinstance(found, list) and len(np.shape(found[0])) == 2):
            return found
        return np.stack([_of_yes(table, place, estimator) for place, table in enumerate(found)], axis=1)

    return answer


def _of_yes(table: Any, place: int, estimator: Any) -> Any:
    """The probability (n,) that one of several outputs is 1."""
    classes = getattr(estimator, "classes_", None)
    known = list(classes[place]) if isinstance(classes, list) else list(range(np.shape(table)[1]))
    if not set(known) <= {0, 1}:
        raise LoadError(
            f"output {place} of {type(estimator).__name__} has the classes {', '.join(map(str, known))}; explain one "
            f"output at a time: load(lambda texts: model.predict_proba(texts)[{place}])."
        )
    return np.asarray(table)[:, known.index(1)] if 1 in known else np.zeros(len(table))
