"""The smallest change that gives another answer: `counterfactual`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.text import Segmenter
from exegesis.counterfactuals.result import Counterfactuals
from exegesis.counterfactuals.searching import searched
from exegesis.counterfactuals.wishes import wishes_of
from exegesis.data.inputs import Input
from exegesis.data.targets import OneTarget
from exegesis.engine.estimate import Progress


def counterfactual(
    model: Model | str | Path,
    text: Input | Any,
    method: str = "auto",
    target: OneTarget | None = None,
    seed: int = 0,
    unit: str | Segmenter | None = None,
    id: str | None = None,
    *,
    by: str | Sequence[str] | None = None,
    keep: str | Iterable[str] = (),
    count: int = 1,
    budget: int = 1000,
    most_edits: int | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
    proposer: Model | str | Path | None = None,
    proposals: int | None = None,
    proposed_units: int | None = None,
    lexicon: Any = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    directions: Mapping[str, str] | None = None,
    costs: Mapping[str, float] | None = None,
    baseline: str | None = None,
    fluency: Model | str | Path | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Counterfactuals:
    """Why not something else: the smallest change of the input that gives another answer.

    Every change is tried by a pass on the model, and of a change that works no part can be taken back. None within
    the budget is an answer, and no error. Edits are tried alone, then together in the order of an explanation's scores,
    then at random; what works is shrunk, and passes that are left go into smaller changes.

    Args:
        model: what `load` gives or takes, with classes, labels, values, or answers to questions.
        text: the input, as for `explain`.
        method: whose scores say which units come first: "auto" leaves out one unit at a time (of a table: the columns'
            own order), or a name from `methods()`.
        target: the answer that is wished: a label or its number, of a question an answer in words or "no-answer", or
            `Contrast` of the present answer and it. None: any other. Of several labels the one that is to turn.
        seed: of all that is random.
        unit: what may change, as for `explain`; of a question usually its context's sentences.
        id: names the input, as for `explain`.
        by: kinds of edit: of a text "delete", "propose" (words that a masked language model guesses in the place) and
            "lexicon"; the first two where none is named. Of a table "move", of all else "remove".
        keep: words, or columns, that must stay.
        count: different counterfactuals: of other units where it can be.
        budget: passes of the model at most, those for the answer and for the order included.
        most_edits: of one counterfactual.
        at_least: of a model that gives values, the value that is wished, or more.
        at_most: the same, or less.
        proposer: the masked language model; "bundled:masked-words" where none is named.
        proposals: how many words it proposes for each; 8.
        proposed_units: for how many units it does, the most promising; 50.
        lexicon: {"good": ["bad"]}, a file of word<TAB>word (each pair both ways), "wordnet:antonyms" or
            "wordnet:synonyms", or a list of these.
        ranges: of a table's columns the numbers between which they may be moved: {"age": (18, 65)}.
        directions: "up" or "down", of numbers and ordered categories: {"education": "up"}.
        costs: how dear a column is beside the others, which are 1.
        baseline: what an absent region becomes, as for `explain`; not of texts and tables.
        fluency: a masked language model that says how fluent a text is before and after; none where it is left out.
        progress: called as (passes spent, budget).
        settings: the method's own, and those that all methods share (`parts`, `phrases`, `threads`, `segments`, ...).

    Returns:
        The counterfactuals, the first the smallest that was met; and why there are not more.

    Raises:
        InputError: the target is the present answer; a setting is out of range, or has no effect.
        UnsupportedError: the model gives no answers that could be others.
    """
    loaded = api.load(model)
    wishes = wishes_of(
        loaded, method, target, seed, unit, by, keep, count, budget, most_edits, at_least, at_most,
        own={
            "proposer": proposer, "proposals": proposals, "proposed_units": proposed_units, "lexicon": lexicon,
            "ranges": ranges, "directions": directions, "costs": costs, "baseline": baseline,
        },
        fluency=fluency, settings=settings,
    )  # fmt: skip
    return searched(loaded, text, wishes, id, progress)
