"""`exegesis explain`: one text, image, series, row or sound, one model, one method or several; or a file of texts."""

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
from exegesis.cli.writing import check_picture, check_verbose, to_standard_output, write_explanations
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
    parquet: Annotated[Path | None, o.option(o.WRITTEN, "--parquet", "Write a table as Parquet to this file.")] = None,
    rows: Annotated[
        str | None,
        o.option(o.WRITTEN, "--rows", "A row of the tables: unit (usual), or item, with answer, truth and verdict."),
    ] = None,
    in_words: Annotated[
        bool, o.option(o.WRITTEN, "--in-words", "Also say it in plain sentences, each tried on the model before.")
    ] = False,
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
    with reading_model(source):
        wanted = targets_of(target, versus, at, place)
        settings = settings_of(setting, samples=samples, phrases=phrase, output=output)
        table_row = AskedRow.of(row, data, row_id, background, label_column)
        if data is not None and table_row is None:
            others = {"image": image, "series": series, "sound": sound, "rate": rate, "in_words": in_words or None}
            _check_alone(
                text=text,
                file=file,
                pair=pair,
                hide=hide,
                plot=plot,
                verbose=verbose or None,
                **others,
            )
            chosen = _for_file(data, method, settings, tables, json_path, html)
            from exegesis.cli.explain_texts import ManyTexts, explain_texts

            asked = ManyTexts(
                data, text_column, label_column, source, chosen.method, wanted, seed, unit, dict(chosen.settings), check
            )
        else:
            from exegesis.engine.chosen_methods import chosen_methods

            _check_no_columns(text_column, None if table_row else label_column)
            kind, path = _file_of(table_row, image=image, series=series, sound=sound)
            _check_own(kind, channel, rate, _is_given(context, "model") or _is_given(context, "trust_pickle"))
            if kind != "text":
                _check_no_text("row" if table_row else kind, text=text, file=file, pair=pair, hide=hide, phrase=phrase)
            methods = chosen_methods(method or "auto", settings, kind)
            given: Path | AnyInput
            truth: str | None = None
            if series is not None:
                given = series_of(series, channel)
            elif table_row is None:
                given = path or input_of(text_of(text, file), pair, hide)
            tables.check(json_path, html, plot, inputs=(file, path) if table_row is None else table_row.files)
            check_picture(plot)
            check_verbose(verbose, json_path, html)
            if in_words and (tables.prints or to_standard_output(json_path, html)):
                raise InputError("--in-words prints sentences, and '-' prints data in their place; leave one out.")
            if table_row is None:
                loaded = _loaded(source, kind, rate)
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
    if in_words:
        _say(found, loaded)
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


def _say(found: "list[Explanation]", model: "Model") -> None:
    """Each explanation in sentences, tried on the model."""
    from exegesis.accounts import account
    from exegesis.data.renderers import renderer

    for one in found:
        typer.echo()
        renderer("account terminal")(account(one, model))


def _loaded(source: str, modality: str, rate: int | None) -> "Model":
    from exegesis import api

    if modality == "sound":
        return api.load(source, modality="sound", rate=rate)
    return api.load(source) if modality == "text" else api.load(source, modality=modality)


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _file_of(row: AskedRow | None, **files: Path | None) -> tuple[str, Path | None]:
    """The kind of data that the options name, and its file; `InputError` for two."""
    given = [(kind, path) for kind, path in files.items() if path is not None]
    named = [f"--{kind}" for kind, _ in given]
    if len(given) + (row is not None) > 1:
        raise InputError(f"give {' or '.join(named if row is None else ['--row', *named])}, not both.")
    if row is not None:
        return "table", None
    return given[0] if given else ("text", None)


def _check_no_text(kind: str, **others: object) -> None:
    """`InputError` for what does not go with a file of this kind."""
    for name, value in others.items():
        if value is not None:
            raise InputError(f"give --{kind} or {'a text' if name == 'text' else f'--{name}'}, not both.")


def _check_own(kind: str, channel: list[str] | None, rate: int | None, has_model: bool) -> None:
    """`InputError` for options of another kind of data, and for a kind that needs a model where none is named."""
    if channel is not None and kind != "series":
        raise InputError("--channel names columns of --series FILE.")
    if rate is not None and kind != "sound":
        raise InputError("--rate goes with --sound.")
    if kind == "series" and not has_model:
        raise InputError("--series needs --model: a function of arrays, or an estimator, as module:name.")
    if kind == "sound" and not has_model:
        raise InputError("--sound needs --model: a function of sounds as module:name, with --rate.")


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
            said = "a text" if name == "text" else f"--{name.replace('_', '-')}"
            raise InputError(f"give --data or {said}, not both.")
