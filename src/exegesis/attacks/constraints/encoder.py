"""A draft says what the original says, as a sentence encoder sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis import api
from exegesis.adapters.batching import in_batches
from exegesis.adapters.capabilities import GivesLayerMeans
from exegesis.attacks.constraints.base import Constraint
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import InputError, UnsupportedError, check_count, unknown
from exegesis.core.types import Floats
from exegesis.data.rows import Tokens

AGAINST = ("current", "original")
_BATCH_TOKENS = 2048


@dataclass(frozen=True)
class EncoderLikeness(Constraint):
    """The encoder's vectors of the words round the edit, before and after it, are at least so alike.

    A text's vector is the mean of the last layer's over its word pieces. Likeness is angular, 1 - arccos(cosine) / pi,
    as TextFooler measures it with another encoder (Jin et al., AAAI 2020): a bound of that paper means nothing here
    before it is calibrated. `window`: so many words, the edit in their middle; texts of fewer are seen whole.
    `against`: the draft that is edited ("current", as in that paper's code) or the original.
    """

    model: Any
    least: float = 0.84
    window: int | None = 15
    against: str = "current"
    _seen: dict[str, Floats] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.least, bool) or not isinstance(self.least, int | float) or not 0 < self.least <= 1:
            raise InputError("least is a likeness, above 0 and at most 1.")
        if self.window is not None:
            check_count("window", self.window)
        if self.against not in AGAINST:
            raise unknown("against", self.against, AGAINST)
        object.__setattr__(self, "model", _encoder(self.model))

    def allows(self, original: Draft, current: Draft, drafts: Sequence[Draft]) -> NDArray[np.bool_]:
        """As the class says; all drafts go through the encoder together."""
        beside = original if self.against == "original" else current
        pairs = [_around(beside, draft, self.window) for draft in drafts]
        return self._likeness(pairs) >= self.least

    def likeness(self, original: Draft, drafts: Sequence[Draft]) -> Floats:
        """Of whole texts."""
        return self._likeness([(original.text, draft.text) for draft in drafts])

    def _likeness(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        self._see([text for pair in pairs for text in pair])
        cosines = np.array([float(self._seen[one] @ self._seen[other]) for one, other in pairs])
        return np.asarray(1 - np.arccos(np.clip(cosines, -1, 1)) / np.pi)

    def _see(self, texts: Sequence[str]) -> None:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._seen]
        tokens = self.model.whole_tokens(fresh) if fresh else []
        if None in tokens:
            raise InputError("a text is longer than the encoder reads at once; give a window of words.")

        def work(batch: list[int]) -> None:
            rows = [tokens[index].row for index in batch]
            means = self.model.layer_means(rows, [[_own(tokens[index])] for index in batch], None, [])
            for index, vector in zip(batch, means.vectors[max(means.vectors)], strict=True):
                self._seen[fresh[index]] = vector / max(float(np.linalg.norm(vector)), 1e-12)

        in_batches(work, [len(one.row) for one in tokens], _BATCH_TOKENS)


def _encoder(source: Any) -> Any:
    model = api.load(source)
    if not isinstance(model, GivesLayerMeans):
        raise UnsupportedError(f"{model.name} gives no vectors of its layers, as a sentence encoder must.")
    return model


def _own(tokens: Tokens) -> list[int]:
    return [place for place, special in enumerate(tokens.special) if not special]


def _around(beside: Draft, draft: Draft, window: int | None) -> tuple[str, str]:
    """The words round the first place where the two differ, of both."""
    if window is None or max(len(beside.words), len(draft.words)) <= window:
        return beside.text, draft.text
    pairs = enumerate(zip(beside.words, draft.words, strict=False))
    middle = next((place for place, (one, other) in pairs if one != other), len(draft.words))
    start = max(0, middle - window // 2)
    return _stretch(beside, start, window), _stretch(draft, start, window)


def _stretch(draft: Draft, start: int, window: int) -> str:
    spans = draft.spans[start : start + window]
    return draft.text[spans[0].start : spans[-1].end] if spans else draft.text
