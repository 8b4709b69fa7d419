"""Each way to explain on all texts, their passes pooled; for every text the label that is explained is the same."""

from collections.abc import Callable, Sequence

from exegesis import api
from exegesis.comparison.contest import Contest, Way
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.data.inputs import Input
from exegesis.data.records import Prediction

NO_LABEL = "no model gave an answer, so there is no label to explain"


def targets_of(contest: Contest, target: str | int | None, answered: Sequence[Sequence[object]]) -> list[int | None]:
    """The label to explain in each text, as a place among the common ones; None where none is known.

    `target` None: of two labels always the second, so that words add up over the texts; of more, or with "predicted",
    the answer of the first model that has one.
    """
    names = contest.labels.names
    if target is None and len(names) <= 2:
        return [len(names) - 1] * len(answered)
    if target is not None and (target != "predicted" or "predicted" in names):
        return [contest.labels.index(target, "target")] * len(answered)
    return [next((one.index for one in row if isinstance(one, Prediction)), None) for row in answered]


def explained(
    contest: Contest,
    way: Way,
    texts: Sequence[Input],
    ids: Sequence[str | None],
    targets: Sequence[int | None],
    seed: int,
    raises: bool,
    step: Callable[[], None],
) -> list[Explanation | Exception]:
    """Of every text this way's explanation, or the error met."""
    found: list[Explanation | Exception] = [ValueError(NO_LABEL) for _ in texts]
    for target in dict.fromkeys(one for one in targets if one is not None):
        places = [place for place, one in enumerate(targets) if one == target]
        made = api.explain_many(
            contest.models[way.model],
            [texts[place] for place in places],
            way.method,
            contest.labels.columns[way.model][target],
            seed,
            way.unit,
            [ids[place] for place in places],
            **way.settings,
        )
        for place, one in zip(places, made, strict=True):
            if raises and isinstance(one, Failed):
                one.error.add_note(f"in text {place}, {contest.facts[way.model].name}, {way.method}")
                raise one.error
            found[place] = one.error if isinstance(one, Failed) else one
            step()
    return found
