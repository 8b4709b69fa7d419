"""Sentences of UD English EWT as their text has them, with the tag and the relation of every word."""

from dataclasses import dataclass
from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.core.text_files import whole_text
from exegesis.core.types import Span

TRAIN, DEV, TEST = (f"en_ewt-ud-{part}.conllu.gz" for part in ("train", "dev", "test"))
OTHER = "en_gum-ud-test.conllu.gz"  # another domain: measured on, never trained on
_FORM, _UPOS, _RELATION = 1, 3, 7  # columns of CoNLL-U


@dataclass(frozen=True)
class TaggedWord:
    """A word of the treebank: its characters, its universal part of speech, its relation to its head."""

    span: Span
    upos: str
    relation: str


@dataclass(frozen=True)
class TaggedSentence:
    """A sentence as it was written. `where`: its place in the file, in words."""

    text: str
    words: tuple[TaggedWord, ...]
    where: str


def sentences(folder: Path, name: str, limit: int | None = None) -> list[TaggedSentence]:
    """The sentences of a CoNLL-U file, plain or packed, in its order; `InputError` names the line that is none."""
    path = folder / name
    if not path.is_file():
        raise InputError(f"no file {name} in the data folder; give the folder of the CoNLL-U files with --data.")
    found: list[TaggedSentence] = []
    lines: list[str] = []
    for number, line in enumerate([*whole_text(path).split("\n"), ""], 1):
        if line.strip():
            lines.append(line)
        elif lines:
            found.append(_sentence(lines, f"{name}, line {number - len(lines)}"))
            lines = []
    return found[:limit]


def _sentence(lines: list[str], where: str) -> TaggedSentence:
    texts = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
    if len(texts) != 1:
        raise InputError(f"{where}: a sentence needs one line '# text = ...'.")
    words, start = [], 0
    for line in lines:
        cells = line.split("\t")
        if line.startswith("#") or not cells[0].isdecimal():  # ranges of contracted words, empty nodes
            continue
        if len(cells) <= _RELATION:
            raise InputError(f"{where}: a line of a word has fewer than {_RELATION + 1} columns.")
        start = texts[0].find(cells[_FORM], start)
        if start < 0:
            raise InputError(f"{where}: the word {cells[_FORM]!r} is not in the sentence's text, in its place.")
        end = start + len(cells[_FORM])
        words.append(TaggedWord(Span(start, end), cells[_UPOS], cells[_RELATION]))
        start = end
    return TaggedSentence(texts[0], tuple(words), where)
