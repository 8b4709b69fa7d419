"""`exegesis explain`: one text, image, series, row or sound, one model, one method or several; or a file of texts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.asked_files import asked_file
from exegesis.cli.asked_inputs import AskedText, check_alone
from exegesis.cli.inputs import input_of, targets_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import model_of, one_method, settings_of, text_of
from exegesis.cli.rows import AskedRow
from exegesis.cli.tables import Tables
from exegesis.cli.telling import check_in_words, in_words_of
from exegesis.cli.writing import STANDARD_OUTPUT, check_picture, check_verbose, write_explanations
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.adapters.base import Model
    from exegesis.cli.explain_texts import ManyTexts
    from exegesis.data.explanation import Explanation
    from exegesis.data.inputs import AnyInput
    from exegesis.data.targets import OneTarget
    from exegesis.engine.chosen_methods import ChosenMethod


def explain(
    context: typer.Context,
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    hide: o.Hide = None,
    image: o.Image = None,
    series: o.SeriesFile = None,
    channel: o.Channels = None,
    row: o.TableRow = None,
    row_id: o.RowId = None,
    background: o.Background = None,
    sound: o.Sound = None,
    rate: o.Rate = None,
    data: o.Data[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    model: o.Model[str] = "bundled:sentiment",
    trust_pickle: o.TrustPickle = None,
    target: o.Targets = None,
    versus: o.Versus = None,
    place: Annotated[
        int | None,
        o.option(o.ASKED, "--place", "Which hidden place is meant, from 1, of several."),
    ] = None,
    at: o.At = None,
    output: o.Output = None,
    unit: o.UnitOfAny[str] = "word",
    phrase: o.Phrases = None,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    check: o.Check = False,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    plot: o.Plot = None,
    csv: o.Csv = None,
    parquet: o.Parquet = None,
    rows: Annotated[
        str | None,
        o.option(o.WRITTEN, "--rows", "A row of the tables: unit (usual), or item, with answer, truth and verdict."),
    ] = None,
    in_words: o.InWords = False,
    verbose: o.Verbose = False,
) -> None:
    """Why a model answers a text, image, series, row or sound so.

    Without a text, a row or a file it reads standard input. With --data it explains every text of a file; started
    again, it goes on after the lines that --json has already. For questions over a context there is `exegesis ask`.
    """
    source = model_of(context, model, trust_pickle)
    if image is not None and trust_pickle is None and not _is_given(context, "model"):
        source = "bundled:images"
    tables = Tables(csv, None if parquet is None else str(parquet), rows)
    many: ManyTexts | None = None
    with reading_model(source):
        wanted = targets_of(target, versus, at, place)
        settings = settings_of(setting, samples=samples, phrases=phrase, output=output)
        asked_row = AskedRow.of(row, data, row_id, background, label_column)
        texts = {"text": text, "file": file, "pair": pair, "hide": hide}
        if data is not None and asked_row is None:
            others = {"plot": plot, "verbose": verbose or None, "in_words": in_words or None}
            check_alone("--data", **texts, image=image, series=series, sound=sound, rate=rate, **others)
            chosen = _for_file(data, method, settings, tables, json_path, html)
            from exegesis.cli import explain_texts

            many = explain_texts.ManyTexts(
                data, text_column, label_column, source, chosen.method, wanted, seed, unit, dict(chosen.settings), check
            )
        else:
            from exegesis.engine.chosen_methods import chosen_methods

            _check_no_columns(text_column, label_column, asked_row)
            has_model = _is_given(context, "model") or _is_given(context, "trust_pickle")
            other = asked_file(image, series, channel, sound, rate, asked_row, has_model, phrase=phrase, **texts)
            asked = other or AskedText(input_of(text_of(text, file), pair, hide), file)
            methods = chosen_methods(method or "auto", settings, asked.kind)
            _check_written(tables, json_path, html, plot, asked.files, verbose, in_words)
            loaded = asked.loaded(source)
            given, truth = asked.given(loaded)
    if many is not None:
        return explain_texts.explain_texts(many, json_path, tables, html)
    cut = unit if asked.kind == "text" or _is_given(context, "unit") else None
    found = _explained(loaded, given, methods, wanted, seed, cut, check)
    found = found if truth is None else [replace(one, truth=truth) for one in found]
    accounts = [in_words_of(one, loaded) for one in found] if in_words else None
    write_explanations(found, json_path, html, plot, verbose, quiet=tables.prints, accounts=accounts)
    if tables:
        from exegesis.bulk.rows import items_of

        tables.write(lambda: items_of([found]))


def _explained(
    model: "Model",
    given: "Path | AnyInput",
    methods: "Sequence[ChosenMethod]",
    target: "OneTarget | list[OneTarget] | None",
    seed: int,
    unit: str | None,
    check: bool,
) -> "list[Explanation]":
    """One explanation for each target, method by method."""
    from exegesis import api

    found: list[Explanation] = []
    for one in methods:
        with progress_of(one.method) as progress:
            made = api.explain(model, given, one.method, target, seed, unit, progress=progress, **one.settings)
        found += made if isinstance(made, list) else [made]
    if check:
        from exegesis.evaluation.checking import check as checked

        found = [checked(one, model) for one in found]
    return found


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _check_written(
    tables: Tables,
    json_path: str | None,
    html: Path | None,
    plot: Path | None,
    read: "Sequence[Path | None]",
    verbose: bool,
    in_words: bool,
) -> None:
    """`InputError` where files that are to be written do not do, or what is to be printed has no place."""
    tables.check(json_path, html, plot, inputs=tuple(read))
    check_picture(plot)
    check_verbose(verbose, json_path, html)
    check_in_words(in_words, json_path, html, STANDARD_OUTPUT if tables.prints else None)


def _for_file(
    data: Path,
    method: list[str] | None,
    settings: dict[str, Any],
    tables: Tables,
    json_path: str | None,
    html: Path | None,
) -> "ChosenMethod":
    """The one method by which a file's texts are explained; `InputError` where there is no place for what it finds."""
    if json_path is None and html is None and not tables:
        raise InputError("--data needs a file for what it finds: --json, --html, --csv or --parquet.")
    chosen = one_method(method, settings, "--data explains by one; run it again with another --json file.")
    tables.check(json_path, html, inputs=(data,))
    return chosen


def _check_no_columns(text_column: str, label_column: str | None, row: AskedRow | None) -> None:
    """`InputError` for columns of a file that is not read: of rows of a table a background has truths too."""
    if text_column != "text":
        of_a_row = ", and a row of a table has none" if row is not None else ""
        raise InputError(f"--text-column names the column of texts in --data FILE{of_a_row}; leave it out.")
    if label_column is not None and (row is None or not any(row.files)):
        raise InputError(
            "--label-column names a column of --data FILE or --background FILE; give one, or leave it out."
        )
