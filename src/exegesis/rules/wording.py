"""A rule in words, shared by the page and the terminal."""

from collections.abc import Sequence

from exegesis.core.plurals import plural, several
from exegesis.data.records import Prediction
from exegesis.rules.result import Anchor, RuleStep
from exegesis.views import wording

_LONGEST = 40  # characters of a label's or a word's name
_STOPPED = {
    "exhausted": "No rule of the allowed length is as precise as was wished; this is the surest that was met.",
    "budget": "The draws were spent before a rule was precise enough; this is the surest that was met.",
}


def heading(anchor: Anchor) -> str:
    """ "IF not AND good THEN negative" """
    return f"IF {condition(anchor)} THEN {anchor.answer}"


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


def examples(anchor: Anchor) -> list[tuple[str, str, bool]]:
    """(neighbour, what the model answers to it, whether that is the answer still), those that turn it first."""
    return [(one.text, one.answer, one.kept) for one in anchor.examples]


def cost(anchor: Anchor) -> str:
    """What it took, and how neighbours are made."""
    spent = f"{anchor.drawn:,} neighbours in {plural(anchor.cost.forward_passes, 'pass', 'passes')}"
    if anchor.proposing:
        spent += f" and {anchor.proposing:,} of the language model"
    return f"{spent}: {anchor.neighbours}. Seed {anchor.seed}."


def answered(anchor: Anchor, prediction: Prediction) -> str:
    """ "The model answers “negative” (99.5%)." """
    now = f"The model answers {_quoted(prediction.label)} ({wording.percent(prediction.outputs[prediction.index])})"
    if anchor.contrast is not None:
        return f"{now}; this is about {_answer(anchor)}."
    same = prediction.label == anchor.prediction.label
    return f"{now}." if same else f"{now}, and no longer {_quoted(anchor.prediction.label)}."


def suffices(anchor: Anchor, kept: int, draws: int, holds: bool) -> str:
    """ "As long as “not” stays, the answer stays in 99% of 1,000 fresh neighbours (promised: 95%)." """
    if not anchor.rule:
        first = f"Whatever becomes of the {_units(anchor)}, {_it(anchor)} stays"
    else:
        first = f"As long as {held(anchor, anchor.rule)} {_stay(anchor)}, {_it(anchor)} stays"
    found = f"{first} in {wording.percent(kept / draws)} of {draws:,} fresh neighbours"
    if not holds:
        return f"{found}, less than the {wording.percent(anchor.low)} that the search was sure of."
    if anchor.holds:
        return f"{found}."
    wished = wording.percent(anchor.wished)
    if kept / draws < anchor.wished:
        return f"{found}, which is less than the {wished} wished."
    return f"{found}; its search could not yet be sure of {wished}."


def needed(anchor: Anchor, counts: Sequence[int], draws: int, holds: bool) -> str:
    """ "Where nothing is held it stays in 74%." Of several: "Each of them is needed: without “not” 60%, ..." """
    shares = [wording.percent(kept / draws) for kept in counts]
    if len(anchor.rule) == 1:
        needs = "" if holds else ", so that the rule is not needed"
        return f"Where nothing is held it stays in {shares[0]}{needs}."
    left = [f"without {_named(anchor, unit)} {share}" for unit, share in zip(anchor.rule, shares, strict=True)]
    first = "Each of them is needed" if holds else "Not each of them is needed"
    return f"{first}: {', '.join(left)}."


def held(anchor: Anchor, rule: Sequence[int]) -> str:
    """ "“not” and “good”"; "nothing"."""
    names = [_named(anchor, unit) for unit in rule]
    if len(names) < 2:
        return names[0] if names else "nothing"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def share(kept: int, draws: int) -> str:
    """ "kept by 990 of 1,000 (99%)" """
    return f"kept by {kept:,} of {draws:,} ({wording.percent(kept / draws)})"


def fresh(anchor: Anchor, draws: int) -> str:
    """How the neighbours of the sentences were drawn, and how wide the rule is."""
    return f"Drawn anew for each sentence, {draws:,} each: {anchor.neighbours}. The rule {coverage(anchor)}."


def _named(anchor: Anchor, unit: int) -> str:
    """A word in quotation marks; a test or a region as its condition says it."""
    if anchor.text:
        return wording.quoted(anchor.units[unit].text, _LONGEST)
    if unit not in anchor.rule:
        return anchor.units[unit].text
    return anchor.conditions[anchor.rule.index(unit)].removesuffix(" is there")


def _stay(anchor: Anchor) -> str:
    """ "stays", of several "stay"; a test of a row is itself a sentence."""
    if anchor.kept is not None and anchor.kept.kind == "table":
        return "holds" if len(anchor.rule) == 1 else "hold"
    return "stays" if len(anchor.rule) == 1 else "stay"


def _units(anchor: Anchor) -> str:
    return several(anchor.asked.unit if anchor.asked is not None else "unit")


def _it(anchor: Anchor) -> str:
    return (
        "the answer"
        if anchor.contrast is None
        else f"{_quoted(anchor.contrast[0])} above {_quoted(anchor.contrast[1])}"
    )


def _answer(anchor: Anchor) -> str:
    if anchor.contrast is None:
        return _quoted(anchor.prediction.label)
    return " rather than ".join(_quoted(label) for label in anchor.contrast)


def _quoted(label: str) -> str:
    return wording.quoted(label, _LONGEST)
