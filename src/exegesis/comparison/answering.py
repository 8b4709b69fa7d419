"""What each model answers on each text; an error is kept in its place."""

from collections.abc import Callable, Sequence

from exegesis import api
from exegesis.comparison.contest import Contest
from exegesis.data.inputs import Input
from exegesis.data.records import Prediction


def answers(
    contest: Contest, texts: Sequence[Input], raises: bool, step: Callable[[], None]
) -> list[list[Prediction | Exception]]:
    """[text][model], labels called and ordered as the first model's."""
    return [
        [_answer(contest, place, text, number, raises, step) for place in range(len(contest.models))]
        for number, text in enumerate(texts)
    ]


def _answer(
    contest: Contest, place: int, text: Input, number: int, raises: bool, step: Callable[[], None]
) -> Prediction | Exception:
    try:
        found = api.predict(contest.models[place], text)[0]
    except Exception as error:  # of a caller's own function it may be any; explain_many keeps them too
        if raises:
            error.add_note(f"in text {number}, {contest.facts[place].name}")
            raise
        return error
    finally:
        step()
    return contest.labels.own(place, found)
