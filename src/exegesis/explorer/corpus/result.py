"""What a corpus folder says of itself: `manifest.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Limit, OneOf
from exegesis.core.types import Count
from exegesis.data.result import Result
from exegesis.explorer.corpus.records import TAGS, CorpusSource

LAYERS_SAID = (
    "layer 0 is what enters the first block (the embeddings); layer n is what block n gives, the last one after the "
    "model's final norm where it has one; contexts of layer n are the outputs of its heads before the output projection"
)
SPECIAL_SAID = "special tokens are in the row that the model reads, and are not stored"


@dataclass(frozen=True, eq=False)
class CorpusManifest(Result, noun="a corpus"):
    """Which model saw which texts, and what was stored. Vectors are means over a word's pieces.

    Args:
        complete: whether all vectors are there.
        exegesis: the version that built it.
        model: what the model is called.
        weights: sha256 of its weights.
        tokenizer: sha256 of its tokenizer's definition.
        task: what its head is for.
        stack: whose layers they are: "self", or of an encoder-decoder its "encoder".
        layers: of which the words' vectors are stored; 0: the embeddings.
        context_layers: of which the heads' outputs are stored, from 1.
        heads: of a layer.
        width: of a vector.
        head_width: of a head's output.
        dtype: of the arrays.
        convention: which number is which layer.
        special: what became of special tokens.
        tags: where the tags come from, None where there are none: "gold" (in the files), "spacy:NAME" or a model.
        annotations: what at least one source is annotated with.
        sentences: how many there are.
        words: how many there are, the rows of the arrays.
        pieces: word pieces that the model read for them, without special tokens.
        unseen: words of which the tokenizer shows the model nothing; their vectors are zeros.
        sources: the files.
        files: the bytes of each file of the folder.
        notes: what a reader must know.
    """

    complete: bool
    exegesis: str
    model: str
    weights: str
    tokenizer: str
    task: str
    stack: Annotated[str, OneOf("self", "encoder")]
    layers: tuple[Count, ...]
    context_layers: tuple[Annotated[int, Limit(at_least=1)], ...]
    heads: Count
    width: Count
    head_width: Count
    dtype: Annotated[str, OneOf("float16")]
    convention: str
    special: str
    tags: str | None
    annotations: tuple[Annotated[str, OneOf(*TAGS)], ...]
    sentences: Count
    words: Count
    pieces: Count
    unseen: Count
    sources: tuple[CorpusSource, ...]
    files: Mapping[str, Count]
    notes: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.weights, self.tokenizer, self.sources))
