"""Several signals as one confidence: a logistic regression over standardised signals, fitted on answers known to be
right or wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray

from exegesis.core.codec import Limit, Note
from exegesis.core.errors import InputError
from exegesis.core.probabilities import expit
from exegesis.core.types import Floats

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

_STRENGTHS = (0.01, 0.1, 1.0, 10.0)  # scikit-learn's C, from the strongest penalty on the weights to the weakest
_FOLDS = 5
_FARTHEST = 5.0  # standard deviations from the mean: a value beyond counts as this
FEWEST = _FOLDS  # right ones, and wrong ones, that anything is learned of


@dataclass(frozen=True)
class SignalWeight:
    """One signal in the combination: its mean and spread where it was fitted, and the weight of a standard deviation.

    `alone`: +1 where answers with a higher value are rather right in the half that is fitted on, -1 where rather wrong;
    by this sign the signal is ranked where it stands alone.
    """

    name: str
    mean: float
    spread: Annotated[float, Limit(at_least=0), Note("0: the signal was the same everywhere, and says nothing.")]
    weight: Annotated[float, Note("In log-odds for each standard deviation.")]
    alone: int


@dataclass(frozen=True)
class SignalCombination:
    """A confidence made of signals: `intercept` plus the weighted signals are the log-odds of being right."""

    weights: tuple[SignalWeight, ...]
    intercept: float

    @classmethod
    def fitted(cls, names: Sequence[str], values: Floats, right: ArrayLike) -> "SignalCombination":
        """Of signals (n, k) and whether answers are right (n,); `InputError` where there is nothing to tell apart."""
        hits = np.asarray(right, dtype=bool)
        check_both(hits, "the half that is fitted on")
        means, spreads = values.mean(axis=0), values.std(axis=0)
        spreads = np.where(spreads > 1e-9 * np.maximum(np.abs(means), 1), spreads, 0.0)
        scaled = _standardised(values, means, spreads)
        model = _regression(scaled, hits)
        signs = np.where(scaled[hits].mean(axis=0) >= scaled[~hits].mean(axis=0), 1, -1)
        columns = zip(names, means.tolist(), spreads.tolist(), model.coef_[0].tolist(), signs.tolist(), strict=True)
        made = tuple(SignalWeight(*column) for column in columns)
        return cls(made, float(model.intercept_[0]))

    @property
    def names(self) -> tuple[str, ...]:
        """The signals, in the order of the columns."""
        return tuple(one.name for one in self.weights)

    def confidence(self, values: Floats) -> Floats:
        """(n,) of signals (n, k): the probability of being right that the regression gives."""
        means = np.array([one.mean for one in self.weights])
        spreads = np.array([one.spread for one in self.weights])
        scaled = _standardised(values, means, spreads)
        found: Floats = expit(self.intercept + scaled @ np.array([one.weight for one in self.weights]))
        return found

    def alone(self, place: int, values: Floats) -> Floats:
        """(n,) one signal, turned so that higher is surer."""
        return np.asarray(self.weights[place].alone * values[:, place])


def _regression(scaled: Floats, hits: NDArray[np.bool_]) -> "LogisticRegression":
    """Fitted, its penalty chosen by log-loss over folds of the same rows: few wrong answers bear few free weights."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    models = [LogisticRegression(C=strength, max_iter=1000) for strength in _STRENGTHS]
    losses = [cross_val_score(one, scaled, hits, cv=folds, scoring="neg_log_loss").mean() for one in models]
    return models[int(np.argmax(np.round(losses, 6)))].fit(scaled, hits)


def check_both(hits: ArrayLike, where: str, fewest: int = FEWEST) -> None:
    """`InputError` where too few of the answers are right, or wrong, for anything to be learned."""
    flags = np.asarray(hits, dtype=bool)
    right, wrong = int(flags.sum()), int((~flags).sum())
    for count, what, other in ((wrong, "wrong", "right"), (right, "right", "wrong")):
        if not count:
            raise InputError(f"every answer of {where} is {other} ({len(flags):,}): there is nothing to tell apart.")
        if count < fewest:
            raise InputError(
                f"only {count} of the {len(flags):,} answers of {where} are {what}, and {fewest} are needed; give more "
                "rows."
            )


def _standardised(values: Floats, means: Floats, spreads: Floats) -> Floats:
    scaled = np.divide(values - means, spreads, out=np.zeros_like(values), where=spreads > 0)
    found: Floats = np.clip(scaled, -_FARTHEST, _FARTHEST)
    return found
