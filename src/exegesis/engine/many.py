"""Many texts explained beside one another: their passes pooled, results in order, errors each in its place."""

from collections.abc import Iterable, Iterator, Sized
from dataclasses import replace
from typing import Any

from exegesis.core.errors import InputError, is_raised, shown
from exegesis.data.explanation import Explanation
from exegesis.data.explanations import Explanations
from exegesis.data.failed import Failed
from exegesis.data.targets import several
from exegesis.engine.asks import Asks
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.engine.plan import Plan
from exegesis.engine.pool import Work, pooled


def many(
    plan: Plan,
    texts: Iterable[Any],
    ids: Iterable[str | None] | None,
    errors: str,
    progress: Progress | None,
) -> Iterator[Explanation | list[Explanation] | Failed]:
    """The results of `api.explain_many`. An error among the texts stands for a text that could not be read."""
    raises = is_raised(errors)
    plan.kind.check_several(texts, "explain_many")
    texts = plan.kind.each(texts)
    one, other = _length(texts), _length(ids)
    if one is not None and other is not None and one != other:
        raise InputError(f"{other} ids for {one} texts; give one for each, None where there is none.")
    plan = replace(plan, several=True)
    return _results(plan, plan.engine(), texts, ids, raises, progress)


def _results(
    plan: Plan,
    engine: Engine,
    texts: Iterable[Any],
    ids: Iterable[str | None] | None,
    raises: bool,
    progress: Progress | None,
) -> Iterator[Explanation | list[Explanation] | Failed]:
    total = _length(texts) or 0
    for index, work in enumerate(pooled(_works(plan, engine, _with_ids(texts, ids)))):
        if progress is not None:
            progress(index + 1, total)
        if work.result is not None:
            yield Explanations(work.result) if several(plan.target) else work.result[0]
        elif work.error is not None and raises:
            work.error.add_note(f"in text {index}" + ("" if work.id is None else f", {shown(work.id)}"))
            raise work.error
        elif work.error is not None:
            yield Failed(index, work.id, work.error)


def _works(plan: Plan, first: Engine, given: Iterator[tuple[Any, str | None]]) -> Iterator[Work[list[Explanation]]]:
    for text, id in given:
        engine = first.beside()
        engine.meter.watch.rest()
        yield Work(engine, _steps(plan, engine, text, id), plan.kind.weight(text), id)


def _with_ids(texts: Iterable[Any], ids: Iterable[str | None] | None) -> Iterator[tuple[Any, str | None]]:
    others = None if ids is None else iter(ids)
    for index, text in enumerate(texts):
        if others is None:
            yield text, None
            continue
        try:
            id = next(others)
        except StopIteration:
            raise InputError(f"there are ids for {index} texts only; give one for each, or none at all.") from None
        yield text, id


def _steps(plan: Plan, engine: Engine, text: Any, id: str | None) -> Asks[list[Explanation]]:
    """The text's work, in which an error that stands for a text is raised."""
    if isinstance(text, Exception):
        raise text
    return (yield from plan.explaining(engine, text, id))


def _length(given: Any) -> int | None:
    return len(given) if isinstance(given, Sized) else None
