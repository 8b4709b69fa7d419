"""Counterfactuals of many inputs, one after another, and the changed texts alone."""

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.core.errors import ExegesisError, InputError, is_raised
from exegesis.counterfactuals.result import Counterfactuals
from exegesis.counterfactuals.run import counterfactual
from exegesis.data.failed import Failed
from exegesis.data.targets import OneTarget
from exegesis.engine.estimate import Progress
from exegesis.engine.kinds import kind_of

_END = object()


def counterfactual_many(
    model: Model | str | Path,
    texts: Iterable[Any],
    method: str = "auto",
    target: OneTarget | None = None,
    seed: int = 0,
    unit: Any = None,
    ids: Iterable[str | None] | None = None,
    *,
    errors: str = "keep",
    progress: Progress | None = None,
    **wishes: Any,
) -> Iterator[Counterfactuals | Failed]:
    """`counterfactual` for every one of many inputs, each with a budget of its own.

    Args:
        model: what `load` gives or takes.
        texts: the inputs, as `explain` takes them.
        method: as for `counterfactual`.
        target: as for `counterfactual`, the same for all. An input whose answer it is already is one that fails.
        seed: of all that is random.
        unit: as for `counterfactual`.
        ids: names of the inputs, one for each; None for one without.
        errors: "keep" puts a `Failed` in the place of an input that fails; "raise" raises its error.
        progress: called as (inputs done, inputs in all; 0 where there is no length).
        wishes: all else that `counterfactual` takes.

    Yields:
        Counterfactuals, or a `Failed`, for each input in their order.

    Raises:
        InputError: there are not as many ids as inputs.
    """
    raises, loaded = is_raised(errors), api.load(model)
    kind = kind_of(loaded)
    kind.check_several(texts, "counterfactual_many")
    total, names_in_all = _length(texts), _length(ids)
    if ids is not None and total and names_in_all not in (0, total):
        raise InputError(f"{names_in_all} ids for {total} texts; give one for each, None where there is none.")
    names = repeat(None) if ids is None else chain(ids, repeat(_END))
    return _each(loaded, zip(kind.each(texts), names, strict=False), total, raises, progress,
                 {"method": method, "target": target, "seed": seed, "unit": unit, **wishes})  # fmt: skip


def _each(
    model: Model,
    items: Iterable[tuple[Any, Any]],
    total: int,
    raises: bool,
    progress: Progress | None,
    wishes: dict[str, Any],
) -> Iterator[Counterfactuals | Failed]:
    for index, (given, id) in enumerate(items):
        if id is _END:
            raise InputError(f"there are ids for {index} texts only; give one for each, or none at all.")
        found: Counterfactuals | Failed
        try:
            found = counterfactual(model, given, id=id, **wishes)
        except ExegesisError as error:
            if raises:
                raise
            found = Failed(index, id, error)
        if progress is not None:
            progress(index + 1, total)
        yield found


def _length(given: Any) -> int:
    """0 where it has none."""
    return len(given) if isinstance(given, Sized) else 0


@dataclass(frozen=True)
class CounterfactualText:
    """A text that was changed until its answer was another. `index`: of the text it is made of, from 0."""

    index: int
    text: str
    answer: str
    changed: str
    changed_answer: str


def changed_texts(
    model: Model | str | Path,
    texts: Iterable[str],
    method: str = "auto",
    target: OneTarget | None = None,
    seed: int = 0,
    unit: Any = None,
    ids: Iterable[str | None] | None = None,
    *,
    errors: str = "keep",
    progress: Progress | None = None,
    **wishes: Any,
) -> Iterator[CounterfactualText | Failed]:
    """Texts changed as little as another answer takes, to train on or to test with; nothing where none was found.

    Args:
        model: what `load` gives or takes, of texts.
        texts: strings.
        method: as for `counterfactual_many`, and so are all others.
        target: likewise.
        seed: likewise.
        unit: likewise.
        ids: likewise.
        errors: likewise.
        progress: likewise.
        wishes: likewise (`count`, `budget`, `by`, `keep`, ...).

    Yields:
        The changed texts of each text in turn, `count` of each at most; a `Failed` for one that cannot be asked about.
    """
    loaded = text_model(api.load(model), "changed_texts")
    every = counterfactual_many(
        loaded, texts, method, target, seed, unit, ids, errors=errors, progress=progress, **wishes
    )
    return (row for index, found in enumerate(every) for row in _rows(index, found))


def _rows(index: int, found: Counterfactuals | Failed) -> Iterator[CounterfactualText | Failed]:
    if isinstance(found, Failed):
        yield found
        return
    for one in found.found:
        yield CounterfactualText(index, found.text, found.prediction.label, one.text, one.prediction.label)
