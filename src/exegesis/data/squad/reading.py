"""Read files in SQuAD's format (v1.1 and v2.0), telling line and field of whatever is wrong in them.

Rajpurkar et al. 2016 (v1.1) and 2018 (v2.0: `is_impossible`). Texts are never altered: offsets count their characters.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.core.text import is_blank
from exegesis.data.squad.json_file import JsonFile
from exegesis.data.squad.locating import At, line_of, shown


@dataclass(frozen=True)
class Reference:
    """One of the true answers: its text and where it starts in the context, in characters."""

    text: str
    start: int


@dataclass(frozen=True)
class SquadQuestion:
    """A question over a context; `answers` is empty where the context does not hold one."""

    id: str
    question: str
    context: str
    answers: tuple[Reference, ...]
    title: str = ""

    @property
    def unanswerable(self) -> bool:
        """Whether "no answer" is right."""
        return not self.answers


def read_squad(path: Path | str) -> list[SquadQuestion]:
    """All questions of a SQuAD file (plain or packed by gzip), in the file's order.

    A question with an empty list of answers is unanswerable; v2.0's `plausible_answers` are not answers and are left
    aside. Raises `InputError` naming the line and the field where the file is not in SQuAD's format, where an answer is
    not found at its offset, or where an id stands twice.
    """
    return list(_asked(JsonFile.read(path)))


def _asked(file: JsonFile) -> Iterator[SquadQuestion]:
    seen: dict[str, At] = {}
    for article, at in file.items(file.root, (), "data"):
        title = _text(file, article, at, "title") if "title" in file.members(article, at) else ""
        for paragraph, there in file.items(article, at, "paragraphs"):
            context = _visible(file, paragraph, there, "context")
            for entry, here in file.items(paragraph, there, "qas"):
                one = _question(file, entry, here, context, title)
                if one.id in seen:
                    first = line_of(file.text, seen[one.id])
                    raise file.wrong((*here, "id"), f"{shown(one.id)} stands on line {first} too; ids must differ")
                seen[one.id] = (*here, "id")
                yield one


def _question(file: JsonFile, entry: Any, here: At, context: str, title: str) -> SquadQuestion:
    id_ = str(file.field(entry, here, "id", str, int))
    question = _visible(file, entry, here, "question")
    answers = tuple(_answer(file, answer, place, context) for answer, place in file.items(entry, here, "answers"))
    if "is_impossible" in entry:
        impossible = file.field(entry, here, "is_impossible", bool)
        if impossible and answers:
            raise file.wrong((*here, "answers"), "holds an answer although is_impossible is true")
        if not impossible and not answers:
            raise file.wrong((*here, "answers"), "is empty although is_impossible is false")
    return SquadQuestion(id_, question, context, answers, title)


def _answer(file: JsonFile, answer: Any, place: At, context: str) -> Reference:
    text = _text(file, answer, place, "text")
    start = file.field(answer, place, "answer_start", int)
    if not text:
        raise file.wrong((*place, "text"), "is empty; a question that has no answer has an empty list of answers")
    if start < 0 or not context.startswith(text, start):
        raise file.wrong((*place, "answer_start"), f"is {start}, but the context does not have {shown(text)} there")
    return Reference(text, start)


def _visible(file: JsonFile, holder: Any, at: At, name: str) -> str:
    """A text in which something can be seen."""
    text = _text(file, holder, at, name)
    if is_blank(text):
        raise file.wrong((*at, name), "is empty or blank")
    return text


def _text(file: JsonFile, holder: Any, at: At, name: str) -> str:
    """A text that can be written again: JSON can spell halves of characters, which no encoding has."""
    text: str = file.field(holder, at, name, str)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise file.wrong((*at, name), f"has a lone surrogate at character {error.start}") from None
    return text


V1, V2 = "1.1", "2.0"


def rules_of(asked: Iterable[SquadQuestion]) -> str:
    """ "2.0" where a question has no answer, else "1.1". Asked of the whole file, however many questions are used."""
    return V2 if any(one.unanswerable for one in asked) else V1
