"""`exegesis distill report`: what a student kept of its teacher, and what it lost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli.progress import progress_of
from exegesis.cli.reading import check_used, method_names, settings_of
from exegesis.cli.writing import as_json, check_places, say_all, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    pass


def report(
    teacher: Annotated[str, typer.Argument(help="bundled:NAME, a folder, or a hub id; for GLUE with {task} in it.")],
    student: Annotated[str, typer.Argument(help="The same for the student.")],
    data: Annotated[list[Path] | None, typer.Option(help="Rows: .csv, .jsonl, .parquet, .gz; SQuAD's JSON.")] = None,
    glue: Annotated[Path | None, typer.Option(help="GLUE's folder: fill the published table instead.")] = None,
    glue_task: Annotated[list[str] | None, typer.Option("--task", help="Only this GLUE task; may be repeated.")] = None,
    text: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    pair: Annotated[str | None, typer.Option(help="The column of the second text, for pairs.")] = None,
    label: Annotated[str, typer.Option(help="The column of the label.")] = "label",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many rows of each set.")] = None,
    texts: Annotated[int, typer.Option(min=0, help="Texts whose explanations are compared; 0: none.")] = 20,
    method: Annotated[
        list[str] | None,
        typer.Option(help="A method (see `exegesis methods`); may be repeated.", autocompletion=method_names),
    ] = None,
    samples: Annotated[int | None, typer.Option(help="Samples or evaluations, for methods that take them.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting of the methods, as NAME=VALUE; may be repeated.")
    ] = None,
    k: Annotated[int, typer.Option(min=1, help="How many of the strongest words are compared.")] = 5,
    rounds: Annotated[int, typer.Option(min=0, help="Rounds of timing; 0: none.")] = 5,
    seed: Annotated[int, typer.Option(help="Same seed, same sample and same explanations.")] = 0,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained HTML page to this file.")] = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
    markdown: Annotated[str | None, typer.Option(help="Write Markdown to this file; '-' prints it.")] = None,
) -> None:
    """Report what STUDENT kept of TEACHER: answers, calibration, size, time, and whether the explanations survive."""
    from exegesis.distillation.task.examples import Columns

    check_places(html, json_path, markdown, inputs=data or ())
    if glue is not None:
        if data or html is not None:
            raise InputError("--glue reads GLUE's own files and draws no page; give it without --data and --html.")
        _glue(teacher, student, glue, glue_task or [], limit, json_path, markdown)
        return
    from exegesis.data.renderers import renderer
    from exegesis.reports.student.report import report as make
    from exegesis.reports.student.survival import DEFAULT_METHODS, Wanted

    methods = tuple(method or DEFAULT_METHODS)
    given = settings_of(setting, samples)
    check_used(given, list(methods))
    wanted = Wanted(methods=methods, texts=texts, k=k, settings=given, seed=seed)
    columns = Columns(text=text, pair=pair, label=label)
    with progress_of("explanations") as progress:
        found = make(
            teacher, student, data or [], columns=columns, limit=limit, wanted=wanted, rounds=rounds, progress=progress
        )
    said = renderer("student report markdown")(found)
    if not to_standard_output(json_path, html, markdown):
        say_all(said)
    if html is not None:
        write(html, renderer("student report")(found))
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    write(markdown, said)


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
        found = glue_report(teacher, student, folder, tasks, limit, progress)
    said = renderer("glue report markdown")(found)
    if not to_standard_output(json_path, markdown):
        say_all(said)
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    write(markdown, said)
