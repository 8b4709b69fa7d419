"""Words that a masked language model puts in the place of each, in its context."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from exegesis import api
from exegesis.core.errors import check_count
from exegesis.core.types import Span
from exegesis.counterfactuals.space import Alternative
from exegesis.counterfactuals.ways.words import ChangeableWords, Offered, cased
from exegesis.engine.engine import Engine
from exegesis.engine.looks import looked
from exegesis.tasks.base import Look
from exegesis.tasks.table import masked_lm_of

NAME = "propose"
_AROUND = 400  # characters of the text to each side that the model sees
_SPARE = 3  # times as many words are asked for: some are the word itself, marks or parts of words
_REMEMBERED = 4096  # places


class Proposer:
    """A masked language model as a source of words; the places it has seen are remembered."""

    def __init__(self, model: Any) -> None:
        self.task = masked_lm_of(api.load(model))
        self.engine = Engine(self.task.model)
        self._known: dict[tuple[str, str, int], tuple[str, ...]] = {}

    @classmethod
    def of(cls, given: Any) -> "Proposer":
        """The proposer itself, or one of a model by what `load` takes."""
        return given if isinstance(given, cls) else cls(given)

    @property
    def name(self) -> str:
        """Of the model."""
        return self.task.model.name

    def words(self, places: Sequence[tuple[str, str]], count: int) -> list[tuple[str, ...]]:
        """So many words for each place (what stands before it, behind it), likeliest first."""
        fresh = [place for place in dict.fromkeys(places) if (*place, count) not in self._known]
        found = looked(self.engine, [partial(self._guessed, *place, count) for place in fresh])
        known = {(*place, count): words for place, words in zip(fresh, found, strict=True)}
        made = [known.get((*place, count)) or self._known[(*place, count)] for place in places]
        if len(self._known) < _REMEMBERED:
            self._known.update(known)
        return made

    def _guessed(self, before: str, after: str, count: int, look: Look) -> tuple[str, ...]:
        mask = self.task.model_mask
        # A mask token in the user's own text hides nothing.
        text = before.replace(mask, "…") + mask + after.replace(mask, "…")
        (place,) = self.task.predict(self.task.scene(text), look, count)
        return place.labels


def offered(words: ChangeableWords) -> Offered:
    """The likeliest other words, for the units that are the most promising."""
    settings = words.settings
    check_count("proposals", settings.proposals)
    check_count("proposed_units", settings.proposed_units)
    proposer = Proposer.of(settings.proposer)
    every = [unit for unit in words.order if _is_word(words.units[unit].text)]
    asked = every[: settings.proposed_units]
    before = proposer.engine.cost().forward_passes
    places = [_around(words.document.text, words.units[unit].spans[0]) for unit in asked]
    guesses = proposer.words(places, _SPARE * settings.proposals)
    found = {
        unit: tuple(Alternative(word, NAME) for word in _others(guess, words.units[unit].text, settings.proposals))
        for unit, guess in zip(asked, guesses, strict=True)
    }
    few = "" if len(asked) == len(every) else f" (of the {len(asked):,} of {len(every):,} that look most promising)"
    return Offered(
        [found.get(unit, ()) for unit in range(len(words.units))],
        f"words are replaced by {settings.proposals} that {proposer.name} proposes in their place{few}",
        proposer.engine.cost().forward_passes - before,
    )


def _others(guess: Sequence[str], old: str, count: int) -> list[str]:
    """So many of the words that are not the old one."""
    found = dict.fromkeys(cased(word, old) for word in guess if _is_word(word))
    return [word for word in found if word.casefold() != old.casefold()][:count]


def _around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and behind a place, as far as the model is to see, cut between words."""
    start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    if start:
        start = text.find(" ", start, span.start) + 1 or span.start
    if end < len(text):
        space = text.rfind(" ", span.end, end)
        end = space if space > 0 else span.end
    return text[start : span.start], text[span.end : end]


def _is_word(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not any(letter.isspace() for letter in text)
