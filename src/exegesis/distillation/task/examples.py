"""What is learned from: texts or pairs with a label, questions with their answers, words with their tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from exegesis.core.errors import InputError, unknown
from exegesis.core.tables import Row, ending, every_row
from exegesis.core.text import is_blank
from exegesis.core.text_files import whole_text
from exegesis.core.texts import label_of
from exegesis.data.squad.reading import SquadQuestion, read_squad


@dataclass(frozen=True)
class TextExample:
    """One text or a pair; `label` as the file has it, in words (None: unlabelled)."""

    texts: tuple[str, ...]
    label: str | None
    where: str


@dataclass(frozen=True)
class TagExample:
    """The words of a sentence and a tag for each (None: unlabelled)."""

    words: tuple[str, ...]
    tags: tuple[str, ...] | None
    where: str


Example: TypeAlias = TextExample | TagExample | SquadQuestion


@dataclass(frozen=True)
class ExampleColumns:
    """How a table's columns are called. `pair` None: a column called "second" or "text2" is not looked for."""

    text: str = "text"
    pair: str | None = None
    label: str = "label"
    words: str = "tokens"
    tags: str = "tags"


def read_examples(paths: Sequence[Path | str], head: str, columns: ExampleColumns | None = None) -> list[Example]:
    """All examples of the files, in their order: tables for classification, SQuAD's JSON for questions, tables of
    lists (.jsonl) or CoNLL-like columns for tags."""
    chosen = columns or ExampleColumns()
    found: list[Example] = []
    for path in paths:
        if head == "question-answering":
            found += read_squad(path)
        elif head == "token-classification":
            found += read_tags(path, chosen)
        else:
            found += read_texts(path, chosen)
    if not found:
        raise InputError("there is nothing to learn from; give at least one file with rows.")
    return found


def read_texts(path: Path | str, columns: ExampleColumns) -> list[TextExample]:
    """The texts of a table; a missing, null or empty label is none."""
    return [_text_example(row, columns) for row in every_row(path)]


def read_tags(path: Path | str, columns: ExampleColumns) -> list[TagExample]:
    """Words and tags of a table of lists (.jsonl, .parquet), or of CoNLL-like lines (word first, tag last)."""
    if ending(path) in (".jsonl", ".parquet"):
        return [_tag_example(row, columns) for row in every_row(path)]
    return _column_sentences(Path(path).name, whole_text(path))


def _text_example(row: Row, columns: ExampleColumns) -> TextExample:
    names = [columns.text] if columns.pair is None else [columns.text, columns.pair]
    texts = tuple(_text(row, name) for name in names)
    return TextExample(texts, label_of(row, columns.label, numbers=True), row.where)


def _text(row: Row, name: str) -> str:
    if name not in row.fields:
        raise unknown(f"column (in {row.where})", name, row.fields)
    value = row.fields[name]
    if not isinstance(value, str) or is_blank(value):
        raise InputError(f"{row.where}: {name} must be a text with something to see in it.")
    return value


def _tag_example(row: Row, columns: ExampleColumns) -> TagExample:
    words = _words(row, columns.words)
    if row.fields.get(columns.tags) is None:
        return TagExample(words, None, row.where)
    tags = _words(row, columns.tags)
    if len(tags) != len(words):
        raise InputError(f"{row.where}: {len(words)} words but {len(tags)} tags.")
    return TagExample(words, tags, row.where)


def _words(row: Row, name: str) -> tuple[str, ...]:
    value: Any = row.fields.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and not is_blank(one) for one in value):
        raise InputError(f"{row.where}: {name} must be a list of words.")
    return tuple(value)


def _column_sentences(name: str, text: str) -> list[TagExample]:
    found: list[TagExample] = []
    pairs: list[tuple[str, str | None]] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        cells = line.split()
        if cells and not line.startswith("-DOCSTART-"):
            pairs.append((cells[0], cells[-1] if len(cells) > 1 else None))
            continue
        if pairs:
            found.append(_sentence(pairs, f"{name}, line {number - len(pairs)}"))
            pairs = []
    return found


def _sentence(pairs: list[tuple[str, str | None]], where: str) -> TagExample:
    words = tuple(word for word, _ in pairs)
    tags = [tag for _, tag in pairs if tag is not None]
    if tags and len(tags) != len(words):
        raise InputError(f"{where}: some words of this sentence have a tag and some have none.")
    return TagExample(words, tuple(tags) or None, where)
