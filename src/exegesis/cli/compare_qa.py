"""`exegesis compare-qa`: several models on the questions of a SQuAD file."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.models import MODEL
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import method_names, settings_of
from exegesis.cli.writing import as_csv, as_json, check_places, to_standard_output, write


def compare_qa(
    file: Annotated[Path, typer.Argument(help="A file in SQuAD's format (JSON, or JSON packed by gzip).")],
    model: Annotated[list[str] | None, typer.Option(help=MODEL + "; repeat it for each model.")] = None,
    method: Annotated[
        str, typer.Option(help="How the answers are explained (see `exegesis methods`).", autocompletion=method_names)
    ] = "gradient",
    unit: Annotated[
        str | None, typer.Option(help="word, token or sentence. Usually token for gradient, else word.")
    ] = None,
    samples: Annotated[int | None, typer.Option(help="Samples or evaluations, for methods that take them.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 0,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="A setting of the method, as NAME=VALUE; may be repeated.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Only the first so many questions.")] = None,
    show: Annotated[int, typer.Option(help="How many questions are explained, for --html and --json.")] = 50,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained HTML report to this file.")] = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
    csv: Annotated[
        str | None, typer.Option(help="Write a line for each question and model as CSV; '-' prints it.")
    ] = None,
) -> None:
    """Compare question answering models on FILE: answers, scores, time, size, and what each looked at."""
    from exegesis.data.renderers import renderer
    from exegesis.qa.compare import compare_questions
    from exegesis.qa.saliency import Saliency

    saliency = Saliency(method, unit, settings_of(setting, samples), seed)
    check_places(html, json_path, csv, inputs=(file,))
    shown = 0 if html is None and json_path is None else show
    models = model or ["bundled:questions"]
    with progress_of("questions") as progress:
        found = compare_questions(models, file, saliency=saliency, limit=limit, show=shown, progress=progress)
    if not to_standard_output(html, json_path, csv):
        renderer("questions terminal")(found)
    if html is not None:
        write(html, renderer("questions")(found))
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    if csv is not None:
        write(csv, as_csv(found.rows()))
