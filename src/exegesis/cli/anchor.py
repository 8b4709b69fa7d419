"""`exegesis anchor`: the words, parts of other inputs, or tests of a row that suffice for an answer."""

from pathlib import Path
from typing import Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.asked_files import asked_file
from exegesis.cli.asked_inputs import AskedText
from exegesis.cli.inputs import input_of, targets_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import model_of, text_of
from exegesis.cli.rows import AskedRow
from exegesis.cli.telling import check_in_words, in_words_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError


def anchor(
    context: typer.Context,
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    image: o.Image = None,
    series: o.SeriesFile = None,
    channel: o.Channels = None,
    sound: o.Sound = None,
    rate: o.Rate = None,
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

    Of an image, series or sound its parts; of a row of a table tests of its columns, such as "age > 37".
    """
    files = ResultFiles(json_path, html)
    source = model_of(context, model, trust_pickle)
    if image is not None and trust_pickle is None and not _is_given(context, "model"):
        source = "bundled:images"
    with reading_model(source):
        from exegesis.rules import anchor as rule_of

        asked_row = AskedRow.of(row, data, row_id, background, label_column)
        if asked_row is None and (data is not None or label_column is not None):
            named = "--label-column" if data is None else "--data"
            raise InputError(f"{named} is for a row of a table; say with --row-id which.")
        texts = {"text": text, "file": file, "pair": pair}
        has_model = any(_is_given(context, name) for name in ("model", "trust_pickle"))
        other = asked_file(image, series, channel, sound, rate, asked_row, has_model, **texts)
        asked = other or AskedText(input_of(text_of(text, file), pair, None), file)
        files.check(inputs=asked.files)
        check_in_words(in_words, json_path, html)
        wanted: Any = targets_of(None if target is None else [target], versus, None, None)
        loaded = asked.loaded(source)
        given, _ = asked.given(loaded)
        with progress_of("anchor") as progress:
            found = rule_of(
                loaded, given, precise, seed, unit, target=wanted, proposer=proposer, most_units=most_units,
                draws=draws, progress=progress, threads=threads,
            )  # fmt: skip
    files.write("anchor", found, in_words_of(found, loaded) if in_words else None)


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
