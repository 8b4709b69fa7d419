"""A correction before its training: everything that was given, checked, and the texts to train on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exegesis.core.errors import InputError, shown
from exegesis.core.text import words as spans_of
from exegesis.corrections.lessons import named
from exegesis.corrections.measuring import CorrectionYardstick
from exegesis.corrections.settings import CorrectionSettings
from exegesis.corrections.ways import CorrectionTexts, CorrectionWay
from exegesis.data.labelled import Labelled
from exegesis.training.overriding import changed

if TYPE_CHECKING:
    from exegesis.adapters.huggingface import TransformerModel


@dataclass(frozen=True)
class CorrectionPlan:
    """`absent`: marked words that no training text holds."""

    way: CorrectionWay
    data: Labelled
    texts: CorrectionTexts
    words: tuple[str, ...]
    absent: tuple[str, ...]
    yardstick: CorrectionYardstick
    settings: CorrectionSettings
    seed: int


@dataclass(frozen=True)
class CorrectionData:
    """Texts to train on, and those that the model before and after is measured on."""

    train: Labelled
    held_out: Labelled | None = None
    errors: Labelled | None = None

    def named(self, model: "TransformerModel") -> "CorrectionData":
        """With the labels by the model's names for them."""
        held_out, errors = (None if one is None else named(model, one) for one in (self.held_out, self.errors))
        return CorrectionData(named(model, self.train), held_out, errors)


def planned(
    model: "TransformerModel",
    way: CorrectionWay,
    given: CorrectionData,
    words: tuple[str, ...],
    explaining: tuple[str, int],
    settings: Mapping[str, Any],
    seed: int,
) -> CorrectionPlan:
    """The plan; `explaining`: by which method, and how many texts. Raises `InputError` for what cannot be done."""
    chosen = changed(CorrectionSettings(), [f"{name}={value}" for name, value in settings.items()])
    data = given.named(model)
    _check_labels(data.train, "the training texts have")
    absent = _absent(data.train, words)
    if way.uses_words:
        _check_words(words, absent)
    texts = way.texts(data.train, words, seed)
    texts = CorrectionTexts(named(model, texts.data), texts.figures)
    _check_labels(texts.data, "after these edits there is")
    yardstick = CorrectionYardstick(data.held_out, data.errors, words, *explaining, seed)
    return CorrectionPlan(way, data.train, texts, words, absent, yardstick, chosen, seed)


def _absent(data: Labelled, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that no text holds; `InputError` for a mark of several words, which none could."""
    several = [word for word in words if len(spans_of(word)) != 1]
    if several:
        raise InputError(f"{shown(several[0])} is not one word but several; unmark it, and mark those that matter.")
    met = {text[start:end].lower() for text in data.texts for start, end in spans_of(text)} if words else set()
    return tuple(word for word in words if word not in met)


def _check_labels(data: Labelled, said: str) -> None:
    if len(data.names) < 2:
        only = shown(data.names[0]) if data.names else "none"
        raise InputError(f"{said} one label only ({only}); give texts of two classes or more.")


def _check_words(words: tuple[str, ...], absent: tuple[str, ...]) -> None:
    if not words:
        raise InputError("no word is marked; mark those that the model should not use first.")
    if len(absent) == len(words):
        said = ", ".join(words[:8])
        raise InputError(f"no training text holds a marked word ({said}); look at the texts, or the words.")
