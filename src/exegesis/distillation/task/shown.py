"""What a model reads of the examples: rows of pieces, which positions count, and the true class of each.

Every head comes down to distributions: a classifier gives one a text, over the labels; a tagger one a word, over the
tags; a head for questions two a window (start and end), over its pieces. So one loss serves all three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exegesis.adapters.capabilities import GivesWeights
from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.inputs import Document, of_two, plain
from exegesis.data.records import Window
from exegesis.data.rows import TokenRow, Tokens
from exegesis.data.squad.reading import SquadQuestion
from exegesis.distillation.task.examples import Example, TagExample, TextExample
from exegesis.distillation.task.label_sets import number_of


@dataclass(frozen=True)
class ExampleStretch:
    """One window of an example: what is read at once. `words`: where each of its words stands, for tags."""

    document: Document
    window: Window
    example: int
    words: tuple[Span, ...] = ()


@dataclass(frozen=True)
class ShownStretch:
    """A stretch in a model's pieces. `places`: the first piece of each word, for tags; `spans`: of every piece (of
    texts that are classified none: nobody asks for them, and of many they would fill the memory)."""

    row: TokenRow
    places: tuple[int, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Stretches:
    """All stretches, and how many texts were longer than what is read of them."""

    items: tuple[ExampleStretch, ...]
    cut: int


def stretches(model: GivesWeights, examples: Sequence[Example]) -> Stretches:
    """The windows of all examples, as the student cuts them; of a long text that is classified, the first only."""
    found: list[ExampleStretch] = []
    cut = 0
    for number, example in enumerate(examples):
        document, words = _document(example)
        windows = _windows(model, document, where_of(example))
        if isinstance(example, TextExample):
            cut += len(windows) > 1
            windows = windows[:1]
        for window in windows:
            inside = tuple(span for span in words if window.start <= span.start and span.end <= window.end)
            if words and not inside:
                continue
            found.append(ExampleStretch(document, window, number, inside))
    return Stretches(tuple(found), cut)


def shown(model: GivesWeights, items: Sequence[ExampleStretch]) -> list[ShownStretch]:
    """The stretches in this model's own pieces; `InputError` where one does not fit it."""
    return [_shown(model, item) for item in items]


def labels_of(
    model: GivesWeights, items: Sequence[ExampleStretch], rows: Sequence[ShownStretch], examples: Sequence[Example]
) -> list[list[float]]:
    """For each stretch the true class of each of its distributions, -1 where there is none (of regression: NaN).

    `rows` are the student's: the places of an answer count its pieces.
    """
    pairs = zip(items, rows, strict=True)
    return [_labels(model, item, row, examples[item.example]) for item, row in pairs]


def same_pieces(
    teacher: str, mine: Sequence[ShownStretch], its: Sequence[ShownStretch], items: Sequence[ExampleStretch]
) -> None:
    """`InputError` where the teacher cuts a text into other pieces, so that its start and end mean other places."""
    for one, other, item in zip(mine, its, items, strict=True):
        if one.spans != other.spans:
            raise InputError(
                f"the teacher {teacher} cuts the text of question {item.example + 1} into other pieces than the "
                "student, so their answers' places cannot be compared; give a teacher with the student's tokenizer."
            )


def _document(example: Example) -> tuple[Document, tuple[Span, ...]]:
    if isinstance(example, SquadQuestion):
        return of_two(("question", "context"), example.question, example.context), ()
    if isinstance(example, TagExample):
        spans, start = [], 0
        for word in example.words:
            spans.append(Span(start, start + len(word)))
            start += len(word) + 1
        return plain(" ".join(example.words)), tuple(spans)
    if len(example.texts) == 2:
        return of_two(("first", "second"), *example.texts), ()
    return plain(example.texts[0]), ()


def where_of(example: Example) -> str:
    """Where an example stands in its file, in words."""
    return f"question {example.id}" if isinstance(example, SquadQuestion) else example.where


def _windows(model: GivesWeights, document: Document, where: str) -> tuple[Window, ...]:
    try:
        return model.windows(document)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _shown(model: GivesWeights, item: ExampleStretch) -> ShownStretch:
    tokens = model.tokens(item.document, item.window)
    if len(tokens.row) > model.limit:
        raise InputError(f"a text of {len(tokens.row)} pieces does not fit {model.name}; give a smaller max_length.")
    places = tuple(_first_piece(tokens, word) for word in item.words)
    return ShownStretch(tokens.row, places, () if model.head == "classification" else tokens.spans)


def _first_piece(tokens: Tokens, word: Span) -> int:
    pairs = enumerate(zip(tokens.spans, tokens.special, strict=True))
    own = (n for n, (span, special) in pairs if not special and span.start < word.end and span.end > word.start)
    found = next(own, None)
    if found is None:
        raise InputError("a word has no piece of its own in the tokenizer; leave out words of invisible characters.")
    return found


def _labels(model: GivesWeights, item: ExampleStretch, row: ShownStretch, example: Example) -> list[float]:
    if isinstance(example, SquadQuestion):
        return _sides(model, item, row, example)
    if isinstance(example, TagExample):
        if example.tags is None:
            return [-1.0] * len(item.words)
        every = _document(example)[1]
        tags = dict(zip(every, example.tags, strict=True))
        return [float(number_of(tags[word], model.labels, example.where)) for word in item.words]
    if model.kind == "regression":
        return [_value(example)]
    return [-1.0 if example.label is None else float(number_of(example.label, model.labels, example.where))]


def _value(example: TextExample) -> float:
    try:
        return float("nan") if example.label is None else float(example.label)
    except ValueError:
        raise InputError(f"{example.where}: the label must be a number, not {example.label!r}.") from None


def _sides(model: GivesWeights, item: ExampleStretch, row: ShownStretch, example: SquadQuestion) -> list[float]:
    """First and last piece of the first answer; the place of [CLS] where this window does not hold it."""
    nothing = float(_cls(model, row.row))
    if not example.answers:
        return [nothing, nothing]
    answer, offset = example.answers[0], item.document.parts[1].start
    low, high = offset + answer.start, offset + answer.start + len(answer.text)
    inside = [n for n, span in enumerate(row.spans) if span.start < min(high, span.end) and span.end > low]
    if not inside or low < item.window.start or high > item.window.end:
        return [nothing, nothing]
    return [float(inside[0]), float(inside[-1])]


def _cls(model: GivesWeights, row: TokenRow) -> int:
    cls: Any = model.tokenizer.cls_token_id
    return row.ids.index(cls) if cls in row.ids else 0
