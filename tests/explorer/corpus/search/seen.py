"""A corpus that a tiny model saw: the toy's sentences, with the model's own vectors and attention."""

from pathlib import Path
from typing import Any

import numpy as np

from exegesis.adapters.huggingface import TransformerModel
from exegesis.explorer.corpus.vectors import word_vectors
from tests.explorer.corpus.search.toys import TEXTS, ToyCorpus


class SeenCorpus(ToyCorpus):
    """The toy corpus with a model's vectors."""

    def __init__(self, model: TransformerModel, texts: Any = TEXTS) -> None:
        super().__init__(texts)
        self.folder = Path("seen")
        found = [word_vectors(model, one.text, [word.span for word in self.words(one.rows)]) for one in self._sentences]
        layers = tuple(found[0].vectors)
        self.vectors = {
            layer: np.concatenate([one.vectors[layer] for one in found]).astype(np.float16) for layer in layers
        }
        self.outputs = {
            layer: np.concatenate([one.contexts[layer] for one in found]).transpose(1, 0, 2).astype(np.float16)
            for layer in found[0].contexts
        }
        heads, _, width = self.outputs[1].shape
        self.manifest = self._manifest(
            len(self._words), layers=layers, context_layers=tuple(self.outputs), heads=heads, head_width=width
        )
