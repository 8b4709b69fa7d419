"""`exegesis evaluate-qa` and `score-qa`: a model on a SQuAD file, and the official evaluation on its own."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.models import MODEL
from exegesis.cli.progress import progress_of
from exegesis.cli.writing import as_json, check_places, to_standard_output, write


def evaluate_qa(
    file: Annotated[Path, typer.Argument(help="A file in SQuAD's format (JSON, or JSON packed by gzip).")],
    model: Annotated[str, typer.Option(help=MODEL + ".")] = "bundled:questions",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many questions.")] = None,
    batch_tokens: Annotated[int | None, typer.Option(help="Padded tokens in a batch.")] = None,
    predictions: Annotated[
        str | None, typer.Option(help="Write the answers, {id: text}, to this file; '-' prints them.")
    ] = None,
    no_answer_scores: Annotated[
        str | None, typer.Option(help="Write by how many logits 'no answer' leads, {id: number}, to this file.")
    ] = None,
    json_path: Annotated[
        str | None, typer.Option("--json", help="Write the figures to this file as JSON; '-' prints them.")
    ] = None,
) -> None:
    """Answer all questions of FILE with a model and score the answers officially."""
    from exegesis.data.renderers import renderer
    from exegesis.data.squad.reading import read_squad, rules_of
    from exegesis.qa.ask import load_question_model
    from exegesis.qa.evaluate import evaluate_model

    check_places(predictions, no_answer_scores, json_path, inputs=(file,))
    every = read_squad(file)
    loaded = load_question_model(model)
    with progress_of("questions") as progress:
        found = evaluate_model(
            loaded, every[:limit], rules=rules_of(every), batch_tokens=batch_tokens, progress=progress
        )
    if not to_standard_output(predictions, no_answer_scores, json_path):
        renderer("evaluation")(found)
    if predictions is not None:
        write(predictions, as_json(dict(found.predictions)))
    if no_answer_scores is not None:
        write(no_answer_scores, as_json(dict(found.no_answer_scores)))
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))


def score_qa(
    file: Annotated[Path, typer.Argument(help="A file in SQuAD's format (JSON, or JSON packed by gzip).")],
    predictions: Annotated[Path, typer.Argument(help="The answers, {id: text}; '' says that there is none.")],
    na_probabilities: Annotated[
        Path | None, typer.Option(help="No-answer probabilities, {id: number}; scored by SQuAD 2.0.")
    ] = None,
    threshold: Annotated[
        float, typer.Option(help="Answers whose no-answer probability is above it count as 'no answer'.")
    ] = 1.0,
    json_path: Annotated[
        str | None, typer.Option("--json", help="Write the figures to this file as JSON; '-' prints them.")
    ] = None,
) -> None:
    """Score PREDICTIONS to the questions of FILE by SQuAD's official arithmetic; no model is needed."""
    from exegesis.data.renderers import renderer
    from exegesis.data.squad.predictions import read_predictions, read_probabilities
    from exegesis.data.squad.reading import V1, read_squad, rules_of
    from exegesis.data.squad.scoring import Figures, evaluate
    from exegesis.data.squad.scoring_v2 import FiguresV2, evaluate_v2, plain_figures

    check_places(json_path, inputs=(file, predictions, na_probabilities))
    asked = read_squad(file)
    given = read_predictions(predictions, asked)
    figures: Figures | FiguresV2
    if na_probabilities is None and rules_of(asked) == V1:
        figures = evaluate(asked, given)
    else:
        known = None if na_probabilities is None else read_probabilities(na_probabilities, asked)
        figures = evaluate_v2(asked, given, known, threshold)
    if not to_standard_output(json_path):
        renderer("figures")(figures)
    if json_path is not None:
        write(json_path, as_json(plain_figures(figures)))
