"""SQuAD files and questions for models whose answers are known."""

import json
from pathlib import Path
from typing import Any

from exegesis.data.squad.reading import Reference, SquadQuestion
from tests.question_models import keyword_model

MODEL: dict[str, float] = {"none": 1.0, "slow": 3.0, "movie": 0.5}  # "slow" where it stands, else "no answer"
OTHER: dict[str, float] = {"none": 0.0, "movie": 2.0, "plot": 1.0}


def asked(id_: str, context: str, *answers: str) -> SquadQuestion:
    return SquadQuestion(id_, "what", context, tuple(Reference(answer, context.index(answer)) for answer in answers))


RIGHT = asked("right", "the movie was slow", "slow")
PARTLY = asked("partly", "not slow", "not slow")
NONE = asked("none", "a plot")
MISSED = asked("missed", "slow")
MOVIE = asked("movie", "a movie", "movie")
LONG = SquadQuestion("long", "was it " * 40, "a movie", (Reference("movie", 2),))
ANSWERABLE = [RIGHT, PARTLY]
EVERY = [RIGHT, PARTLY, NONE, MISSED, LONG]


def one() -> Any:
    return keyword_model(called="one", **MODEL)


def two() -> Any:
    return keyword_model(called="two", **OTHER)


def squad_file(folder: Path, questions: list[SquadQuestion], name: str = "questions.json") -> Path:
    """The questions as a SQuAD file, each with a paragraph of its own."""
    paragraphs = [
        {
            "context": question.context,
            "qas": [
                {
                    "id": question.id,
                    "question": question.question,
                    "answers": [{"text": answer.text, "answer_start": answer.start} for answer in question.answers],
                }
            ],
        }
        for question in questions
    ]
    path = folder / name
    path.write_text(json.dumps({"version": "1.1", "data": [{"title": "t", "paragraphs": paragraphs}]}, indent=1))
    return path
