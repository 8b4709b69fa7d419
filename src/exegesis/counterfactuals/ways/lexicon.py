"""Words of the user's lists, or of WordNet."""

from exegesis.core.errors import InputError
from exegesis.counterfactuals.space import Alternative
from exegesis.counterfactuals.ways.words import ChangeableWords, Offered, cased
from exegesis.data.lexicon import Lexicon

NAME = "lexicon"


def offered(words: ChangeableWords) -> Offered:
    """What the lexicon has for each unit, as it stands in small letters."""
    given = words.settings.lexicon
    if given is None:
        raise InputError("by='lexicon' needs lexicon=: a mapping {word: words}, or a file of word<TAB>word.")
    lexicon, may = Lexicon.of(given, both_ways=True), set(words.order)
    found: list[tuple[Alternative, ...]] = []
    for place, unit in enumerate(words.units):
        new = lexicon.words.get(unit.text.casefold(), ()) if place in may else ()
        others = dict.fromkeys(cased(word, unit.text) for word in new)
        found.append(tuple(Alternative(word, NAME) for word in others if word != unit.text))
    return Offered(found, f"words are replaced by those of {lexicon.name}")
