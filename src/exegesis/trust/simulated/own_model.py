"""A user's own classifier, named as Python names it and trained on the experiment's documents."""

from typing import Any

from exegesis.adapters.modules import imported
from exegesis.core.errors import InputError, LoadError
from exegesis.trust.simulated.documents import Documents


def own_model(name: str, train: Documents) -> Any:
    """The classifier MODULE:NAME, trained on word presence (documents, vocabulary) and labels 0 and 1.

    NAME is a scikit-learn classifier, or a class or function that makes one when called without arguments. It must
    have `fit` and `predict_proba`; one that was fitted before is trained anew. The module is code of the user's own,
    run because it was named, and looked for beside the command too; no file of a pickled model is read.
    """
    made = _fresh(name)
    for method in ("fit", "predict_proba"):
        if not hasattr(made, method):
            raise InputError(f"{name} has no {method}; give a scikit-learn classifier that gives probabilities.")
    try:
        return made.fit(train.counts, train.labels)
    except Exception as error:  # foreign code may raise anything
        raise InputError(
            f"{name} cannot be trained on word presence ({type(error).__name__}: {_line(error)}); "
            "it must take sparse rows of 0 and 1, as classifiers do without their vectoriser."
        ) from error


def is_own(name: str) -> bool:
    """Whether it names a user's own classifier."""
    return ":" in name


def _fresh(name: str) -> Any:
    from sklearn.base import clone

    found = imported(name)
    if not callable(found) or (hasattr(found, "predict_proba") and not isinstance(found, type)):
        return clone(found) if hasattr(found, "get_params") else found
    try:
        return found()
    except Exception as error:
        raise LoadError(f"{name} cannot be called without arguments: {_line(error)}.") from error


def _line(error: Exception) -> str:
    return (str(error).strip() or "no message").splitlines()[0].rstrip(".")
