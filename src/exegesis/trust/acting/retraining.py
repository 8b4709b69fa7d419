"""Training again without the words a person does not trust: they leave the vocabulary, or the texts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from exegesis import api
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError
from exegesis.core.text import words as spans_of
from exegesis.core.types import Outputs
from exegesis.core.word_cuts import without
from exegesis.data.labelled import Labelled

# Makes a model (anything `exegesis.load` takes) of texts and their labels.
Train: TypeAlias = Callable[[list[str], list[str]], Any]


@dataclass(frozen=True, eq=False)
class Retrained:
    """A model trained without some words, which left its "vocabulary" or its "texts" (`way`).

    `absent`: words that were nowhere to remove. `vocabulary`: terms left, None where there is none to count.
    """

    model: Any
    way: str
    absent: tuple[str, ...]
    vocabulary: int | None


class Blind:
    """A classifier that never sees the words: they are cut from every text it is asked about."""

    def __init__(self, model: TextModel, words: Iterable[str], classes: tuple[str, ...]) -> None:
        self.model, self.words, self.classes_ = model, tuple(words), classes

    def predict_proba(self, texts: Sequence[str]) -> Outputs:
        """(n, classes); a text with no other words is asked about as a full stop."""
        return self.model.predict([cut if cut.strip() else "." for cut in without(texts, self.words)])


def retrained(train: Any, data: Labelled, words: Iterable[str]) -> Retrained:
    """`train` anew on `data` without `words`.

    `train` is an unfitted scikit-learn pipeline that begins with a `CountVectorizer` or `TfidfVectorizer` (by words):
    the words, and runs of words they stand in, leave its vocabulary. Or it is a function (texts, labels) -> model, or
    any other scikit-learn classifier of texts: the words are cut from the training texts, and from every text the
    model is asked about afterwards.

    Raises `InputError` where nothing would be left to learn from.
    """
    gone = frozenset(word.lower() for word in words)
    if len(data.names) < 2:
        raise InputError("the training texts have one label only; give texts of two classes or more.")
    return _narrowed(train, data, gone) if _has_vocabulary(train) else _blinded(train, data, gone)


def accuracy(model: Any, data: Labelled, classes: Sequence[str]) -> float:
    """The share of texts whose likeliest class is their label; `InputError` for a label the model does not know."""
    loaded = api.load(model)
    names = loaded.labels if set(loaded.labels) == set(classes) else tuple(classes)
    strange = sorted(set(data.labels) - set(names))
    if strange:
        raise InputError(f"there are texts with the label {strange[0]!r}, which no training text has.")
    found = loaded.predict(data.texts).argmax(axis=1)
    return float(np.mean([names[place] == label for place, label in zip(found, data.labels, strict=True)]))


def _has_vocabulary(train: Any) -> bool:
    from sklearn.feature_extraction.text import CountVectorizer

    steps = getattr(train, "steps", ())
    reader = steps[0][1] if steps else None
    return isinstance(reader, CountVectorizer) and reader.analyzer == "word"


def _narrowed(train: Any, data: Labelled, gone: frozenset[str]) -> Retrained:
    from sklearn.base import clone

    name, reader = train.steps[0]
    try:
        known = list(clone(reader).fit(data.texts).get_feature_names_out())
    except ValueError:
        raise InputError("the training texts hold no word: the vocabulary is empty.") from None
    kept = [term for term in known if not _touched(term, gone)]
    if not kept:
        raise InputError(f"without these {len(gone)} words the vocabulary of {len(known)} is empty; mark fewer words.")
    if not gone:
        model = clone(train).fit(data.texts, data.labels)
    else:
        model = clone(train).set_params(**{f"{name}__vocabulary": kept}).fit(data.texts, data.labels)
    met = {part for term in known for part in (term.lower(), *term.lower().split(" "))}
    return Retrained(model, "vocabulary", tuple(sorted(gone - met)), len(kept))


def _blinded(train: Any, data: Labelled, gone: frozenset[str]) -> Retrained:
    texts = without(data.texts, gone)
    rows = [row for row, text in enumerate(texts) if text.strip()]
    labels = [data.labels[row] for row in rows]
    if len(set(labels)) < len(data.names):
        raise InputError("without these words no text of some class has anything left; mark fewer words.")
    made = _trained(train, [texts[row] for row in rows], labels)
    met = {text[start:end].lower() for text in data.texts for start, end in spans_of(text)} if gone else set()
    loaded = api.load(made)
    classes = loaded.labels if set(loaded.labels) == set(data.names) else data.names
    if len(loaded.labels) != len(data.names):
        raise InputError(f"the model has {len(loaded.labels)} outputs and the training texts {len(data.names)} labels.")
    return Retrained(Blind(loaded, sorted(gone), classes), "texts", tuple(sorted(gone - met)), None)


def _trained(train: Any, texts: list[str], labels: list[str]) -> Any:
    if hasattr(train, "fit"):
        from sklearn.base import clone

        return clone(train).fit(texts, labels)
    if not callable(train):
        raise InputError("give a scikit-learn pipeline, or a function (texts, labels) -> model.")
    return train(texts, labels)


def _touched(term: str, gone: frozenset[str]) -> bool:
    """Whether a term is one of the words, or a run of words with one of them in it."""
    low = term.lower()
    return low in gone or any(part in gone for part in low.split(" "))
