"""What comes of asking models many questions: frozen data, with JSON both ways and table rows out.

It stands below the views, which draw it, and below the comparison, which fills it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from exegesis.core.codec import ByFields
from exegesis.data.explanation import Explanation
from exegesis.data.facts import ModelFacts
from exegesis.data.records import Fingerprint
from exegesis.data.result import Result
from exegesis.data.squad.scoring import SquadFigures
from exegesis.data.squad.scoring_v2 import SquadFiguresV2


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What one model gave for one question.

    `text` is "" for "no answer" and `start` its first character in the context. `probability`: of the answer's start
    times that of its end under the model's softmax over all positions, of "no answer" the same at [CLS]. `seconds`:
    the model's passes over the question's windows, nothing else. Where the question does not fit the model, `error`
    says why, and the scores are 0. `exact_match` and `f1` (0 to 1) are the best over the references.
    """

    text: str
    start: int | None = None
    probability: float | None = None
    exact_match: bool = False
    f1: float = 0.0
    seconds: float | None = None
    error: str | None = None
    saliency: Explanation | None = None
    saliency_error: str | None = None

    @property
    def returned(self) -> bool:
        """Whether a stretch of the context was given."""
        return self.error is None and self.text != ""

    @property
    def no_answer(self) -> bool:
        """Whether "no answer" was said."""
        return self.error is None and self.text == ""

    @property
    def verdict(self) -> str:
        """ "right", "partly right" (some words are), "wrong", or "error"."""
        if self.error is not None:
            return "error"
        return "right" if self.exact_match else "partly right" if self.f1 > 0 else "wrong"


@dataclass(frozen=True, slots=True)
class QuestionAnswers:
    """One question and each model's answer, in the models' order. No `references`: the context holds no answer."""

    id: str
    question: str
    context: str
    references: tuple[str, ...]
    answers: tuple[GivenAnswer, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """One model over all questions.

    `correct` counts exact matches, those of "no answer" included; `exact_match`, `f1` and the precision and recall of
    "no answer" are in percent by the official arithmetic, in which a question with an error scores 0, and an answer of
    nothing but punctuation and articles counts as "no answer". Precision and recall are None where there is nothing to
    divide by. `no_answers` counts what the model itself said.
    """

    questions: int
    returned: int
    correct: int
    no_answers: int
    errors: int
    exact_match: float
    f1: float
    no_answer_precision: float | None
    no_answer_recall: float | None
    median_seconds: float | None
    total_seconds: float | None


@dataclass(frozen=True, slots=True)
class SaliencyKind:
    """How the saliency beside the answers was made; of the first `questions` questions."""

    method: str
    unit: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    questions: int = 0


@dataclass(frozen=True)
class QuestionComparison(Result, noun="a comparison of answers"):
    """Several models on the same questions. `rules`: "1.1" where every question has an answer, else "2.0"."""

    source: str
    rules: str
    models: tuple[ModelFacts, ...]
    totals: tuple[Totals, ...]
    questions: tuple[QuestionAnswers, ...]
    saliency: SaliencyKind

    @property
    def shown(self) -> tuple[QuestionAnswers, ...]:
        """The questions that have saliency; the others count in the totals alone."""
        return self.questions[: self.saliency.questions]

    def rows(self) -> Iterator[dict[str, Any]]:
        """A line for each question and model, without the long texts."""
        for one in self.questions:
            for model, answer in zip(self.models, one.answers, strict=True):
                yield {
                    "id": one.id,
                    "question": one.question,
                    "model": model.name,
                    "answer": answer.text,
                    "start": answer.start,
                    "returned": answer.returned,
                    "no_answer": answer.no_answer,
                    "verdict": answer.verdict,
                    "exact_match": answer.exact_match,
                    "f1": answer.f1,
                    "probability": answer.probability,
                    "seconds": answer.seconds,
                    "error": answer.error,
                }


@dataclass(frozen=True, kw_only=True)
class QuestionEvaluation(Result, noun="an evaluation of answers"):
    """The answers of one model to all questions, and how good they are.

    `predictions`: {question id: answer}, the ones that `figures` score; "" says that there is no answer. By v1.1's
    rules, where every question has an answer, they are always stretches of the context, and `with_no_answer` scores
    the model's own choice, which may be "no answer"; by v2.0's `figures` score the model's own choice.
    `no_answer_scores`: by how many logits "no answer" leads over the best stretch (BERT's null odds). `errors`: of
    questions that do not fit the model; these score 0. `no_answers` counts how often the model says that there is
    none. `seconds`: tokenising, passes and decoding of all questions.
    """

    model: Fingerprint
    questions: int
    figures: Annotated[SquadFigures | SquadFiguresV2, ByFields()]
    with_no_answer: SquadFigures | None
    no_answers: int
    predictions: Mapping[str, str]
    no_answer_scores: Mapping[str, float]
    errors: Mapping[str, str]
    seconds: float
