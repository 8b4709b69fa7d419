"""Corpus: a folder that `build_corpus` made, opened; of its arrays and words only what is asked for is read."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core import codec
from exegesis.core.errors import InputError, check_count
from exegesis.explorer.corpus import arrays
from exegesis.explorer.corpus.arrays import PIECES, contexts_name, embeddings_name
from exegesis.explorer.corpus.database import DatabaseReader
from exegesis.explorer.corpus.records import CorpusSentence, CorpusWord
from exegesis.explorer.corpus.result import CorpusManifest
from exegesis.explorer.corpus.search.surveyed import Surveyed

MANIFEST = "manifest.json"


class Corpus(Surveyed):
    """The words of a corpus, with a vector of each at every layer that was stored. A row is a word.

    Args:
        folder: where it stands.
        manifest: which model saw which texts, and what was stored.
    """

    def __init__(self, folder: Path, manifest: CorpusManifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self._arrays: dict[str, NDArray[Any]] = {}
        self._reader: DatabaseReader | None = None

    @classmethod
    def open(cls, folder: str | Path) -> "Corpus":
        """The corpus of a folder; its arrays are mapped and its database asked when something is looked up.

        Raises:
            InputError: it is no corpus folder, one of another version, half built, or files are missing or changed.
        """
        place = Path(folder)
        manifest = read_manifest(place)
        if not manifest.complete:
            raise InputError(f"the corpus in {str(place)!r} is half built; give the same build again, and it goes on.")
        for name, size in manifest.files.items():
            _check_file(place, name, size)
        return cls(place, manifest)

    # -- vectors ----------------------------------------------------------------------------------------------------

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers whose vectors are stored; 0 is the embeddings."""
        return self.manifest.layers

    @property
    def context_layers(self) -> tuple[int, ...]:
        """The layers whose heads' outputs are stored, from 1."""
        return self.manifest.context_layers

    def embeddings(self, layer: int) -> NDArray[np.float16]:
        """The words' vectors at a layer (0: the embeddings): (N, D), mapped from the file.

        Raises:
            InputError: that layer is not stored.
        """
        self._check_layer(layer, self.layers, "vectors", least=0)
        return self._mapped(embeddings_name(layer))

    def contexts(self, layer: int) -> NDArray[np.float16]:
        """What each head of a layer (from 1) gives before the output projection: (H, N, d_head), mapped.

        Raises:
            InputError: that layer is not stored.
        """
        self._check_layer(layer, self.context_layers, "outputs of heads", least=1)
        return self._mapped(contexts_name(layer))

    @property
    def pieces(self) -> NDArray[np.uint16]:
        """(N,): how many word pieces each word has; of a word with 0 the model sees nothing, and its vectors are 0."""
        return self._mapped(PIECES)

    # -- words and sentences ----------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return self.manifest.words

    def words(self, rows: Iterable[int]) -> tuple[CorpusWord, ...]:
        """The words of these rows, in their order; `InputError` for a row that is not there."""
        return tuple(self._database.words(list(rows)))

    def sentence(self, id: int) -> CorpusSentence:
        """The sentence of this id, from 0."""
        return self.sentences([id])[0]

    def sentences(self, ids: Iterable[int]) -> tuple[CorpusSentence, ...]:
        """The sentences of these ids, in their order; `InputError` for one that is not there."""
        return tuple(self._database.sentences(list(ids)))

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The lines that answer a question of SQL, asked of the tables `sentences` and `words`; nothing can be written.

        `sentences(id, source, number, name, text, digest, first_word, words)`, `words(id, sentence, number, start, end,
        form, lemma, upos, xpos, deprel, head, ent)`: a word's id is its row.
        """
        return self._database.select(query, *values)

    # -- its model --------------------------------------------------------------------------------------------------

    def check_model(self, model: Any) -> None:
        """`InputError`, the reason named, where `model` (what `exegesis.load` gives) is not the one that saw the words.

        Vectors of another model, or of pieces cut otherwise, have no likeness to these.
        """
        known, here = model.fingerprint(), self.manifest
        reasons = ["other weights"] if known.weights != here.weights else []
        reasons += ["another tokenizer"] if known.tokenizer != here.tokenizer else []
        if reasons:
            raise InputError(
                f"the corpus in {str(self.folder)!r} was built with {here.model}, and {model.name} has "
                f"{' and '.join(reasons)}; build it again with this model, or ask with that one."
            )

    # ---------------------------------------------------------------------------------------------------------------

    @property
    def _database(self) -> DatabaseReader:
        if self._reader is None:
            self._reader = DatabaseReader(self.folder)
        return self._reader

    def _mapped(self, name: str) -> NDArray[Any]:
        if name not in self._arrays:
            self._arrays[name] = arrays.mapped(self.folder / name, self._shapes[name])
        return self._arrays[name]

    @property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        here = self.manifest
        return arrays.shapes(here.words, here.layers, here.width, here.context_layers, here.heads, here.head_width)

    def _check_layer(self, layer: Any, stored: tuple[int, ...], what: str, least: int) -> None:
        check_count("layer", int(layer) if isinstance(layer, np.integer) else layer, least)
        if layer not in stored:
            has = f"it has {', '.join(map(str, stored))}" if stored else "it has none"
            raise InputError(f"the corpus in {str(self.folder)!r} has no {what} of layer {layer}; {has}.")

    def __repr__(self) -> str:
        here = self.manifest
        return f"Corpus({here.model}, {here.sentences:,} sentences, {here.words:,} words, layers {here.layers})"


def read_manifest(folder: Path) -> CorpusManifest:
    """What a folder says of itself, whole or half built; `InputError` where it says nothing that is understood."""
    path = folder / MANIFEST
    if not path.is_file():
        said = f"{str(folder)!r} is no corpus: it has no {MANIFEST}; `exegesis corpus build` makes one."
        raise InputError(said)
    data = codec.load(path)
    version = data.get("schema_version") if isinstance(data, dict) else None
    if type(version) is int and version != CorpusManifest.VERSION:
        raise InputError(
            f"the corpus in {str(folder)!r} has format {version}, and this version of Exegesis reads "
            f"{CorpusManifest.VERSION}; build it again."
        )
    try:
        return CorpusManifest.from_dict(data)
    except InputError as error:
        raise InputError(f"{str(path)!r}: {error}") from None


def _check_file(folder: Path, name: str, size: int) -> None:
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise InputError(f"the corpus in {str(folder)!r} lacks its file {name!r}; build it again.")
    found = path.stat().st_size
    if found != size:
        raise InputError(
            f"the corpus in {str(folder)!r} is damaged: {name!r} has {found:,} bytes where {size:,} were written; "
            "build it again."
        )
