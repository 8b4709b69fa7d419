"""The data sets of a report, by the models' head, and their examples as inputs that can be explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exegesis.core.errors import check_count
from exegesis.data.inputs import Document, Input, Pair, Question, of_two, plain
from exegesis.data.squad.reading import SquadQuestion
from exegesis.distillation.task.examples import Example, ExampleColumns, TagExample, TextExample, read_examples


@dataclass(frozen=True)
class DataSet:
    """A named set of examples of one kind."""

    name: str
    examples: tuple[Example, ...]


def data_set(path: Path | str, head: str, columns: ExampleColumns | None = None, limit: int | None = None) -> DataSet:
    """The file's examples, the first `limit` of them."""
    if limit is not None:
        check_count("limit", limit)
    return DataSet(Path(path).name, tuple(read_examples([path], head, columns)[:limit]))


def input_of(example: Example) -> Input:
    """What `api.explain` takes."""
    if isinstance(example, SquadQuestion):
        return Question(example.question, example.context)
    if isinstance(example, TagExample):
        return " ".join(example.words)
    return Pair(*example.texts) if len(example.texts) == 2 else example.texts[0]


def document_of(example: TextExample) -> Document:
    """The text or pair as one document."""
    return of_two(("first", "second"), *example.texts) if len(example.texts) == 2 else plain(example.texts[0])


def name_of(example: Example, number: int) -> str:
    """How the example is told from others: its place in its file, or its id."""
    return example.id if isinstance(example, SquadQuestion) else example.where or f"row {number + 1}"


def texts_of(examples: Sequence[Example]) -> list[TextExample]:
    """The examples, which are texts."""
    return [one for one in examples if isinstance(one, TextExample)]
