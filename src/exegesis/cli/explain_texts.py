"""`exegesis explain --data`: every text of a file, a line of JSON each; what is written is not done again."""

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from itertools import tee
from pathlib import Path
from typing import Any, TypeAlias

import typer

from exegesis import api
from exegesis.cli.progress import progress_of
from exegesis.cli.writing import STANDARD_OUTPUT, tell
from exegesis.core.journal import Journal, plain
from exegesis.errors import InputError
from exegesis.explanation import Explanation
from exegesis.explanation_lines import KIND, Written, error_line, explained_line, written
from exegesis.items import Item, items
from exegesis.many import Failed
from exegesis.planning import Plan, planned
from exegesis.targets import OneTarget

Lines: TypeAlias = Journal[int, Written]
Result: TypeAlias = Explanation | list[Explanation] | Failed


@dataclass(frozen=True)
class Texts:
    """What is asked: the file, the columns of its texts and their labels, and how each is explained."""

    file: Path
    text_column: str
    label_column: str | None
    model: str
    method: str
    target: OneTarget | list[OneTarget] | None
    seed: int
    unit: str
    settings: dict[str, Any]

    def items(self) -> Iterator[Item]:
        """The items of the file, in its order."""
        return items(self.file, self.text_column, self.label_column)


def explain_texts(asked: Texts, output: str) -> None:
    """Explain the texts that `output` has no line for yet, and add theirs; "-" prints the lines of all.

    A text that could not be explained is tried again where it was changed since. Raises `InputError`, and touches
    nothing, where `output` holds anything but lines of the same texts and wishes.
    """
    if next(asked.items(), None) is None:
        raise InputError(f"{asked.file.name} holds no text.")
    plan = planned(asked.model, asked.method, asked.settings, asked.target, asked.unit, asked.seed)
    fingerprint = plain(asdict(plan.model.fingerprint()))
    place = None if output == STANDARD_OUTPUT else Path(output)
    given, extra = _plan(asked, plan, fingerprint), {"fingerprint": fingerprint}
    with Journal[int, Written](place, KIND, given, written, extra=extra, out=_printed) as lines:
        _explain(asked, plan, lines, output)


def _plan(asked: Texts, plan: Plan, fingerprint: dict[str, Any]) -> dict[str, Any]:
    """All that decides the lines but the texts. A model is its weights, wherever its folder lies."""
    own = {field.name: getattr(plan.explainer, field.name) for field in fields(plan.explainer)}
    weights = fingerprint["weights"]
    return {
        "model": fingerprint["model"] if weights is None else f"weights {weights}",
        "tokenizer": fingerprint["tokenizer"],
        "method": plan.explainer.name,
        "target": asked.target,
        "unit": asked.unit,
        "seed": asked.seed,
        "settings": {**own, **plan.shared},
        "label_column": asked.label_column,
    }


def _explain(asked: Texts, plan: Plan, lines: Lines, output: str) -> None:
    total, before = _looked_through(asked, lines), len(lines.lines)
    under_way: deque[tuple[int, Item]] = deque()
    try:
        with progress_of(f"{plan.explainer.name} on {asked.file.name}") as progress:
            for result in _results(asked, plan, _lacking(asked, lines, under_way)):
                number, item = under_way.popleft()
                lines.add((number, _line(item, result, lines.header["fingerprint"])))
                if progress is not None:
                    progress(len(lines.lines), total)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_interrupted(output, len(lines.lines), total)) from None
    lines.sort()
    _say(output, before, total, sum(line.is_error for line in lines.lines.values()))


def _results(asked: Texts, plan: Plan, lacking: Iterator[Item]) -> Iterator[Result]:
    texts, ids = tee(lacking)
    given: Any = (item.given for item in texts)  # an error among them stands for a row that could not be read
    target: Any = asked.target
    names = (item.id for item in ids)
    return api.explain_many(plan.model, given, asked.method, target, asked.seed, asked.unit, names, **asked.settings)


def _lacking(asked: Texts, lines: Lines, under_way: deque[tuple[int, Item]]) -> Iterator[Item]:
    """The items without a line; those that are given out stand in `under_way` until their results come."""
    for number, item in enumerate(asked.items(), 1):
        if number not in lines.lines:
            under_way.append((number, item))
            yield item


def _line(item: Item, result: Result, fingerprint: dict[str, Any]) -> dict[str, Any]:
    """What the line of an item says."""
    if isinstance(result, Failed):
        return error_line(item, result.message)
    several = result if isinstance(result, list) else [result]
    if item.truth is not None:
        several = [replace(one, truth=item.truth) for one in several]
    return explained_line(item, several, fingerprint)


def _looked_through(asked: Texts, lines: Lines) -> int:
    """How many items there are. Lines of errors whose items were mended since are dropped, to be done again."""
    total = 0
    mended: set[int] = set()
    for number, item in enumerate(asked.items(), 1):
        total, there = number, lines.lines.get(number)
        if there is None or there.content == item.content():
            continue
        if not there.is_error:
            raise lines.refused(f"item {number} is another one now")
        mended.add(number)
    if any(number > total for number in lines.lines):
        raise lines.refused("it has lines of more items than the data")
    lines.drop(mended)
    return total


def _interrupted(output: str, done: int, total: int) -> str:
    if output == STANDARD_OUTPUT:
        return f"{done} of {total} texts are printed."
    return f"{done} of {total} texts are in {output}; the same command goes on with the others."


def _say(output: str, before: int, total: int, failed: int) -> None:
    made = f"wrote {output}: {total} texts" + (f", {before} of them before" if before else "")
    if output != STANDARD_OUTPUT:
        tell(made)
    if failed:
        typer.echo(f'note: {failed} of {total} could not be explained; their lines have "error".', err=True)
        if failed == total:
            raise typer.Exit(1)


def _printed(data: bytes) -> None:
    typer.echo(data, nl=False)
