"""Words that a masked language model puts in the place of each, in its context."""

from exegesis import api
from exegesis.core.errors import UnsupportedError, check_count
from exegesis.core.types import Span
from exegesis.counterfactuals.space import Alternative
from exegesis.counterfactuals.ways.words import ChangeableWords, Offered, cased
from exegesis.engine.engine import Engine
from exegesis.tasks.masked_lm import MaskedLM
from exegesis.tasks.table import task_of

NAME = "propose"
_AROUND = 400  # characters of the text to each side that the model sees
_SPARE = 3  # times as many words are asked for: some are the word itself, marks or parts of words


def offered(words: ChangeableWords) -> Offered:
    """The likeliest other words, for the units that are the most promising."""
    settings = words.settings
    check_count("proposals", settings.proposals)
    check_count("proposed_units", settings.proposed_units)
    task = masked_words(settings.proposer)
    engine = Engine(task.model)
    every = [unit for unit in words.order if _is_word(words.units[unit].text)]
    asked = every[: settings.proposed_units]
    found: dict[int, tuple[Alternative, ...]] = {}
    for unit in asked:
        (span, *_) = words.units[unit].spans
        old = words.units[unit].text
        new = _guesses(engine, task, words.document.text, span, old, settings.proposals)
        found[unit] = tuple(Alternative(word, NAME) for word in new)
    few = "" if len(asked) == len(every) else f" (of the {len(asked):,} of {len(every):,} that look most promising)"
    said = f"words are replaced by {settings.proposals} that {task.model.name} proposes in their place{few}"
    passes = engine.cost().forward_passes
    return Offered([found.get(unit, ()) for unit in range(len(words.units))], said, passes)


def masked_words(model: object) -> MaskedLM:
    """The task of a masked language model; `UnsupportedError` where it is none."""
    loaded = api.load(model)
    task = task_of(loaded)
    if not isinstance(task, MaskedLM):
        raise UnsupportedError(
            f"{loaded.name} guesses no hidden words (its head is {loaded.head}); name a masked language model."
        )
    return task


def _guesses(engine: Engine, task: MaskedLM, text: str, span: Span, old: str, count: int) -> list[str]:
    """So many words for a place in the text, likeliest first, none of them the old one."""
    start, end = _near(text, span)
    before, after = text[start : span.start], text[span.end : end]
    mask = task.model_mask
    before, after = before.replace(mask, "…"), after.replace(mask, "…")  # of the user's own text, which hides nothing
    places = task.predict(task.scene(before + mask + after), engine.look, _SPARE * count)
    found = dict.fromkeys(cased(word, old) for word in places[0].labels if _is_word(word))
    return [word for word in found if word.casefold() != old.casefold()][:count]


def _near(text: str, span: Span) -> tuple[int, int]:
    """A stretch around a place, cut between words."""
    start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    if start:
        start = text.find(" ", start, span.start) + 1 or span.start
    if end < len(text):
        space = text.rfind(" ", span.end, end)
        end = space if space > 0 else span.end
    return start, end


def _is_word(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not any(letter.isspace() for letter in text)
