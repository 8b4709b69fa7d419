"""Whether a model's answer is what the data says is true."""

from collections.abc import Iterable, Sequence

from exegesis.core.errors import InputError
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
    place = place_of_truth(prediction.labels, truth)
    return None if place is None else prediction.labels[place]


def place_of_truth(labels: Sequence[str], truth: str) -> int | None:
    """The place of the class that a truth is, by its name, whatever the capitals, or its number; None of no class."""
    if truth in labels:
        return labels.index(truth)
    alike = [place for place, label in enumerate(labels) if _folded(label) == _folded(truth)]
    if alike:
        return alike[0]
    number = _number(truth)
    return number if number is not None and number < len(labels) else None


def check_numbers(labels: Sequence[str], truths: Iterable[str], column: str) -> None:
    """`InputError` where some numbers of a column could be those of classes (from 0) and others cannot: stars, say.

    Then none of them is one, and counting those that fit would tell of right answers that they are wrong.
    """
    names = {_folded(label) for label in labels}
    numbers = {truth: _number(truth) for truth in truths if _folded(truth) not in names}
    beyond = sorted({one for one in numbers.values() if one is not None and one >= len(labels)})
    if not beyond or not any(one is not None and one < len(labels) for one in numbers.values()):
        return
    classes = ", ".join(f"{number} for {label}" for number, label in enumerate(labels[:3]))
    raise InputError(
        f"the column {column!r} holds numbers of other things than the model's classes ({classes}...): it has "
        f"{beyond[0]}. Give a column of labels, or none."
    )


def _number(truth: str) -> int | None:
    number = truth.strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _folded(text: str) -> str:
    return text.strip().casefold()
