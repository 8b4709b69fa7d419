"""What a model's outputs are, where the caller says more of them than the model's own configuration: names and kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exegesis.core.errors import InputError, LoadError

if TYPE_CHECKING:
    from exegesis.adapters.tokenized import TokenModel

# How the numbers of a classification head are read: one choice among classes (softmax), a probability for each output
# (sigmoid), or values as they are.
KINDS = ("single-label", "multi-label", "regression")
_NAMED = ("classification", "token-classification")


@dataclass(frozen=True)
class Outputs:
    """The caller's words: a name for each output, and how they are read; None leaves it to the model."""

    labels: tuple[str, ...] | None = None
    kind: str | None = None

    def of(self, model: "TokenModel") -> "TokenModel":
        """The model with its outputs so named and read; `LoadError` where that does not fit it."""
        if self.labels is not None:
            model.named_labels = _fitting(self.labels, model)
        if self.kind is not None:
            model.kind = _readable(self.kind, model)
        return model


def names(labels: Sequence[str] | None) -> tuple[str, ...] | None:
    """`labels` as given to `load`, checked to be a list of names."""
    if labels is None:
        return None
    if isinstance(labels, str):
        raise InputError(f"labels must be a list of names, one for each output, not the text {labels!r}.")
    return tuple(map(str, labels))


def _fitting(labels: tuple[str, ...], model: "TokenModel") -> tuple[str, ...]:
    if model.head not in _NAMED:
        raise LoadError(f"labels name classes or tags; {model.name} has the head for {model.head}, so leave them out.")
    if len(labels) != len(model.labels):
        raise LoadError(
            f"{model.name} has {len(model.labels)} outputs ({', '.join(model.labels[:5])}"
            f"{', ...' if len(model.labels) > 5 else ''}), and labels has {len(labels)}; give one name for each."
        )
    return labels


def _readable(kind: str, model: "TokenModel") -> str:
    if kind == "single-label" and len(model.labels) == 1:
        raise LoadError(
            f"{model.name} has one output, which is no choice among classes; load it with task='multi-label' for a "
            "probability, or task='regression' for a value."
        )
    return kind
