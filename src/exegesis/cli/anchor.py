"""`exegesis anchor`: the words, regions, or columns of a row that suffice for an answer."""

from pathlib import Path
from typing import Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.asked_inputs import AskedImage, AskedInput, AskedText, check_alone
from exegesis.cli.inputs import input_of, targets_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import model_of, text_of
from exegesis.cli.rows import AskedRow
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError


def anchor(
    context: typer.Context,
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    image: o.Image = None,
    row: o.TableRow = None,
    row_id: o.RowId = None,
    background: o.Background = None,
    data: o.Data[Path | None] = None,
    label_column: o.LabelColumn[str | None] = None,
    model: o.Model[str] = "bundled:sentiment",
    trust_pickle: o.TrustPickle = None,
    target: o.Target = None,
    versus: o.Versus = None,
    precise: Annotated[
        float, o.option(o.METHOD, "--precise", "The share of neighbours that must keep the answer.")
    ] = 0.95,
    most_units: Annotated[int, o.option(o.METHOD, "--most-units", "Words of a rule at most.")] = 8,
    draws: Annotated[int, o.option(o.METHOD, "--draws", "Neighbours that are drawn at most.")] = 20_000,
    proposer: o.Proposer = None,
    unit: o.UnitOfAny[str | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    in_words: o.InWords = False,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """The words that suffice for an answer, whatever the others are.

    Of an image its regions; of a row of a table tests of its columns, such as "age > 37".
    """
    files = ResultFiles(json_path, html)
    source = model_of(context, model, trust_pickle)
    if image is not None and trust_pickle is None and not _is_given(context, "model"):
        source = "bundled:images"
    with reading_model(source):
        from exegesis.rules import anchor as rule_of

        asked_row = AskedRow.of(row, data, row_id, background, label_column)
        asked = _asked(asked_row, image, text, file, pair)
        if asked_row is None and (data is not None or label_column is not None):
            named = "--label-column" if data is None else "--data"
            raise InputError(f"{named} is for a row of a table; say with --row-id which.")
        files.check(inputs=asked.files)
        if in_words and files.is_printed:
            raise InputError("--in-words prints sentences, and '-' prints data in their place; leave one out.")
        wanted: Any = targets_of(None if target is None else [target], versus, None, None)
        loaded = asked.loaded(source)
        given, _ = asked.given(loaded)
        with progress_of("anchor") as progress:
            found = rule_of(
                loaded, given, precise, seed, unit, target=wanted, proposer=proposer, most_units=most_units,
                draws=draws, progress=progress, threads=threads,
            )  # fmt: skip
    if not in_words:
        return files.write("anchor", found)
    from exegesis.accounts import account

    files.write("anchor", found, account(found, loaded))


def _asked(
    row: AskedRow | None, image: Path | None, text: str | None, file: Path | None, pair: str | None
) -> AskedInput:
    """The text, image or row; `InputError` for two."""
    if row is not None and image is not None:
        raise InputError("give --row or --image, not both.")
    if row is None and image is None:
        return AskedText(input_of(text_of(text, file), pair, None), file)
    check_alone("--image" if row is None else "--row", text=text, file=file, pair=pair)
    return row or AskedImage(image)  # type: ignore[arg-type]  # one of the two is given


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
