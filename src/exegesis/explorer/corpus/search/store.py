"""What a search asks of a corpus: vectors by layer, and tables of sentences and words."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from exegesis.explorer.corpus.records import CorpusSentence, CorpusWord
from exegesis.explorer.corpus.result import CorpusManifest

Halves = NDArray[np.float16]
Rows = NDArray[np.int64]  # rows of the corpus: numbers of words, from 0


class Store(Protocol):
    """A corpus as searches see it. Row n of every array is word n; N words, D the width of a layer, H its heads."""

    folder: Path
    manifest: CorpusManifest

    def embeddings(self, layer: int) -> Halves:
        """(N, D), mapped from the file; layer 0 is the embeddings."""

    def contexts(self, layer: int) -> Halves:
        """(H, N, d_head), mapped from the file: what each head gives before the output projection."""

    def words(self, rows: Iterable[int]) -> tuple[CorpusWord, ...]:
        """The words of these rows, in their order."""

    def sentences(self, ids: Iterable[int]) -> tuple[CorpusSentence, ...]:
        """The sentences of these ids, in their order."""

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The lines that answer a question of SQL."""

    def check_model(self, model: Any) -> None:
        """`InputError` where it is not the model that saw the words."""
