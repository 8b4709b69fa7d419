"""Where tagged sentences come from: a corpus that was built, or CoNLL-U files themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.explorer.corpus.records import CorpusWord
from exegesis.explorer.corpus.sources.conllu_files import ConlluFile
from exegesis.explorer.corpus.store import MANIFEST, Corpus
from exegesis.explorer.relations.sentences import TaggedSentence, mentions_of

_AT_ONCE = 500  # sentences asked for in one question


@dataclass(frozen=True, slots=True)
class TaggedCorpus:
    """Sentences, what they were read from, and what a reader must know."""

    names: tuple[str, ...]
    sentences: list[TaggedSentence]
    notes: tuple[str, ...] = ()


def tagged(data: Corpus | str | Path | Sequence[str | Path], limit: int | None) -> TaggedCorpus:
    """Sentences of a corpus or of files, of each the first; `InputError` where no dependencies are annotated."""
    if isinstance(data, str | Path) and (Path(data) / MANIFEST).is_file():
        data = Corpus.open(data)
    found = _of_corpus(data, limit) if isinstance(data, Corpus) else _of_files(data, limit)
    if not any(relation is not None for sentence in found.sentences for relation in sentence.relations):
        raise InputError("no dependencies are annotated in these sentences; give some that are, such as CoNLL-U files.")
    return found


def _of_corpus(corpus: Corpus, limit: int | None) -> TaggedCorpus:
    here = corpus.manifest
    if "deprel" not in here.annotations:
        raise InputError(f"the corpus in {str(corpus.folder)!r} is not annotated with dependencies (deprel).")
    count = here.sentences if limit is None else min(limit, here.sentences)
    sentences: list[TaggedSentence] = []
    for start in range(0, count, _AT_ONCE):
        for one in corpus.sentences(range(start, min(start + _AT_ONCE, count))):
            words = corpus.words(one.rows)
            if words:
                sentences.append(_tagged(one.text, words))
    notes = ("who is who is not kept in a corpus, so pronouns were not tried; give CoNLL-U files for these",)
    return TaggedCorpus(tuple(source.name for source in here.sources), sentences, notes)


def _tagged(text: str, words: Sequence[CorpusWord]) -> TaggedSentence:
    first = words[0].row
    return TaggedSentence(
        text,
        tuple(word.span for word in words),
        tuple(word.deprel for word in words),
        tuple(None if word.head is None else word.head - first for word in words),
        tuple(word.upos for word in words),
    )


def _of_files(paths: str | Path | Sequence[str | Path], limit: int | None) -> TaggedCorpus:
    files = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if not files:
        raise InputError("no file is given; give a corpus or CoNLL-U files.")
    sentences = [sentence for path in files for sentence in islice(_sentences(path), limit)]
    if not sentences:
        raise InputError("there is no sentence in these files; give CoNLL-U files.")
    return TaggedCorpus(tuple(path.name for path in files), sentences)


def _sentences(path: Path) -> Iterator[TaggedSentence]:
    """The sentences of a file that have words."""
    for sentences, _ in ConlluFile(path).texts(0):
        for one in sentences:
            if one.words:
                yield TaggedSentence(
                    one.text,
                    tuple(Span(word.start, word.end) for word in one.words),
                    tuple(word.deprel for word in one.words),
                    tuple(word.head for word in one.words),
                    tuple(word.upos for word in one.words),
                    None if one.mentions is None else tuple(mentions_of(one.mentions)),
                )
