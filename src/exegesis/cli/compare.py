"""`exegesis compare`: several models, several methods, on the texts of a file or given one by one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli.models import MODEL
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import method_names, settings_of
from exegesis.cli.writing import as_json, check_picture, check_places, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.core.texts import Texts


def compare(
    models: Annotated[list[str], typer.Argument(help=MODEL + "; one after another.")],
    texts: Annotated[
        Path | None, typer.Option(help="Texts: .txt (one a line), .csv, .tsv, .jsonl, .parquet (or .gz).")
    ] = None,
    text: Annotated[list[str] | None, typer.Option(help="A text; may be repeated, instead of --texts.")] = None,
    methods: Annotated[
        str,
        typer.Option(help="Methods (see `exegesis methods`), with commas between.", autocompletion=method_names),
    ] = "auto",
    target: Annotated[
        str | None,
        typer.Option(help="The label that all explain, or 'predicted' by the first model; usually the second of two."),
    ] = None,
    label_map: Annotated[
        list[str] | None,
        typer.Option(help="What a model's label is called by the first model, as THEIRS=OURS; may be repeated."),
    ] = None,
    text_column: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    label_column: Annotated[
        str | None, typer.Option(help="The column of the label; 'label' is taken where there is one.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many rows.")] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad rows out, and say how many.")] = False,
    output: Annotated[
        str | None, typer.Option(help="Unit of the scores: probability, log-odds, log-probability or logit.")
    ] = None,
    unit: Annotated[str, typer.Option(help="word, token or sentence.")] = "word",
    samples: Annotated[int | None, typer.Option(help="Samples or evaluations, for methods that take them.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 0,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="Another setting, as NAME=VALUE; may be repeated.")
    ] = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
    html: Annotated[
        Path | None, typer.Option("--html", "--out", help="Write a self-contained HTML page to this file.")
    ] = None,
    markdown: Annotated[str | None, typer.Option(help="Write the tables as Markdown; '-' prints them.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Write the agreement as a picture (.png, .svg, .pdf).")] = None,
) -> None:
    """Set MODELS beside each other: answers, agreement of explanations, and where they differ."""
    from exegesis.comparison.front import compare as compared
    from exegesis.data.renderers import renderer

    check_places(json_path, html, markdown, plot, inputs=(texts,))
    check_picture(plot)
    given, labels, ids = _texts(texts, text, text_column, label_column, limit, skip_bad)
    settings = ({} if output is None else {"output": output}) | settings_of(setting, samples)
    with progress_of("compare") as progress:
        found = compared(
            models, given, _names(methods), target, seed, unit, ids,
            truths=labels, label_map=_map(label_map), progress=progress, **settings,
        )  # fmt: skip
    if not to_standard_output(json_path, html, markdown):
        renderer("comparison terminal")(found)
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    if html is not None:
        write(html, renderer("comparison html")(found))
    if markdown is not None:
        write(markdown, renderer("comparison markdown")(found))
    if plot is not None:
        write(plot, renderer("comparison picture")(found, plot.suffix))


def _names(methods: str) -> list[str]:
    return [name.strip() for name in methods.split(",") if name.strip()]


def _map(pairs: list[str] | None) -> dict[str, str]:
    found = {}
    for pair in pairs or []:
        name, equals, meant = pair.partition("=")
        if not (name and equals and meant):
            raise InputError(f"--label-map takes THEIRS=OURS, not {pair!r}.")
        found[name] = meant
    return found


def _texts(
    file: Path | None, texts: list[str] | None, column: str, label: str | None, limit: int | None, skip_bad: bool
) -> "tuple[list[str], list[str | None] | None, list[str | None] | None]":
    """Texts, their labels and their places in the file, where they come from one."""
    if (file is None) == (not texts):
        raise InputError("give --texts FILE, or --text TEXT once or several times.")
    if file is None:
        return list(texts or []), None, None
    found = _read(file, column, label, limit, skip_bad)
    return list(found.texts), None if found.labels is None else list(found.labels), list(found.places)


def _read(file: Path, column: str, label: str | None, limit: int | None, skip_bad: bool) -> "Texts":
    from exegesis.core.texts import Columns, read_texts

    found = read_texts(file, Columns(column, label), limit, skip_bad)
    if found.skipped:
        tell(f"left out {found.skipped} bad row{'' if found.skipped == 1 else 's'} of {file.name}")
    return found
