"""What was found of one text, on the words that all ways share."""

from collections.abc import Sequence

from exegesis.comparison.contest import Contest
from exegesis.comparison.explaining import CommonTarget
from exegesis.comparison.records import ComparedText, Failure, Side
from exegesis.core.codec import plain
from exegesis.core.text import Segmenter
from exegesis.data.aligning import aligned, common_units
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.data.inputs import Input
from exegesis.data.records import Prediction
from exegesis.tasks.table import task_of


def gathered(
    contest: Contest,
    index: int,
    given: Input,
    id: str | None,
    truth: int | None,
    target: CommonTarget | None,
    answers: Sequence[Prediction | Exception],
    found: Sequence[Explanation | Exception],
    unit: str | Segmenter,
) -> ComparedText:
    """The record of one text; scores are summed or shared out over its words by their characters."""
    names = contest.labels.names
    made = [one for one in found if isinstance(one, Explanation)]
    words = common_units(made, unit)
    spans = [word.spans for word in words]
    return ComparedText(
        index=index,
        id=id,
        text=made[0].text if made else _text(contest, given),
        truth=None if truth is None else names[truth],
        explained=None if target is None else _named(names, target),
        predictions=tuple(one if isinstance(one, Prediction) else None for one in answers),
        words=words,
        explanations=tuple(one if isinstance(one, Explanation) else None for one in found),
        scores=tuple(tuple(aligned(spans, one).tolist()) if isinstance(one, Explanation) else None for one in found),
        failures=tuple(_failures(contest, index, id, answers, found)),
    )


def _named(names: Sequence[str], target: CommonTarget) -> str:
    """What is explained, in words."""
    return names[target] if isinstance(target, int) else f"{names[target[0]]} rather than {names[target[1]]}"


def sides_of(contest: Contest, texts: Sequence[ComparedText], unit: str | Segmenter) -> tuple[Side, ...]:
    """The ways as plain data, with the unit of their scores."""
    found = []
    for place, way in enumerate(contest.ways):
        first = next((one.explanations[place] for one in texts if one.explanations[place] is not None), None)
        cut = first.unit if first is not None else way.unit if isinstance(way.unit, str) else "segment"
        output = None if first is None else first.target.output
        found.append(Side(contest.facts[way.model].name, way.method, cut, output, plain(way.settings)))
    return tuple(found)


def _failures(
    contest: Contest,
    index: int,
    id: str | None,
    answers: Sequence[Prediction | Exception],
    found: Sequence[Explanation | Exception],
) -> list[Failure]:
    names = [one.name for one in contest.facts]
    said = [Failed(index, id, one).message if isinstance(one, Exception) else None for one in answers]
    failed = [Failure(name, None, reason) for name, reason in zip(names, said, strict=True) if reason is not None]
    for way, one in zip(contest.ways, found, strict=True):
        reason = Failed(index, id, one).message if isinstance(one, Exception) else None
        if reason is not None and reason != said[way.model]:  # what the answer met already is not told again
            failed.append(Failure(names[way.model], way.method, reason))
    return failed


def _text(contest: Contest, given: object) -> str:
    """The text of an input that nobody could explain."""
    try:
        return task_of(contest.models[0]).document(given).text  # type: ignore[arg-type]
    except Exception:  # it is told among the failures what is wrong with it
        return given if isinstance(given, str) else ""
