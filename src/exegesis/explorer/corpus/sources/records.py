"""What a source gives: sentences of its own characters, and their words with what is known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class SourceWord:
    """A word: its characters in the sentence's text, its form, its tags. `head` counts the sentence's words from 0."""

    start: int
    end: int
    form: str
    lemma: str | None = None
    upos: str | None = None
    xpos: str | None = None
    deprel: str | None = None
    head: int | None = None
    ent: str | None = None


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence, and what its source calls it.

    `empty`: empty nodes of CoNLL-U, which have no characters. `mentions`: of each word its `Entity=` as it is written
    there; None where no entities are annotated.
    """

    text: str
    words: tuple[SourceWord, ...]
    name: str | None = None
    empty: int = 0
    mentions: tuple[str, ...] | None = None


# The sentences of one text, and what they are annotated with.
Taken: TypeAlias = tuple[list[SourceSentence], frozenset[str]]


class TaggedSource(Protocol):
    """A file, text by text in its order. Of CoNLL-U a text is a sentence."""

    def texts(self, skip: int) -> Iterator[Taken]:
        """Every text but the first `skip`; `InputError` with file, line and sentence for what cannot be read."""

    def count(self) -> tuple[int, bool]:
        """How many words there are, and whether that is counted (True) or likely."""


class Tagger(Protocol):
    """What finds sentences, words and their tags in plain text. `identity` tells it from others of its name."""

    name: str
    identity: str

    def tagged(self, texts: Sequence[str]) -> list[Taken]:
        """The sentences of each text, their characters counted within the sentence."""
