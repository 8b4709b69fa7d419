"""Tokenise a corpus into a store, text by text, once for each corpus and tokenizer."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, ModelError
from exegesis.core.files import whole_folder
from exegesis.distillation.pretraining.corpora import RawCorpus
from exegesis.distillation.pretraining.store import ABOUT, COUNTS, OFFSETS, ORIGINS, PIECES, About, PieceStore
from exegesis.distillation.pretraining.vocabulary import PieceVocabulary

_LETTERS = 1 << 20  # characters tokenised at a time
_FORMAT = 1

Ids = NDArray[np.int64]


def key_of(corpus: RawCorpus, vocabulary: PieceVocabulary, max_length: int, shortest: int) -> str:
    """20 hexadecimal digits of all that a store depends on."""
    parts = [_FORMAT, corpus.digest(), vocabulary.digest, max_length, shortest]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]


def build(corpus: RawCorpus, vocabulary: PieceVocabulary, max_length: int, shortest: int, folder: Path) -> None:
    """Write the store to `folder`, whole or not at all. A text longer than an example becomes several.

    Raises `InputError` for a text that cannot be read and for a corpus without an example, `ModelError` for a full
    disk.
    """
    try:
        with whole_folder(folder) as temporary:
            about = _write(corpus, vocabulary, max_length, shortest, temporary)
            if not about.examples:
                raise InputError(_empty(corpus, about, shortest))
            about.write(temporary)
    except OSError as error:
        raise ModelError(f"cannot write the token store {str(folder)!r}: {error.strerror or error}.") from error


def stored(corpus: RawCorpus, vocabulary: PieceVocabulary, max_length: int, shortest: int, cache: Path) -> Path:
    """The folder of the corpus's store in `cache`, built now where it is not there."""
    folder = cache / key_of(corpus, vocabulary, max_length, shortest)
    if not (folder / ABOUT).is_file():
        build(corpus, vocabulary, max_length, shortest, folder)
    return folder


def opened(corpus: RawCorpus, vocabulary: PieceVocabulary, max_length: int, shortest: int, cache: Path) -> PieceStore:
    """The corpus as a store."""
    return PieceStore(stored(corpus, vocabulary, max_length, shortest, cache))


def places_of(corpus: RawCorpus, store: PieceStore, examples: Sequence[int]) -> list[str]:
    """Where the texts of these examples stand ("wiki.txt, line 4"), by reading the corpus up to there.

    Empty of a store that does not know (they once did not keep it).
    """
    wanted = sorted({number for number in map(store.origin, examples) if number is not None})
    found: list[str] = []
    number = 0
    for text, where in corpus.texts() if wanted else ():
        if text.strip():
            if number == wanted[len(found)]:
                found.append(where)
                if len(found) == len(wanted):
                    break
            number += 1
    return found


def cut(ids: Ids, starts: NDArray[np.bool_], room: int) -> Iterator[Ids]:
    """Ids (n,) in parts of at most `room`, cut before a word's first piece (`starts`, (n,)) where that is possible."""
    begin = 0
    while len(ids) - begin > room:
        whole = np.flatnonzero(starts[begin + 1 : begin + room + 1])
        end = begin + 1 + int(whole[-1]) if len(whole) else begin + room
        yield ids[begin:end]
        begin = end
    if begin < len(ids):
        yield ids[begin:]


def _write(corpus: RawCorpus, vocabulary: PieceVocabulary, max_length: int, shortest: int, folder: Path) -> About:
    counts = np.zeros(vocabulary.size, dtype=np.int64)
    dtype = About(0, 0, 0, 0, vocabulary.size).dtype
    texts = examples = pieces = short = 0
    with ExitStack() as open_files:
        ids_file, offsets_file, origins_file = (
            open_files.enter_context((folder / name).open("wb")) for name in (PIECES, OFFSETS, ORIGINS)
        )
        _put(offsets_file, np.zeros(1, dtype=np.int64))
        for batch in _batches(corpus):
            found = [
                (number, part)
                for number, text in enumerate(_encoded(batch, vocabulary), texts)
                for part in cut(*text, max_length - 2)
            ]
            texts += len(batch)
            origins = [number for number, part in found if len(part) + 2 >= shortest]
            kept = [part for _, part in found if len(part) + 2 >= shortest]
            short += len(found) - len(kept)
            if kept:
                _put(origins_file, np.array(origins, dtype=np.int64))
                together = np.concatenate(kept)
                counts += np.bincount(together, minlength=vocabulary.size)
                _put(ids_file, together.astype(dtype))
                _put(offsets_file, pieces + np.cumsum([len(part) for part in kept], dtype=np.int64))
                examples, pieces = examples + len(kept), pieces + len(together)
    np.save(folder / COUNTS, counts)
    return About(texts, examples, pieces, short, vocabulary.size)


def _batches(corpus: RawCorpus) -> Iterator[list[str]]:
    """Texts that are not blank, about a million characters at a time."""
    held: list[str] = []
    letters = 0
    for text, _ in corpus.texts():
        if text.strip():
            held.append(text)
            letters += len(text)
        if letters > _LETTERS:
            yield held
            held, letters = [], 0
    if held:
        yield held


def _encoded(texts: list[str], vocabulary: PieceVocabulary) -> Iterator[tuple[Ids, NDArray[np.bool_]]]:
    """Of each text its pieces (n,), and where a word starts (n,)."""
    for encoding in vocabulary.tokenizer.encode_batch(texts, add_special_tokens=False):
        words = np.array([-1 if word is None else word for word in encoding.word_ids], dtype=np.int64)
        starts = np.ones(len(words), dtype=np.bool_)
        starts[1:] = (words[1:] != words[:-1]) | (words[1:] < 0)
        yield np.array(encoding.ids, dtype=np.int64), starts


def _put(file: BinaryIO, numbers: NDArray[np.generic]) -> None:
    file.write(numbers.tobytes())


def _empty(corpus: RawCorpus, about: About, shortest: int) -> str:
    if not about.texts:
        return f"the corpus ({corpus.name()}) is empty: no line of it holds text."
    return (
        f"the corpus ({corpus.name()}) has no example: all {about.short:,} pieces of text are shorter than "
        f"{shortest} tokens; lower the setting shortest."
    )
