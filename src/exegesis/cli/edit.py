"""`exegesis edit`: a text beside an edit of it, to see what the edit changes."""

from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.inputs import input_of, targets_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import one_method, pairs_of, settings_of, text_of
from exegesis.cli.writing import ResultFiles


def edit(
    text: o.Text = None,
    edited: Annotated[str | None, typer.Argument(help="The whole text after the edit.")] = None,
    replace: Annotated[
        list[str] | None,
        o.option(
            o.TEXTS, "--replace", "Replace a word, or a run of words, as OLD=NEW, at every place; may be repeated."
        ),
    ] = None,
    delete: Annotated[
        list[str] | None,
        o.option(o.TEXTS, "--delete", "Delete a word, or a run of words, at every place; may be repeated."),
    ] = None,
    file: o.File = None,
    pair: o.Pair = None,
    hide: o.Hide = None,
    model: o.Model[str] = "bundled:sentiment",
    target: o.Target = None,
    versus: o.Versus = None,
    at: o.At = None,
    output: o.Output = None,
    unit: o.Unit[str] = "word",
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """What an edit of a text changes: the answer, and each word.

    The edit is the whole EDITED text, or --replace and --delete. Both texts are explained alike.
    """
    files = ResultFiles(json_path, html)
    with reading_model(model):
        from exegesis.edits.run import edit as edited_beside

        chosen = one_method(method, settings_of(setting, samples=samples, output=output), "run it again for another.")
        files.check(inputs=(file,))
        given = input_of(text_of(text, file), pair, hide)
        after = None if edited is None else input_of(edited, pair, hide)
        named = targets_of(None if target is None else [target], versus, at, None)
        replaced = pairs_of("--replace", replace, "OLD=NEW", filled=True, hint="; --delete takes a word away")
        with progress_of("edit") as progress:
            found = edited_beside(
                model, given, after, chosen.method, None if isinstance(named, list) else named, seed, unit,
                replace=replaced, delete=delete or (), progress=progress, **chosen.settings,
            )  # fmt: skip
    files.write("edit", found)
