"""`exegesis edit`: a text beside an edit of it, to see what the edit changes."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.inputs import input_of, targets_of
from exegesis.cli.models import MODEL
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import check_used, method_names, settings_of, text_of
from exegesis.cli.writing import as_json, check_places, to_standard_output, write
from exegesis.core.errors import InputError


def edit(
    text: Annotated[str | None, typer.Argument(help="The text; '-' or nothing reads standard input.")] = None,
    edited: Annotated[str | None, typer.Argument(help="The whole text after the edit.")] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(help="Replace a word, or a run of words, as OLD=NEW, at every place; may be repeated."),
    ] = None,
    delete: Annotated[
        list[str] | None, typer.Option(help="Delete a word, or a run of words, at every place; may be repeated.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="Read the text from this file (UTF-8).")] = None,
    model: Annotated[str, typer.Option(help=MODEL + ".")] = "bundled:sentiment",
    method: Annotated[
        str, typer.Option(help="A method (see `exegesis methods`).", autocompletion=method_names)
    ] = "auto",
    target: Annotated[
        str | None, typer.Option(help="A label or a word, or its number; usually what the model answers to TEXT.")
    ] = None,
    versus: Annotated[str | None, typer.Option(help="Why this and not that: a target to set it against.")] = None,
    pair: Annotated[str | None, typer.Option(help="A second text, for models that read two together.")] = None,
    hide: Annotated[
        str | None, typer.Option(help="Hide this word (word:2, its second) from a masked language model.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="The word whose tag is explained, for taggers.")] = None,
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
    html: Annotated[Path | None, typer.Option(help="Write a self-contained HTML page to this file.")] = None,
) -> None:
    """What an edit of TEXT changes: the model's answer, and what each word does in it.

    The edit is the whole EDITED text, or --replace and --delete. Both texts are explained alike.
    """
    from exegesis.data.renderers import renderer
    from exegesis.edits.run import edit as edited_beside

    settings = ({} if output is None else {"output": output}) | settings_of(setting, samples)
    check_used(settings, [method])
    check_places(json_path, html)
    given = input_of(text_of(text, file), pair, hide)
    after = None if edited is None else input_of(edited, pair, hide)
    named = targets_of(None if target is None else [target], versus, at, None)
    with progress_of("edit") as progress:
        found = edited_beside(
            model, given, after, method, None if isinstance(named, list) else named, seed, unit,
            replace=_replacements(replace), delete=delete or (), progress=progress, **settings,
        )  # fmt: skip
    if not to_standard_output(json_path, html):
        renderer("edit terminal")(found)
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    if html is not None:
        write(html, renderer("edit html")(found))


def _replacements(pairs: list[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs or []:
        old, equals, new = pair.partition("=")
        if not (old and equals and new):
            raise InputError(f"--replace takes OLD=NEW, not {pair!r}; --delete takes a word away.")
        if old in found:
            raise InputError(f"--replace names {old!r} twice.")
        found[old] = new
    return found
