"""`exegesis distill report`: what a student kept of its teacher, and what it lost."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import settings_of
from exegesis.cli.writing import ResultFiles, as_json, check_places, say_all, to_standard_output, write
from exegesis.core.errors import InputError


def report(
    teacher: Annotated[str, typer.Argument(help="bundled:NAME, a folder, or a hub id; for GLUE with {task} in it.")],
    student: Annotated[str, typer.Argument(help="The same for the student.")],
    data: o.ManyData[list[Path] | None] = None,
    text_column: o.TextColumn[str] = "text",
    pair_column: o.PairColumn = None,
    label_column: o.LabelColumn[str] = "label",
    limit: o.Limit = None,
    glue: Annotated[
        Path | None,
        o.option(o.TEXTS, "--glue", "GLUE's folder: fill the published table instead."),
    ] = None,
    glue_task: Annotated[
        list[str] | None, o.option(o.TEXTS, "--glue-task", "Only this GLUE task; may be repeated.")
    ] = None,
    explained: o.Explained = 20,
    top_words: Annotated[int, o.option(o.ASKED, "--top-words", "How many of the strongest words are compared.")] = 5,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    timing_rounds: o.TimingRounds = 5,
    seed: o.Seed[int] = 0,
    setting: o.Settings = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    markdown: o.Markdown = None,
) -> None:
    """What a student kept of its teacher: answers, and explanations.

    Answers, calibration, size, time, and whether the explanations survive. --data may also be SQuAD's JSON, or CoNLL
    columns.
    """
    from exegesis.distillation.task.examples import ExampleColumns

    check_places(html, json_path, markdown, inputs=data or ())
    if glue is not None:
        if data or html is not None:
            raise InputError("--glue reads GLUE's own files and draws no page; give it without --data and --html.")
        _glue(teacher, student, glue, glue_task or [], limit, json_path, markdown)
        return
    from exegesis.data.renderers import renderer
    from exegesis.reports.student.report import report as make

    files = ResultFiles(json_path, html, markdown)
    columns = ExampleColumns(text=text_column, pair=pair_column, label=label_column)
    settings = settings_of(setting, samples=samples)
    with progress_of("explanations") as progress:
        found = make(
            teacher, student, data or [], method, seed, columns=columns, limit=limit, explained=explained, k=top_words,
            timing_rounds=timing_rounds, progress=progress, **settings,
        )  # fmt: skip
    if not files.is_printed:
        say_all(renderer("student report markdown")(found))
    files.write("student report", found, is_quiet=True)


def _glue(
    teacher: str,
    student: str,
    folder: Path,
    tasks: list[str],
    limit: int | None,
    json_path: str | None,
    markdown: str | None,
) -> None:
    from exegesis.data.renderers import renderer
    from exegesis.reports.student.glue import glue_report

    with progress_of("tasks") as progress:
        found = glue_report(teacher, student, folder, tasks=tasks, limit=limit, progress=progress)
    said = renderer("glue report markdown")(found)
    if not to_standard_output(json_path, markdown):
        say_all(said)
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    write(markdown, said)
