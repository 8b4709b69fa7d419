"""A word stays what it is in its sentence: a noun a noun."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis import api
from exegesis.attacks.constraints.base import Constraint
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import UnsupportedError, check_count

_EXCHANGED = frozenset({"NOUN", "VERB"})


@dataclass(frozen=True)
class PartOfSpeech(Constraint):
    """A word that stands for another has its part of speech, as a tagger sees both among the words beside them.

    `tagger`: a model that tags words; of labels such as "NOUN|nsubj" the first part counts. `exchange`: nouns and verbs
    may stand for one another, as TextFooler lets them (Jin et al., AAAI 2020). `beside`: words to each side that the
    tagger sees.
    """

    tagger: Any = "bundled:tags"
    exchange: bool = True
    beside: int = 4
    _seen: dict[tuple[str, int], str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_count("beside", self.beside)
        model = api.load(self.tagger)
        if model.head != "token-classification":
            raise UnsupportedError(f"{model.name} tags no words; its head is {model.head}.")
        object.__setattr__(self, "tagger", model)

    def allows(self, original: Draft, current: Draft, drafts: Sequence[Draft]) -> NDArray[np.bool_]:
        """As the class says; edits that put a word in or leave one out have no other word to be held to."""
        places = [_replaced(current, draft) for draft in drafts]
        stretches = [
            (self._around(current, place), self._around(draft, place))
            for draft, place in zip(drafts, places, strict=True)
            if place is not None
        ]
        self._see([one for pair in stretches for one in pair])
        pairs = iter(stretches)
        return np.array([place is None or self._alike(*next(pairs)) for place in places], dtype=bool)

    def _alike(self, one: tuple[str, int], other: tuple[str, int]) -> bool:
        tags = {self._seen[one], self._seen[other]}
        return len(tags) == 1 or (self.exchange and tags == _EXCHANGED)

    def _around(self, draft: Draft, place: int) -> tuple[str, int]:
        """The stretch that the tagger sees, and where the word begins in it."""
        start, end = max(0, place - self.beside), min(len(draft.words), place + self.beside + 1)
        spans = draft.spans
        return draft.text[spans[start].start : spans[end - 1].end], spans[place].start - spans[start].start

    def _see(self, stretches: Sequence[tuple[str, int]]) -> None:
        fresh = list(dict.fromkeys(one for one in stretches if one not in self._seen))
        tagged: Any = api.predict(self.tagger, [text for text, _ in fresh]) if fresh else []
        for (text, start), words in zip(fresh, tagged, strict=True):
            found = [one.label.partition("|")[0] for one in words if one.spans[0].start <= start < one.spans[0].end]
            self._seen[text, start] = found[0] if found else ""


def _replaced(current: Draft, draft: Draft) -> int | None:
    """The place of the one word that differs; None where the words are not as many."""
    if len(current.words) != len(draft.words):
        return None
    return next((at for at, (one, two) in enumerate(zip(current.words, draft.words, strict=True)) if one != two), None)
