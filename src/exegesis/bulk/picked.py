"""A few of many explanations to look at: SP-LIME's pick or a random one, and how much of the words these cover."""

from collections.abc import Sequence

import numpy as np

from exegesis.bulk.result import Picked, PickedImages
from exegesis.core.errors import InputError, check_count
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.summaries import pick
from exegesis.summaries.visual.result import VisualWords

_DRAWS = 20  # random picks whose mean coverage a pick is set beside
_UNCOVERED = 20  # words named


def picked(
    items: Sequence[ExplainedItem],
    count: int,
    is_random: bool = False,
    seed: int = 0,
    visual: VisualWords | None = None,
) -> Picked:
    """`count` of the items, all where there are not so many; an item of several targets goes by its first.

    `visual`: of images the words of these first explanations, in their order.
    """
    check_count("count", count)
    known = [item for item in items if item.explanations]
    if not known:
        raise InputError("there is no explanation to pick from.")
    weights = pick.weights(item.explanations[0] for item in known) if visual is None else visual.weights()
    budget = min(count, len(known))
    found = pick.at_random(weights, budget, seed) if is_random else pick.submodular(weights, budget)
    draws = [pick.at_random(weights, budget, draw).coverage for draw in range(_DRAWS)]
    whole = found.whole or 1.0
    kind, more = (Picked, {}) if visual is None else (PickedImages, {"visual": visual})
    return kind(
        items=tuple(known[row] for row in found.rows),
        gains=tuple(found.gains),
        of=len(known),
        share=found.coverage / whole,
        by_chance=float(np.mean(draws)) / whole,
        is_random=is_random,
        uncovered=tuple(found.uncovered[:_UNCOVERED]),
        **more,
    )


def heading(found: Picked) -> str:
    """ "5 of 51 explanations, picked at random" """
    how = "picked at random" if found.is_random else f"picked to cover the most important {_noun(found)} (SP-LIME)"
    return f"{len(found.items):,} of {found.of:,} explanations, {how}"


def told(found: Picked) -> str:
    """How much they cover; beside chance, where it could have picked others."""
    chance = "" if found.is_random or len(found.items) == found.of else f" (as many at random: {found.by_chance:.0%})"
    return f"They cover {found.share:.0%} of the {_noun(found)}' importance{chance}."


def _noun(found: Picked) -> str:
    """What explanations share: words, of tables columns."""
    kinds = {one.of for item in found.items for one in item.explanations}
    return "columns" if kinds == {"table"} else "words"
