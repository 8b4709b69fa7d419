"""Texts with tags of the user's own: lines of JSON, `{"text": ..., "words": [{"start": 0, "end": 3, "upos": "DET"}]}`.

A line is a sentence. `start` and `end` count its characters from 0; tags are lemma, upos, xpos, deprel, ent and head,
which counts the line's words from 0.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.tables import BadRow, rows
from exegesis.core.text import check_text
from exegesis.explorer.corpus.records import TAGS
from exegesis.explorer.corpus.sources.records import SourceSentence, SourceWord, Taken

WORDS = "words"
_PLACES = ("start", "end")
_KNOWN = ("text", WORDS, "name")


class TaggedLines:
    """A file of such lines, packed by gzip or not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def texts(self, skip: int) -> Iterator[Taken]:
        for number, row in enumerate(rows(self.path)):
            if isinstance(row, BadRow):
                raise row
            if number >= skip:
                yield _sentence(row.where, row.fields)

    def count(self) -> tuple[int, bool]:
        return sum(len(sentence.words) for sentences, _ in self.texts(0) for sentence in sentences), True


def _sentence(where: str, fields: Mapping[str, Any]) -> Taken:
    try:
        odd = next((one for one in fields if one not in _KNOWN), None)
        if odd is not None:
            raise unknown("field", odd, _KNOWN)
        text = check_text(fields.get("text"))
        name = fields.get("name")
        given = fields.get(WORDS)
        if not isinstance(given, list) or not given:
            raise InputError(f"words should be a list of at least one, not {shown(given)}.")
        if name is not None and not isinstance(name, str):
            raise InputError(f"name should be a text, not {shown(name)}.")
        words, end = [], 0
        for number, word in enumerate(given):
            words.append(_word(text, word, number, len(given), end))
            end = words[-1].end
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    return [SourceSentence(text, tuple(words), name)], frozenset(tag for word in given for tag in word if tag in TAGS)


def _word(text: str, given: Any, number: int, count: int, reach: int) -> SourceWord:
    what = f"word {number}"
    if not isinstance(given, dict):
        raise InputError(f"{what} should be an object with start and end, not {shown(given)}.")
    for name, value in given.items():
        if name not in (*_PLACES, *TAGS):
            raise unknown(f"field of {what}", name, (*_PLACES, *TAGS))
        whole = name in (*_PLACES, "head")
        if value is not None and type(value) is not (int if whole else str):
            raise InputError(
                f"{name} of {what} should be {'a whole number' if whole else 'a text'}, not {shown(value)}."
            )
    start, end, head = given.get("start"), given.get("end"), given.get("head")
    if start is None or end is None or not reach <= start < end <= len(text):
        raise InputError(
            f"{what} should stand in the text of {len(text)} characters, behind the word before it, and not at "
            f"characters {start} to {end}."
        )
    if head is not None and not 0 <= head < count:
        raise InputError(f"head of {what} should be one of its {count} words, counted from 0, not {head}.")
    tags = {name: given.get(name) for name in TAGS if name != "ent"}
    return SourceWord(start, end, text[start:end], **tags, ent=(given["ent"] or "") if "ent" in given else None)
