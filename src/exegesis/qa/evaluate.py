"""A question answering model on all questions of a SQuAD file: its answers, and the official figures."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.data.inputs import Question
from exegesis.data.squad.reading import V2, SquadQuestion, rules_of
from exegesis.data.squad.scoring import evaluate
from exegesis.data.squad.scoring_v2 import SquadFiguresV2, evaluate_v2
from exegesis.qa.answers import answer_all
from exegesis.qa.result import QuestionEvaluation
from exegesis.tasks.answers import Decoding


def evaluate_model(
    model: Model,
    asked: Sequence[SquadQuestion],
    *,
    rules: str | None = None,
    decoding: Decoding | None = None,
    batch_tokens: int | None = None,
    precision: str = "float32",
    progress: Callable[[int, int], None] | None = None,
) -> QuestionEvaluation:
    """Answer all questions in batches and score them.

    `rules`: "1.1" or "2.0"; None: v2.0's where a question has no answer, else v1.1's. `progress` is called as
    (questions done, questions in all).
    """
    if not asked:
        raise InputError("there is no question to answer.")
    options: dict[str, Any] = {"batch_tokens": batch_tokens, "precision": precision, "progress": progress}
    started = time.perf_counter()
    answers = answer_all(model, [Question(one.question, one.context) for one in asked], decoding, **options)
    seconds = time.perf_counter() - started
    found = {one.id: answered for one, answered in zip(asked, answers, strict=True)}
    own = {id_: answered.text for id_, answered in found.items() if answered.text is not None}
    always = {id_: answered.best.text for id_, answered in found.items() if answered.best is not None}
    odds = {id_: one.no_answer_score for id_, one in found.items() if one.no_answer_score is not None}
    by_v2 = (rules or rules_of(asked)) == V2
    return QuestionEvaluation(
        model=model.fingerprint(),
        questions=len(asked),
        figures=_figures_v2(asked, own, odds) if by_v2 else evaluate(asked, always),
        with_no_answer=None if by_v2 else evaluate(asked, own),
        no_answers=sum(text == "" for text in own.values()),
        predictions=own if by_v2 else always,
        no_answer_scores=odds,
        errors={id_: answered.error for id_, answered in found.items() if answered.error is not None},
        seconds=seconds,
    )


def _figures_v2(
    asked: Sequence[SquadQuestion], predictions: Mapping[str, str], odds: Mapping[str, float]
) -> SquadFiguresV2:
    """No answer is withheld beyond the model's own choice; the scores serve the search for the best threshold."""
    return evaluate_v2(asked, predictions, odds if len(odds) == len(predictions) else None, threshold=math.inf)
