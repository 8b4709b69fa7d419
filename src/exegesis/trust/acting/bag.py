"""A linear model over a bag of words as plain numbers: what is kept of a scikit-learn text pipeline, without pickle.

Words and settings go to a JSON file, idf, coefficients and intercepts to safetensors. Probabilities are those of the
pipeline it was packed from.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from scipy.special import expit, softmax

from exegesis.core.codec import to_file
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.core.files import write_whole
from exegesis.core.types import Floats
from exegesis.data.result import Result

WORDS, WEIGHTS = "bag.json", "weights.safetensors"
_READING = ("lowercase", "token_pattern", "ngram_range", "analyzer", "binary", "strip_accents", "stop_words")
_WEIGHING = ("norm", "use_idf", "sublinear_tf")


@dataclass(frozen=True, slots=True)
class VectorizerSettings:
    """How a vectorizer of scikit-learn reads texts and weighs their terms, in its own words."""

    lowercase: bool
    token_pattern: str | None
    ngram_range: tuple[int, int]
    analyzer: str
    binary: bool
    strip_accents: str | None
    stop_words: tuple[str, ...] | str | None
    norm: str | None = None
    use_idf: bool = False
    sublinear_tf: bool = False


@dataclass(frozen=True)
class BagWords(Result, noun="the words of a bag"):
    """What is kept of a `BagModel` as JSON; its numbers stand in a file of their own."""

    classes: tuple[str, ...]
    terms: tuple[str, ...]
    settings: VectorizerSettings

    def __post_init__(self) -> None:
        for name, texts in (("classes", self.classes), ("terms", self.terms)):
            if len(set(texts)) != len(texts):
                raise ValueError(f"{name} are not distinct")


@dataclass(frozen=True, eq=False)
class BagModel:
    """Terms, how texts become numbers, and the linear model on them: C classes, or one row of two."""

    classes: tuple[str, ...]
    terms: tuple[str, ...]
    coefficients: Floats  # (C, terms), or (1, terms) for two classes
    intercepts: Floats  # (C,) or (1,)
    idf: Floats | None  # (terms,)
    settings: VectorizerSettings

    @property
    def classes_(self) -> tuple[str, ...]:
        """As scikit-learn calls them, so that `exegesis.load` finds the names."""
        return self.classes

    def predict_proba(self, texts: Any) -> Floats:
        """(n, C) probabilities."""
        logits = self._numbers(list(texts)) @ self.coefficients.T + self.intercepts
        if logits.shape[1] == 1:
            return np.hstack([expit(-logits), expit(logits)])
        found: Floats = softmax(logits, axis=1)
        return found

    def _numbers(self, texts: list[str]) -> Any:
        """CSR (n, terms), as the pipeline weighs terms."""
        from scipy.sparse import csr_matrix, diags
        from sklearn.preprocessing import normalize

        found = csr_matrix(self._reader.transform(texts), dtype=np.float64)
        if self.settings.sublinear_tf:
            found.data = np.log(found.data) + 1.0
        if self.idf is not None:
            found = csr_matrix(found @ diags(self.idf))
        return found if self.settings.norm is None else normalize(found, norm=self.settings.norm)

    @cached_property
    def _reader(self) -> Any:
        from sklearn.feature_extraction.text import CountVectorizer

        own = {name: getattr(self.settings, name) for name in _READING}
        stop_words = list(own["stop_words"]) if isinstance(own["stop_words"], tuple) else own["stop_words"]
        return CountVectorizer(vocabulary=list(self.terms), **{**own, "stop_words": stop_words})

    def save(self, folder: Path) -> None:
        """Write both files into the folder, which is made."""
        from safetensors.numpy import save

        made = {"coefficients": self.coefficients, "intercepts": self.intercepts}
        if self.idf is not None:
            made["idf"] = self.idf
        words = BagWords(self.classes, self.terms, self.settings)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot make the folder {str(folder)!r}: {error.strerror}.") from error
        write_whole(folder / WEIGHTS, save({name: np.ascontiguousarray(one) for name, one in made.items()}))
        write_whole(folder / WORDS, to_file(words.to_dict()))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The inverse of `save`; `LoadError` for what is none."""
        from safetensors.numpy import load

        try:
            words = BagWords.from_json((folder / WORDS).read_text(encoding="utf-8"))
            held = load((folder / WEIGHTS).read_bytes())
            made = cls(
                words.classes,
                words.terms,
                held["coefficients"],
                held["intercepts"],
                held.get("idf"),
                words.settings,
            )
        except OSError as error:
            raise LoadError(f"cannot read {str(folder)!r}: {error.strerror}.") from error
        except Exception as error:  # safetensors has errors of its own
            raise LoadError(f"{str(folder)!r} holds no bag of words that can be read: {error}.") from None
        made._check(folder)
        return made

    def _check(self, folder: Path) -> None:
        width, lines = len(self.terms), len(self.intercepts)
        shapes = (self.coefficients.shape == (lines, width), self.idf is None or self.idf.shape == (width,))
        if not all(shapes) or lines != (1 if len(self.classes) == 2 and lines == 1 else len(self.classes)):
            raise LoadError(f"the weights in {str(folder)!r} do not fit its words and classes.")
        try:
            said = self.predict_proba(["a"])
        except (TypeError, ValueError, re.error) as error:  # settings that no vectorizer takes
            raise LoadError(f"the settings in {str(folder)!r} cannot be used: {error}.") from None
        if not np.isfinite(said).all():
            raise LoadError(f"the weights in {str(folder)!r} are not finite.")


def packed(pipeline: Any) -> BagModel:
    """A fitted pipeline of `CountVectorizer` or `TfidfVectorizer` and a logistic regression or naive Bayes.

    `UnsupportedError` for any other, and for readers with functions of one's own, which no file of data can hold.
    """
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import MultinomialNB

    steps = [step for _, step in getattr(pipeline, "steps", ())]
    if len(steps) != 2 or type(steps[0]) not in (CountVectorizer, TfidfVectorizer):
        raise UnsupportedError("only a pipeline of CountVectorizer or TfidfVectorizer and a classifier can be packed.")
    reader, head = steps
    settings = reader.get_params()
    own = [name for name in ("tokenizer", "preprocessor") if settings[name] is not None]
    if own or not isinstance(settings["analyzer"], str) or settings["decode_error"] != "strict":
        raise UnsupportedError("a vectorizer with functions of its own cannot be packed as data.")
    if type(head) is LogisticRegression:
        weights, starts = head.coef_, head.intercept_
    elif type(head) is MultinomialNB:
        weights, starts = head.feature_log_prob_, head.class_log_prior_
    else:
        raise UnsupportedError(f"a {type(head).__name__} cannot be packed; LogisticRegression and MultinomialNB can.")
    kept = {name: settings[name] for name in (*_READING, *_WEIGHING) if name in settings}
    kept["ngram_range"] = tuple(kept["ngram_range"])
    if kept["stop_words"] is not None and not isinstance(kept["stop_words"], str):
        kept["stop_words"] = tuple(sorted(kept["stop_words"]))
    read = VectorizerSettings(**kept)
    idf = np.array(reader.idf_, dtype=np.float64) if read.use_idf else None
    terms = tuple(reader.get_feature_names_out().tolist())
    return BagModel(
        tuple(str(one) for one in head.classes_),
        terms,
        np.array(weights, dtype=np.float64),
        np.array(starts, dtype=np.float64),
        idf,
        read,
    )
