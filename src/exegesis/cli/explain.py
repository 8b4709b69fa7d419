"""`exegesis explain`: one text, pair, image, series or row, one model, one method or several; or a file of texts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.inputs import input_of, targets_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import model_of, one_method, settings_of, text_of
from exegesis.cli.rows import AskedRow
from exegesis.cli.series_files import series_of
from exegesis.cli.tables import Tables
from exegesis.cli.writing import check_picture, check_verbose, write_explanations
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.adapters.base import Model
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
    parquet: Annotated[Path | None, o.option(o.WRITTEN, "--parquet", "Write a table as Parquet to this file.")] = None,
    rows: Annotated[
        str | None,
        o.option(o.WRITTEN, "--rows", "A row of the tables: unit (usual), or item, with answer, truth and verdict."),
    ] = None,
    verbose: o.Verbose = False,
) -> None:
    """Why a model answers a text, image, series or row as it does.

    Without TEXT, --file, --image, --series or --row it reads standard input. With --data it explains every text of a
    file; started again, it goes on after the lines that --json has already. For questions over a context there is
    `exegesis ask`.
    """
    source = model_of(context, model, trust_pickle)
    if image is not None and trust_pickle is None and not _is_given(context, "model"):
        source = "bundled:images"
    tables = Tables(csv, None if parquet is None else str(parquet), rows)
    with reading_model(source):
        wanted = targets_of(target, versus, at, place)
        settings = settings_of(setting, samples=samples, phrases=phrase, output=output)
        table_row = AskedRow.of(row, data, row_id, background, label_column)
        if data is not None and table_row is None:
            _check_alone(
                text=text,
                file=file,
                pair=pair,
                hide=hide,
                image=image,
                series=series,
                plot=plot,
                verbose=verbose or None,
            )
            chosen = _for_file(data, method, settings, tables, json_path, html)
            from exegesis.cli.explain_texts import ManyTexts, explain_texts

            asked = ManyTexts(
                data, text_column, label_column, source, chosen.method, wanted, seed, unit, dict(chosen.settings), check
            )
        else:
            from exegesis.engine.chosen_methods import chosen_methods

            _check_no_columns(text_column, None if table_row else label_column)
            kind = _kind_of(image, series, channel, table_row)
            if kind != "text":
                _check_no_text("row" if table_row else kind, text=text, file=file, pair=pair, hide=hide, phrase=phrase)
            methods = chosen_methods(method or "auto", settings, kind)
            given: Path | AnyInput
            truth: str | None = None
            if series is not None:
                _check_model(context)
                given = series_of(series, channel)
            elif table_row is None:
                given = image or input_of(text_of(text, file), pair, hide)
            read = (file, image, series) if table_row is None else table_row.files
            tables.check(json_path, html, plot, inputs=read)
            check_picture(plot)
            check_verbose(verbose, json_path, html)
            if table_row is None:
                loaded = _loaded(source, kind)
            else:
                loaded = table_row.loaded(source)
                given, truth = table_row.given(loaded)
    if data is not None and table_row is None:
        return explain_texts(asked, json_path, tables, html)
    cut = unit if kind == "text" or _is_given(context, "unit") else None
    found = _explained(loaded, given, methods, wanted, seed, cut, check)
    if truth is not None:
        found = [replace(one, truth=truth) for one in found]
    write_explanations(found, json_path, html, plot, verbose, quiet=tables.prints)
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


def _loaded(source: str, modality: str) -> "Model":
    from exegesis import api

    return api.load(source) if modality == "text" else api.load(source, modality=modality)


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _kind_of(image: Path | None, series: Path | None, channel: list[str] | None, row: AskedRow | None) -> str:
    """The kind of data that the options name; `InputError` for two, and for what goes with another one."""
    if image is not None and series is not None:
        raise InputError("give --image or --series, not both.")
    if channel is not None and series is None:
        raise InputError("--channel names columns of --series FILE.")
    if row is not None and (image is not None or series is not None):
        raise InputError(f"give --row or --{'series' if image is None else 'image'}, not both.")
    if row is not None:
        return "table"
    return "image" if image is not None else "series" if series is not None else "text"


def _check_no_text(kind: str, **others: object) -> None:
    """`InputError` for what does not go with --image, --series."""
    for name, value in others.items():
        if value is not None:
            raise InputError(f"give --{kind} or {'a text' if name == 'text' else f'--{name}'}, not both.")


def _check_model(context: typer.Context) -> None:
    if not _is_given(context, "model") and not _is_given(context, "trust_pickle"):
        raise InputError("--series needs --model: a function of arrays, or an estimator, as module:name.")


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


def _check_no_columns(text_column: str, label_column: str | None) -> None:
    if label_column is not None or text_column != "text":
        raise InputError("--text-column and --label-column name columns of --data FILE.")


def _check_alone(**others: object) -> None:
    """`InputError` for what does not go with --data."""
    for name, value in others.items():
        if value is not None:
            raise InputError(f"give --data or {'a text' if name == 'text' else f'--{name}'}, not both.")
