"""Units taken out of the text."""

from exegesis.core.plurals import several
from exegesis.counterfactuals.space import Alternative
from exegesis.counterfactuals.ways.words import ChangeableWords, Offered

NAME = "delete"


def offered(words: ChangeableWords) -> Offered:
    """Each unit may go."""
    may = set(words.order)
    gone = (Alternative("", NAME),)
    return Offered(
        [gone if unit in may else () for unit in range(len(words.units))], f"{several(words.unit)} are deleted"
    )
