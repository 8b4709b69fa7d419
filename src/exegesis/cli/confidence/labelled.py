"""Rows of a file with what is true of them: texts and their labels, or questions and their answers."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, check_count
from exegesis.core.tables import ending

_SQUAD = ".json"


@dataclass(frozen=True)
class LabelledRows:
    """The inputs (an error in the place of one that cannot be read), their ids, and their truths; None: not known."""

    inputs: list[Any]
    ids: list[str | None]
    truths: list[Any]

    @property
    def are_known(self) -> bool:
        """Whether any truth is known."""
        return any(truth is not None for truth in self.truths)


def labelled(file: Path, text_column: str, label_column: str | None, limit: int | None) -> LabelledRows:
    """The rows of a file in SQuAD's format (.json), or of one of texts, questions or pairs."""
    if limit is not None:
        check_count("limit", limit)
    found = _questions(file, limit) if ending(file) == _SQUAD else _rows(file, text_column, label_column, limit)
    if not found.inputs:
        raise InputError(f"{file.name} holds no row.")
    return found


def _questions(file: Path, limit: int | None) -> LabelledRows:
    from exegesis.data.inputs import Question
    from exegesis.data.squad.reading import read_squad

    asked = read_squad(file)[:limit]
    return LabelledRows(
        [Question(one.question, one.context) for one in asked],
        [one.id for one in asked],
        [[answer.text for answer in one.answers] for one in asked],
    )


def _rows(file: Path, text_column: str, label_column: str | None, limit: int | None) -> LabelledRows:
    from exegesis.data.inputs import Question
    from exegesis.data.items import items

    found = list(islice(items(file, text_column, label_column), limit))
    truths = [
        item.given.true_answer if label_column is None and isinstance(item.given, Question) else item.truth
        for item in found
    ]
    return LabelledRows([item.given for item in found], [item.id for item in found], truths)
