"""The second half of a build: the words' vectors into the arrays, chunk by chunk.

A chunk is some sentences one after another, the same ones whenever the build goes on. Its vectors are written before
the line of the journal that says so; a chunk without its line is written again, over itself.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import ExegesisError, UnsupportedError
from exegesis.core.journal import Journal
from exegesis.core.types import Span
from exegesis.data.vectors import LayerMeans
from exegesis.explorer.corpus.arrays import (
    DTYPE,
    PIECES,
    PIECES_DTYPE,
    ArrayFile,
    contexts_name,
    embeddings_name,
    is_there,
)
from exegesis.explorer.corpus.database import Writer
from exegesis.explorer.corpus.planning import BuildPlan, VectorShape
from exegesis.explorer.corpus.vectors import Sentence, means, read_all

_KEPT_EVERY = 2.0  # seconds of work that a killed build may have to do again
_MOST = float(np.finfo(DTYPE).max)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What is known of a chunk that is there: its words, their pieces, words without any, sentences cut in windows."""

    words: int
    pieces: int
    unseen: int
    cut: int


def filled(line: Mapping[str, Any]) -> Filled:
    """A line of the journal."""
    return Filled(int(line["words"]), int(line["pieces"]), int(line["unseen"]), int(line["cut"]))


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Sentences one after another, the words of which begin at a row."""

    number: int
    first: int
    sentences: list[Sentence]

    @property
    def words(self) -> int:
        return sum(len(spans) for _, spans in self.sentences)


def fill(
    plan: BuildPlan, writer: Writer, journal: "Journal[int, Filled]", folder: Path, progress: Progress | None = None
) -> None:
    """Every chunk that the journal does not have; `progress` is called as (words done, words in all)."""
    shapes = plan.shape.arrays(writer.counts()[1])
    lost = [name for name, shape in shapes.items() if journal.lines and not is_there(folder / name, shape)]
    if lost:
        raise journal.refused(f"{lost[0]} is not there any more")
    try:
        with ExitStack() as stack:
            opened = {name: ArrayFile(folder / name, shape) for name, shape in shapes.items()}
            files = {name: stack.enter_context(closing(file)) for name, file in opened.items()}
            _fill_all(plan, writer, journal, files, progress)
    except OSError as error:
        raise ExegesisError(
            f"cannot write to {str(folder)!r}: {error.strerror or error}. What is there is kept; give the same build "
            "again where there is room, and it goes on."
        ) from error


def _fill_all(
    plan: BuildPlan,
    writer: Writer,
    journal: "Journal[int, Filled]",
    files: Mapping[str, ArrayFile],
    progress: Progress | None,
) -> None:
    _, words = writer.counts()
    done = sum(one.words for one in journal.lines.values())
    kept = _Kept(files, journal)
    try:
        for chunk in _chunks(writer, plan.shape.chunk_words):
            if chunk.number not in journal.lines:
                kept.add(chunk.number, _fill(plan, chunk, files))
                done += chunk.words
                if progress is not None:
                    progress(done, words)
    finally:
        kept.keep()


class _Kept:
    """The lines of chunks, in the journal once the disk itself has their vectors, which is asked now and then."""

    def __init__(self, files: Mapping[str, ArrayFile], journal: "Journal[int, Filled]") -> None:
        self._files, self._journal = files, journal
        self._waiting: list[tuple[int, dict[str, int]]] = []
        self._last = time.perf_counter()

    def add(self, number: int, found: Filled) -> None:
        """A chunk whose vectors were written."""
        line = {"words": found.words, "pieces": found.pieces, "unseen": found.unseen, "cut": found.cut}
        self._waiting.append((number, line))
        if time.perf_counter() - self._last >= _KEPT_EVERY:
            self.keep()

    def keep(self) -> None:
        """All that waits."""
        if self._waiting:
            for file in self._files.values():
                file.sync()
            self._journal.add(*self._waiting)
        self._waiting, self._last = [], time.perf_counter()


def _fill(plan: BuildPlan, chunk: _Chunk, files: Mapping[str, ArrayFile]) -> Filled:
    sentences = read_all(plan.model, chunk.sentences)
    pieces = np.array([count for sentence in sentences for count in sentence.pieces], dtype=np.int64)
    vectors = _Vectors(plan.shape, len(pieces), plan.model.name)
    means(plan.model, sentences, vectors.take, plan.shape.layers, plan.shape.context_layers)
    for name, block in vectors.blocks.items():
        files[name].write(chunk.first, block)
    files[PIECES].write(chunk.first, np.minimum(pieces, np.iinfo(PIECES_DTYPE).max))
    cut = sum(len(sentence.rows) > 1 for sentence in sentences)
    return Filled(len(pieces), int(pieces.sum()), int((pieces == 0).sum()), cut)


class _Vectors:
    """The vectors of a chunk's words in half precision, filled batch by batch."""

    def __init__(self, shape: VectorShape, words: int, model: str) -> None:
        made = shape.arrays(words)
        self.blocks = {name: np.zeros(size, dtype=DTYPE) for name, size in made.items() if name != PIECES}
        self._model = model

    def take(self, numbers: NDArray[np.int64], found: LayerMeans) -> None:
        """The vectors of a batch of words."""
        for layer, vectors in found.vectors.items():
            self.blocks[embeddings_name(layer)][numbers] = self._halved(vectors, f"the vectors of layer {layer}")
        for layer, contexts in found.contexts.items():
            halves = self._halved(contexts, f"what the heads of layer {layer} give")
            self.blocks[contexts_name(layer)][:, numbers] = halves.transpose(1, 0, 2)

    def _halved(self, vectors: NDArray[np.float32], what: str) -> NDArray[np.float16]:
        """In torch, which has the processor's own conversion."""
        import torch

        numbers = torch.from_numpy(vectors)
        if numbers.numel() and not bool(numbers.abs().amax() <= _MOST):
            raise UnsupportedError(
                f"{self._model}: {what} hold NaN or numbers beyond {_MOST:.0f}, which half precision has not."
            )
        halves: NDArray[np.float16] = numbers.half().numpy()
        return halves


def _chunks(writer: Writer, words: int) -> Iterator[_Chunk]:
    """The sentences in their order, in chunks of about so many words."""
    number, first, count, part = 0, 0, 0, list[Sentence]()
    for sentence in _sentences(writer):
        if part and count + len(sentence[1]) > words:
            yield _Chunk(number, first, part)
            number, first, count, part = number + 1, first + count, 0, []
        part.append(sentence)
        count += len(sentence[1])
    if part:
        yield _Chunk(number, first, part)


def _sentences(writer: Writer) -> Iterator[Sentence]:
    """Each text with the characters of its words."""
    spans = writer.select("SELECT start, end FROM words ORDER BY id")
    for text, count in writer.select("SELECT text, words FROM sentences ORDER BY id"):
        yield text, [Span(*next(spans)) for _ in range(count)]
