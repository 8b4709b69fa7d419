"""Each way to explain on all texts, their passes pooled; for every text the label that is explained is the same."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from exegesis import api
from exegesis.comparison.contest import Contest, Way
from exegesis.core.errors import InputError, shown
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.data.inputs import Input
from exegesis.data.records import Prediction
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, Word

NO_LABEL = "no model gave an answer, so there is no label to explain"


# A label, by its place among the common ones, or two of which the difference is explained.
CommonTarget: TypeAlias = int | tuple[int, int]


def targets_of(
    contest: Contest, target: str | int | Contrast | None, answered: Sequence[Sequence[object]]
) -> list[CommonTarget | None]:
    """The label to explain in each text, or the two of a contrast; None where none is known.

    `target` None: of two labels always the second, so that words add up over the texts; of more, or with "predicted",
    the answer of the first model that has one.
    """
    names = contest.labels.names
    if isinstance(target, Contrast):
        return _contrasts(contest, target, answered)
    if target is None and len(names) <= 2:
        return [len(names) - 1] * len(answered)
    if target is not None and (target != "predicted" or "predicted" in names):
        return [contest.labels.index(target, "target")] * len(answered)
    return [next((one.index for one in row if isinstance(one, Prediction)), None) for row in answered]


def _contrasts(contest: Contest, target: Contrast, answered: Sequence[Sequence[object]]) -> list[CommonTarget | None]:
    """The two labels of each text; a side that is not named is the answer of the first model that has one."""
    if any(isinstance(side, Contrast | Answer | Word | Tag) for side in (target.target, target.versus)):
        raise InputError("a contrast here is between two labels, by name or number.")
    this, that = (
        targets_of(contest, "predicted" if side is None else side, answered)  # type: ignore[arg-type]
        for side in (target.target, target.versus)
    )
    found: list[CommonTarget | None] = []
    for one, other in zip(this, that, strict=True):
        if one is not None and one == other:
            raise InputError(f"a contrast of {shown(contest.labels.names[one])} with itself is always 0; name two.")  # type: ignore[index]
        found.append((one, other) if isinstance(one, int) and isinstance(other, int) else None)
    return found


def _of_model(columns: Sequence[int], target: CommonTarget) -> OneTarget:
    """The target by a model's own outputs."""
    return columns[target] if isinstance(target, int) else Contrast(columns[target[0]], columns[target[1]])


def explained(
    contest: Contest,
    way: Way,
    texts: Sequence[Input],
    ids: Sequence[str | None],
    targets: Sequence[CommonTarget | None],
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
            _of_model(contest.labels.columns[way.model], target),
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
