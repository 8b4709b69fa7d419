"""`exegesis evaluate-qa` and `score-qa`: a model on a SQuAD file, and the official evaluation on its own."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.writing import as_json, check_places, to_standard_output, write
from exegesis.core.errors import check_count


def evaluate_qa(
    file: o.Squad,
    model: o.Model[str] = "bundled:questions",
    limit: o.Limit = None,
    batch_tokens: o.BatchTokens = None,
    threads: o.Threads = None,
    predictions: Annotated[
        str | None,
        o.option(o.WRITTEN, "--predictions", "Write the answers, {id: text}, to this file; '-' prints them."),
    ] = None,
    no_answer_scores: Annotated[
        str | None,
        o.option(
            o.WRITTEN, "--no-answer-scores", "Write by how many logits 'no answer' leads, {id: number}, to this file."
        ),
    ] = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """A model's answers to a SQuAD file, scored officially."""
    from exegesis.data.renderers import renderer
    from exegesis.data.squad.reading import read_squad, rules_of
    from exegesis.qa.asking import load_question_model
    from exegesis.qa.evaluate import evaluate_model

    check_places(predictions, no_answer_scores, json_path, inputs=(file,))
    if limit is not None:
        check_count("limit", limit)
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
    file: o.Squad,
    predictions: Annotated[Path, typer.Argument(help="The answers, {id: text}; '' says that there is none.")],
    na_probabilities: Annotated[
        Path | None,
        o.option(o.TEXTS, "--na-probabilities", "No-answer probabilities, {id: number}; scored by SQuAD 2.0."),
    ] = None,
    threshold: Annotated[
        float,
        o.option(o.METHOD, "--threshold", "Answers whose no-answer probability is above it count as 'no answer'."),
    ] = 1.0,
    json_path: o.Json[str | None] = None,
) -> None:
    """Given answers to a SQuAD file, scored officially."""
    from exegesis.core.codec import plain
    from exegesis.data.renderers import renderer
    from exegesis.data.squad.predictions import read_predictions, read_probabilities
    from exegesis.data.squad.reading import V1, read_squad, rules_of
    from exegesis.data.squad.scoring import SquadFigures, evaluate
    from exegesis.data.squad.scoring_v2 import SquadFiguresV2, evaluate_v2

    check_places(json_path, inputs=(file, predictions, na_probabilities))
    asked = read_squad(file)
    given = read_predictions(predictions, asked)
    figures: SquadFigures | SquadFiguresV2
    if na_probabilities is None and rules_of(asked) == V1:
        figures = evaluate(asked, given)
    else:
        known = None if na_probabilities is None else read_probabilities(na_probabilities, asked)
        figures = evaluate_v2(asked, given, known, threshold)
    if not to_standard_output(json_path):
        renderer("figures")(figures)
    if json_path is not None:
        write(json_path, as_json(plain(figures)))
