"""The records of a corpus: a word with its tags, a sentence, a file that it was read from."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import OneOf
from exegesis.core.types import Count, Span

# What a word may be annotated with, as columns of the database; `head` is a place, the others are texts.
TAGS = ("lemma", "upos", "xpos", "deprel", "head", "ent")


@dataclass(frozen=True, slots=True)
class CorpusSource:
    """A file of a corpus.

    Args:
        name: what the file is called, without its folder.
        digest: sha256 of its bytes.
        sentences: how many were read from it.
        words: how many were read from it.
        annotations: what its words are annotated with; of all else nothing is known ("not annotated", not "none").
    """

    name: str
    digest: str
    sentences: Count
    words: Count
    annotations: tuple[Annotated[str, OneOf(*TAGS)], ...]


@dataclass(frozen=True, slots=True)
class CorpusSentence:
    """A sentence as it stands in its file, never rewritten.

    Args:
        id: from 0, in the order of the corpus.
        source: which of the manifest's sources, from 0.
        number: which of its source's sentences, from 1.
        name: what the source calls it; None where it has no name.
        text: its characters.
        digest: the same for sentences of the same characters.
        first_word: the row of its first word.
        words: how many it has; they stand in rows one after another.
    """

    id: int
    source: int
    number: int
    name: str | None
    text: str
    digest: str
    first_word: int
    words: int

    @property
    def rows(self) -> range:
        """The rows of its words."""
        return range(self.first_word, self.first_word + self.words)


@dataclass(frozen=True, slots=True)
class CorpusWord:
    """A word and its tags. A tag is None where nobody annotated it; an empty `ent` is a word outside of any entity.

    Args:
        row: its place in the arrays, from 0.
        sentence: the sentence's id.
        number: which of the sentence's words, from 1.
        start: its first character in the sentence's text.
        end: one past its last.
        form: the word as its source spells it.
        lemma: its dictionary form.
        upos: its universal part of speech.
        xpos: the part of speech of its language's own tag set.
        deprel: its relation to the word that it depends on.
        head: the row of that word; None for a root too.
        ent: the type of the innermost entity that it stands in.
    """

    row: int
    sentence: int
    number: int
    start: int
    end: int
    form: str
    lemma: str | None = None
    upos: str | None = None
    xpos: str | None = None
    deprel: str | None = None
    head: int | None = None
    ent: str | None = None

    @property
    def span(self) -> Span:
        """Its characters in the sentence's text."""
        return Span(self.start, self.end)
