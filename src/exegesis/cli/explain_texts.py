"""`exegesis explain --data`: every text of a file, a line of JSON each; what is written is not done again."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from itertools import tee
from pathlib import Path
from shlex import quote
from tempfile import NamedTemporaryFile
from typing import Any, TypeAlias

import typer

from exegesis import api
from exegesis.adapters.texts import text_model
from exegesis.bulk.figures import accuracy, strange_truths
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.tables import Tables
from exegesis.cli.writing import STANDARD_OUTPUT, tell, write
from exegesis.core.codec import plain
from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.files import is_device
from exegesis.core.journal import Journal
from exegesis.data.explanation import Explanation
from exegesis.data.explanation_lines import (
    KIND,
    ExplainedItem,
    Written,
    error_line,
    explained_line,
    read_explanations,
    written,
)
from exegesis.data.failed import Failed
from exegesis.data.items import DataItem, items
from exegesis.data.renderers import renderer
from exegesis.data.targets import OneTarget
from exegesis.data.truth import check_numbers
from exegesis.engine.plan import Plan, planned
from exegesis.evaluation.checking import check

Lines: TypeAlias = Journal[int, Written]
Out: TypeAlias = Callable[[bytes], object]
Result: TypeAlias = Explanation | list[Explanation] | Failed


@dataclass(frozen=True)
class ManyTexts:
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
    check: bool = False

    def items(self) -> Iterator[DataItem]:
        """The items of the file, in its order."""
        return items(self.file, self.text_column, self.label_column)


def explain_texts(asked: ManyTexts, output: str | None, tables: Tables, html: Path | None) -> None:
    """Explain the texts that `output` has no line for yet, and add theirs; "-" prints the lines of all.

    Then write the tables and the page of all of them. Without `output` the lines are kept until these are written.

    A text that could not be explained is tried again where it was changed since. Raises `InputError`, and touches
    nothing, where `output` holds anything but lines of the same texts and wishes.
    """
    if next(asked.items(), None) is None:
        raise InputError(f"{asked.file.name} holds no text.")
    with reading_model(asked.model):
        model = text_model(api.load(asked.model), "explain --data")
        plan = planned(model, asked.method, asked.settings, asked.target, asked.unit, asked.seed)
    if asked.label_column is not None and plan.model.gives_classes and plan.model.kind == "single-label":
        truths = {item.truth for item in asked.items() if item.truth is not None}
        check_numbers(plan.model.labels, truths, asked.label_column)
    fingerprint = plain(plan.model.fingerprint())
    given, extra = _plan(asked, plan, fingerprint), {"fingerprint": fingerprint}
    with ExitStack() as stack:
        place, out = _lines_place(output, bool(tables) or html is not None, stack)
        file = None if out else place
        with Journal[int, Written](file, KIND, given, written, extra=extra, out=out) as lines:
            _explain(asked, plan, lines, output)
            counts = list(lines.lines.values())
        if place is not None:
            _write_all(place, tables, html)
        _say(output, counts)


def _lines_place(output: str | None, is_read: bool, stack: ExitStack) -> tuple[Path | None, Out | None]:
    """Where the lines are, to be read again, and what is done with them where that is no file of the user's."""
    # The stack closes what is opened here.
    to_file = output not in (None, STANDARD_OUTPUT)
    if to_file and not (is_read and is_device(str(output))):
        return Path(str(output)), None
    if not is_read:
        return None, _printed
    file = stack.enter_context(NamedTemporaryFile(suffix=".jsonl"))  # noqa: SIM115
    device = stack.enter_context(Path(str(output)).open("wb", buffering=0)) if to_file else None  # noqa: SIM115

    def kept(data: bytes) -> None:
        file.write(data)
        file.flush()
        if device is not None:
            device.write(data)
        elif output == STANDARD_OUTPUT:
            _printed(data)

    return Path(file.name), kept


def _write_all(lines: Path, tables: Tables, html: Path | None) -> None:
    def found() -> Iterator[ExplainedItem]:
        return read_explanations(lines)

    tables.write(found)
    if html is not None:
        write(html, renderer("many html")(found))


