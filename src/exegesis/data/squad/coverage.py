"""Which questions have a prediction, and which predictions have no question: nothing is left out without a word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exegesis.core.errors import InputError
from exegesis.data.squad.locating import shown
from exegesis.data.squad.reading import SquadQuestion


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many questions were asked, and the ids that do not pair up.

    `missing`: asked, but without a prediction; these score 0. `unknown`: given but not asked; these do not count.
    """

    questions: int
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """How many questions have a prediction, be it that there is no answer."""
        return self.questions - len(self.missing)


def coverage(
    asked: Sequence[SquadQuestion], predictions: Mapping[str, str], probabilities: Mapping[str, float] | None = None
) -> Coverage:
    """Compare ids; an `InputError` where there is no question, an id stands twice or a prediction is no text."""
    ids = _ids(asked)
    for id_, text in predictions.items():
        if not isinstance(text, str):
            raise InputError(f"the prediction for {shown(str(id_))} must be text, not {type(text).__name__}.")
    return Coverage(
        questions=len(ids),
        missing=tuple(id_ for id_ in ids if id_ not in predictions),
        unknown=tuple(id_ for id_ in {**predictions, **(probabilities or {})} if id_ not in ids),
    )


def _ids(asked: Iterable[SquadQuestion]) -> dict[str, None]:
    ids: dict[str, None] = {}
    for one in asked:
        if one.id in ids:
            raise InputError(f"the question id {shown(one.id)} stands twice; ids must differ.")
        ids[one.id] = None
    if not ids:
        raise InputError("there is no question to score.")
    return ids
