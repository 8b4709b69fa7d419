"""Whether a model's answer is what the data says is true."""

from exegesis.data.records import Prediction
from exegesis.data.squad.matching import normalised


def is_right(prediction: Prediction, truth: str | None) -> bool | None:
    """Whether the prediction is the truth, as the data writes it; None where there is no telling.

    Of labels the truth is one's name, whatever the capitals, or else its number (from 0); a truth that is no label of
    the model tells nothing. Answers are compared by SQuAD's normalisation, words and tags by letters, whatever the
    capitals. Nothing is told of values and of sets of labels.
    """
    if truth is None or prediction.kind in ("regression", "multi-label"):
        return None
    if prediction.kind == "single-label":
        label = label_of(prediction, truth)
        return None if label is None else label == prediction.label
    one, other = normalised(prediction.label), normalised(truth)
    if prediction.kind == "answer" and one and other:
        return one == other
    return _folded(prediction.label) == _folded(truth)


def label_of(prediction: Prediction, truth: str | None) -> str | None:
    """The truth as the model calls it; None where it is no label of the model."""
    if truth is None or prediction.kind != "single-label":
        return truth
    if truth in prediction.labels:
        return truth
    alike = [label for label in prediction.labels if _folded(label) == _folded(truth)]
    if alike:
        return alike[0]
    number = truth.strip()
    is_known = number.isascii() and number.isdigit() and len(number) < 10 and int(number) < len(prediction.labels)
    return prediction.labels[int(number)] if is_known else None


def _folded(text: str) -> str:
    return text.strip().casefold()