def _plan(asked: ManyTexts, plan: Plan, fingerprint: dict[str, Any]) -> dict[str, Any]:
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
        **({"check": True} if asked.check else {}),
    }


def _explain(asked: ManyTexts, plan: Plan, lines: Lines, output: str | None) -> None:
    total, before = _looked_through(asked, lines), len(lines.lines)
    under_way: deque[tuple[int, DataItem]] = deque()
    try:
        with progress_of(f"{plan.explainer.name} on {asked.file.name}") as progress:
            for result in _results(asked, plan, _lacking(asked, lines, under_way)):
                number, item = under_way.popleft()
                lines.add((number, _line(asked, plan, item, result, lines.header["fingerprint"])))
                if progress is not None:
                    progress(len(lines.lines), total)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_interrupted(output, len(lines.lines), total)) from None
    lines.sort()
    if output not in (None, STANDARD_OUTPUT):
        tell(f"wrote {output}: {total} texts" + (f", {before} of them before" if before else ""))


def _results(asked: ManyTexts, plan: Plan, lacking: Iterator[DataItem]) -> Iterator[Result]:
    texts, ids = tee(lacking)
    given: Any = (item.given for item in texts)  # an error among them stands for a row that could not be read
    target: Any = asked.target
    names = (item.id for item in ids)
    return api.explain_many(plan.model, given, asked.method, target, asked.seed, asked.unit, names, **asked.settings)


def _lacking(asked: ManyTexts, lines: Lines, under_way: deque[tuple[int, DataItem]]) -> Iterator[DataItem]:
    """The items without a line; those that are given out stand in `under_way` until their results come."""
    for number, item in enumerate(asked.items(), 1):
        if number not in lines.lines:
            under_way.append((number, item))
            yield item


def _line(asked: ManyTexts, plan: Plan, item: DataItem, result: Result, fingerprint: dict[str, Any]) -> dict[str, Any]:
    """What the line of an item says."""
    if isinstance(result, Failed):
        return error_line(item, result.message)
    several = result if isinstance(result, list) else [result]
    if item.truth is not None:
        several = [replace(one, truth=item.truth) for one in several]
    if asked.check:
        try:
            several = [check(one, plan.model) for one in several]
        except ExegesisError as error:
            return error_line(item, f"explained, but it could not be checked: {error}")
    try:
        return explained_line(item, several, fingerprint)
    except InputError as error:
        return error_line(item, f"explained, but {error}")


def _looked_through(asked: ManyTexts, lines: Lines) -> int:
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


def _interrupted(output: str | None, done: int, total: int) -> str:
    if output == STANDARD_OUTPUT:
        return f"{done} of {total} texts are printed."
    if output is None:
        return f"{done} of {total} texts were done and are lost; with --json FILE the same command goes on."
    return f"{done} of {total} texts are in {output}; the same command goes on with the others."


def _say(output: str | None, lines: Sequence[Written]) -> None:
    """What a person must know of all the lines: how many failed, how often the answer is right."""
    errors = [line.error for line in lines if line.error is not None]
    total, failed = len(lines), len(errors)
    if failed:
        tell(f"note: {failed} of {total} could not be explained; the first: {errors[0]}")
    known = [line.right for line in lines if line.right is not None]
    if known:
        tell(f"{accuracy(sum(known), len(known))}.{_look(output, known.count(False))}")
    if strange := strange_truths(Counter(line.truth for line in lines if line.truth and line.right is None)):
        tell(f"note: {strange}.")
    if failed == total:
        raise typer.Exit(1)


def _look(output: str | None, wrong: int) -> str:
    """How to look at the wrong ones."""
    if output in (None, STANDARD_OUTPUT) or not wrong:
        return ""
    what = "the wrong one" if wrong == 1 else f"the {wrong:,} wrong ones"
    return f" For {what}: exegesis summarise {quote(str(output))} --wrong-only --pick {min(wrong, 5)}"


def _printed(data: bytes) -> None:
    typer.echo(data, nl=False)
