"""`exegesis compare`: several models, several methods, on the texts of a file or given one by one."""

from pathlib import Path
from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.inputs import target_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import pairs_of, settings_of, texts_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError


def compare(
    models: o.ModelArguments,
    data: o.Data[Path | None] = None,
    text: o.ManyTexts = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    limit: o.Limit = None,
    skip_bad: o.SkipBad = False,
    label_map: Annotated[
        list[str] | None,
        o.option(
            o.TEXTS,
            "--label-map",
            "What a model's label is called by the first model, as THEIRS=OURS; may be repeated.",
        ),
    ] = None,
    target: o.Target = None,
    versus: o.Versus = None,
    output: o.Output = None,
    unit: o.Unit[str] = "word",
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    markdown: o.Markdown = None,
    plot: o.Plot = None,
) -> None:
    """Models and methods side by side: where they agree and differ.

    All explain one label: of two the second, of more what the first model answers. A column "label" is what is true.
    """
    files = ResultFiles(json_path, html, markdown, plot)
    with reading_model(" and ".join(models)):
        from exegesis.comparison.front import compare as compared
        from exegesis.engine.chosen_methods import chosen_methods

        files.check(inputs=(data,))
        if (data is None) == (not text):
            raise InputError("give --data FILE, or --text TEXT once or several times.")
        if len(models) == 1 and len(chosen_methods(method or "auto", {})) == 1:
            raise InputError("one model and one method: there is nothing to compare; give a second model or method.")
        read = None if data is None else texts_of(data, text_column, label_column, limit, skip_bad)
        named = pairs_of("--label-map", label_map, "THEIRS=OURS", filled=True)
        settings = settings_of(setting, samples=samples, output=output)
        with progress_of("compare") as progress:
            found = compared(
                models, list(text or ()) if read is None else read.texts, method or "auto",
                target_of(target, versus), seed, unit, None if read is None else read.places,
                truths=None if read is None else read.labels, label_map=named, progress=progress, **settings,
            )  # fmt: skip
    files.write("comparison", found)
