"""A rule in words, shared by the page and the terminal."""

from exegesis.core.plurals import plural
from exegesis.rules.result import Anchor, RuleStep
from exegesis.views import wording

_STOPPED = {
    "exhausted": "No rule of the allowed length is as precise as was wished; this is the surest that was met.",
    "budget": "The draws were spent before a rule was precise enough; this is the surest that was met.",
}


def heading(anchor: Anchor) -> str:
    """ "IF not AND good THEN negative" """
    return f"IF {condition(anchor)} THEN {anchor.prediction.label}"


def condition(anchor: Anchor) -> str:
    """All conditions; "anything" where none is needed."""
    return " AND ".join(anchor.conditions) or "anything"


def precision(anchor: Anchor) -> str:
    """ "99% of the neighbours keep the answer (surely 93% to 100%)" """
    low, high = (wording.percent(bound) for bound in (anchor.low, anchor.high))
    wished = wording.percent(anchor.wished)
    kept = f"{wording.percent(anchor.precision)} of the neighbours keep the answer"
    return f"{kept} (surely {low} to {high}; wished {wished})"


def coverage(anchor: Anchor) -> str:
    """In how many of all neighbours the rule holds."""
    return f"holds in {wording.percent(anchor.coverage)} of all neighbours"


def failing(anchor: Anchor) -> str:
    """Why the rule is not as wished; "" where it is."""
    return _STOPPED.get(anchor.stopped, "")


def step(anchor: Anchor, grown: RuleStep) -> tuple[str, str, str]:
    """(conditions, precision, neighbours counted) of the rule while it grew."""
    named = " AND ".join(anchor.units[index].text for index in grown.units) or "nothing fixed"
    return named, wording.percent(grown.precision), f"{grown.drawn:,}"


def cost(anchor: Anchor) -> str:
    """What it took, and how neighbours are made."""
    spent = f"{anchor.drawn:,} neighbours in {plural(anchor.cost.forward_passes, 'pass', 'passes')}"
    return f"{spent}: {anchor.neighbours}. Seed {anchor.seed}."
