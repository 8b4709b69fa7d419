"""Questions over a context: answers asked for, scored on data sets, and compared between models."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "ask",
    "compare_questions",
    "evaluate_model",
    "QuestionComparison",
]

if TYPE_CHECKING:
    from exegesis.qa.asking import ask
    from exegesis.qa.compare import compare_questions
    from exegesis.qa.evaluate import evaluate_model
    from exegesis.qa.result import QuestionComparison
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "ask": "asking",
            "compare_questions": "compare",
            "evaluate_model": "evaluate",
            "QuestionComparison": "result",
        },
    )
