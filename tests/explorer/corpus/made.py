"""Corpora without a model: the sentences of a test, and random vectors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.core.codec import to_file
from exegesis.explorer.corpus import arrays
from exegesis.explorer.corpus.database import DATABASE, Writer, digest
from exegesis.explorer.corpus.records import CorpusSentence, CorpusSource, CorpusWord
from exegesis.explorer.corpus.result import LAYERS_SAID, SPECIAL_SAID, CorpusManifest
from exegesis.explorer.corpus.store import MANIFEST, Corpus

HEADS, WIDTH, HEAD_WIDTH = 2, 6, 3


def corpus(
    folder: Path, texts: Sequence[str], tags: Sequence[Sequence[dict[str, Any]]] = (), layers: int = 2, seed: int = 0
) -> Corpus:
    """A corpus whose words are what white space parts; `tags`: of each word of each sentence its annotations."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(folder)
    row = 0
    with writer.together():
        for number, text in enumerate(texts):
            words, place = [], 0
            for form in text.split():
                start = text.index(form, place)
                place = start + len(form)
                more = tags[number][len(words)] if tags else {}
                words.append(CorpusWord(row + len(words), number, len(words) + 1, start, place, form, **more))
            writer.add([CorpusSentence(number, 0, number + 1, None, text, digest(text), row, len(words))], words)
            row += len(words)
    writer.index()
    writer.close()
    kinds = tuple(range(layers + 1)), tuple(range(1, layers + 1))
    rng = np.random.default_rng(seed)
    for name, shape in arrays.shapes(row, kinds[0], WIDTH, kinds[1], HEADS, HEAD_WIDTH).items():
        file = arrays.ArrayFile(folder / name, shape)
        file.write(0, np.ones(shape) if name == arrays.PIECES else rng.normal(size=shape))
        file.close()
    known = tuple(dict.fromkeys(name for sentence in tags for word in sentence for name in word))
    found = manifest(words=row, sentences=len(texts), annotations=known, layers=kinds[0], context_layers=kinds[1])
    files = {path.name: path.stat().st_size for path in folder.iterdir() if path.suffix in (".npy", ".sqlite")}
    assert DATABASE in files
    found = CorpusManifest(**{**_fields(found), "files": files})
    (folder / MANIFEST).write_bytes(to_file(found.to_dict()))
    return Corpus.open(folder)


def manifest(**changed: Any) -> CorpusManifest:
    """A manifest as a whole corpus has it."""
    sentences, words = changed.get("sentences", 1), changed.get("words", 2)
    source = CorpusSource("films.txt", "f" * 64, sentences, words, changed.get("annotations", ()))
    known: dict[str, Any] = {
        "complete": True, "exegesis": "0.1", "model": "tiny-bert", "weights": "a" * 64, "tokenizer": "b" * 64,
        "task": "classification", "stack": "self", "layers": (0, 1, 2), "context_layers": (1, 2), "heads": HEADS,
        "width": WIDTH, "head_width": HEAD_WIDTH, "dtype": "float16", "convention": LAYERS_SAID,
        "special": SPECIAL_SAID, "tags": None, "annotations": (), "sentences": sentences, "words": words,
        "pieces": words, "unseen": 0, "sources": (source,), "files": {},
    }  # fmt: skip
    return CorpusManifest(**{**known, **changed})


def _fields(record: CorpusManifest) -> dict[str, Any]:
    return {name: getattr(record, name) for name in type(record).__dataclass_fields__}
