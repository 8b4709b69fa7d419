"""`exegesis explain`: one text or pair, one model, one method or several; or every text of a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli.inputs import input_of, targets_of
from exegesis.cli.models import MODEL, TrustPickle, chosen
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import check_used, method_names, methods_of, settings_of, text_of
from exegesis.cli.tables import Tables
from exegesis.cli.writing import Verbose, check_picture, check_verbose, write_explanations
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.explanation import Explanation


def explain(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="The text; '-' or nothing reads standard input.")] = None,
    file: Annotated[Path | None, typer.Option(help="Read the text from this file (UTF-8).")] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            "--texts",
            help="Explain every text of this file (.txt: one a line; .csv, .tsv, .jsonl, .parquet, or these and .gz); "
            "lines of JSON to --json.",
        ),
    ] = None,
    text_column: Annotated[
        str, typer.Option("--text-column", "--column", help="The column or field of the texts in --data.")
    ] = "text",
    label_column: Annotated[
        str | None, typer.Option(help="The column of the true labels in --data; kept beside each answer.")
    ] = None,
    model: Annotated[str, typer.Option(help=MODEL + ".")] = "bundled:sentiment",
    method: Annotated[
        list[str] | None,
        typer.Option(help="A method (see `exegesis methods`); may be repeated.", autocompletion=method_names),
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(help="A label or a word, its number, or 'predicted' (usual); may be repeated."),
    ] = None,
    versus: Annotated[str | None, typer.Option(help="Why this and not that: a target to set it against.")] = None,
    pair: Annotated[str | None, typer.Option(help="A second text, for models that read two together.")] = None,
    hide: Annotated[
        str | None, typer.Option(help="Hide this word (word:2, its second) from a masked language model.")
    ] = None,
    place: Annotated[int | None, typer.Option(help="Which hidden place is meant, from 1, of several.")] = None,
    at: Annotated[str | None, typer.Option(help="The word whose tag is explained, for taggers.")] = None,
    output: Annotated[
        str | None, typer.Option(help="Unit of the scores: probability, log-odds, log-probability or logit.")
    ] = None,
    unit: Annotated[str, typer.Option(help="word, token or sentence.")] = "word",
    phrase: Annotated[
        list[str] | None,
        typer.Option(help="A phrase of the text that is one unit, wherever it stands; may be repeated."),
    ] = None,
    samples: Annotated[int | None, typer.Option(help="Samples or evaluations, for methods that take them.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 0,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="Another setting, as NAME=VALUE; may be repeated.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Try other seeds, another baseline and random orders, and say the verdict.")
    ] = False,
    trust_pickle: TrustPickle = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained HTML report to this file.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Write a picture (.png, .svg, .pdf) to this file.")] = None,
    verbose: Verbose = False,
    csv: Annotated[str | None, typer.Option(help="Write a table as CSV to this file; '-' prints it.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="Write a table as Parquet to this file.")] = None,
    rows: Annotated[
        str | None, typer.Option(help="A row of the tables: unit (usual), or item, with answer, truth and verdict.")
    ] = None,
) -> None:
    """Explain why a model gives TEXT its label, a hidden or next word, or a tag. For questions: `exegesis ask`.

    With --data: of every text of a file; started again, it goes on after the lines that --json has already.
    """
    from exegesis import api

    wanted = targets_of(target, versus, at, place)
    given = ({} if output is None else {"output": output}) | settings_of(setting, samples, phrase)
    names = methods_of(method)
    model = chosen(context, model, trust_pickle)
    check_used(given, names)
    tables = Tables(csv, None if parquet is None else str(parquet), rows)
    if data is not None:
        _check_alone(names, text=text, file=file, pair=pair, hide=hide, plot=plot, verbose=verbose or None)
        if json_path is None and html is None and not tables:
            raise InputError("--data needs a file for what it finds: --json, --html, --csv or --parquet.")
        tables.check(json_path, html, inputs=(data,))
        from exegesis.cli.explain_texts import Texts, explain_texts

        columns = (text_column, label_column)
        asked = Texts(data, *columns, model, names[0], wanted, seed, unit, given, check)
        return explain_texts(asked, json_path, tables, html)
    if label_column is not None or text_column != "text":
        raise InputError("--text-column and --label-column name columns of --data FILE.")
    words = input_of(text_of(text, file), pair, hide)
    tables.check(json_path, html, plot, inputs=(file,))
    check_picture(plot)
    check_verbose(verbose, json_path, html)
    loaded = api.load(model)
    found: list[Explanation] = []
    for name in names:
        own = {key: value for key, value in given.items() if key in api.settings_of(name)}
        with progress_of(name) as progress:
            made = api.explain(loaded, words, name, wanted, seed, unit, progress=progress, **own)
        found += made if isinstance(made, list) else [made]
    if check:
        from exegesis.evaluation.checking import check as checked

        found = [checked(one, loaded) for one in found]
    write_explanations(found, json_path, html, plot, verbose, quiet=tables.prints)
    if tables:
        from exegesis.bulk.rows import items_of

        tables.write(lambda: items_of([found]))


def _check_alone(methods: list[str], **others: object) -> None:
    """`InputError` for what does not go with --data."""
    if len(methods) > 1:
        raise InputError("--data takes one --method; run it again for another, with another --json file.")
    for name, value in others.items():
        if value is not None:
            raise InputError(f"give --data or {'a text' if name == 'text' else f'--{name}'}, not both.")
