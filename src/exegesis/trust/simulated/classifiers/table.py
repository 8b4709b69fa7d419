"""The classifiers of the experiment on single predictions, by name, as the paper sets them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.linear_model import LogisticRegression

from exegesis.core.errors import InputError, unknown
from exegesis.trust.simulated.classifiers.averaged_forest import AveragedForest
from exegesis.trust.simulated.classifiers.neighbours import NearestNeighbours
from exegesis.trust.simulated.classifiers.radial import RadialSvm
from exegesis.trust.simulated.classifiers.word_vectors import trained
from exegesis.trust.simulated.documents import Documents
from exegesis.trust.simulated.explainers import Classifier
from exegesis.trust.simulated.own_model import is_own, own_model

Fit = Callable[[Documents], Classifier]


@dataclass(frozen=True)
class ClassifierChoice:
    """A classifier: what it is, how it is trained, and whether thousands of answers around a document are costly."""

    name: str
    summary: str
    fit: Fit
    costly: bool = False


def choices(trees: int = 1000, size: int = 300, others: Sequence[Documents] = ()) -> Mapping[str, ClassifierChoice]:
    """The paper's four. `trees`, the `size` of word vectors and the `others` they learn from are the forest's."""
    if trees < 1 or size < 1:
        raise InputError("the forest needs at least one tree, and word vectors of at least one number.")

    def forest(train: Documents) -> Classifier:
        return AveragedForest(trained(train, others, size), trees).fit(train.counts, train.labels)

    rows = (
        ClassifierChoice("logistic", "L2 logistic regression, C 1", _fitted(lambda: LogisticRegression(max_iter=1000))),
        ClassifierChoice("neighbours", "nearest neighbours, k 5", _fitted(NearestNeighbours)),
        ClassifierChoice(
            "forest", f"random forest, {trees} trees on averaged word vectors trained here", forest, costly=True
        ),
        ClassifierChoice("svm", "support vector machine, RBF, C 10, gamma .001", _fitted(RadialSvm)),
    )
    return {row.name: row for row in rows}


def _fitted(make: Callable[[], Any]) -> Fit:
    """Trains what `make` makes, in scikit-learn's way."""
    return lambda train: make().fit(train.counts, train.labels)


def fit_of(name: str, known: Mapping[str, ClassifierChoice]) -> ClassifierChoice:
    """The choice of that name, or a user's own classifier, MODULE:NAME; `InputError` for neither."""
    if is_own(name):
        return ClassifierChoice(name, "a classifier of your own", lambda train: own_model(name, train))
    if name not in known:
        raise unknown("model", name, (*known, "MODULE:NAME"))
    return known[name]
