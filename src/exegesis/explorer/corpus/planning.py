"""What a corpus will be, before it is: the model's layers, the files, and all that decides the vectors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesLayerMeans, GivesStacks
from exegesis.core.errors import InputError, UnsupportedError, check_count, shown
from exegesis.core.files import sha256
from exegesis.core.types import Span
from exegesis.data.records import Fingerprint
from exegesis.explorer.corpus.arrays import bytes_of, shapes
from exegesis.explorer.corpus.sources.plain_text import TextRows
from exegesis.explorer.corpus.sources.records import TaggedSource
from exegesis.explorer.corpus.sources.table import sources
from exegesis.explorer.corpus.vectors import read
from exegesis.explorer.corpus.wording import layers_said

_TRIED = "A film."
_CHUNK_BYTES = 2**26  # what the vectors of a chunk take in memory
_CHUNK_WORDS = (256, 8192)


@runtime_checkable
class Seeing(GivesLayerMeans, GivesStacks, Protocol):
    """All that a corpus asks of its model."""

    head: str


@dataclass(frozen=True, slots=True)
class VectorShape:
    """What is stored of a word: the layers, and how large their vectors are."""

    stack: str
    layers: tuple[int, ...]
    context_layers: tuple[int, ...]
    heads: int
    width: int
    head_width: int

    def arrays(self, words: int) -> dict[str, tuple[int, ...]]:
        """The arrays of so many words, by their files."""
        return shapes(words, self.layers, self.width, self.context_layers, self.heads, self.head_width)

    @property
    def word_bytes(self) -> int:
        """What a word takes in all arrays."""
        return bytes_of(self.arrays(1))

    @property
    def chunk_words(self) -> int:
        """How many words are kept at a time."""
        least, most = _CHUNK_WORDS
        return min(max(_CHUNK_BYTES // self.word_bytes, least), most)


@dataclass(frozen=True, eq=False)
class BuildPlan:
    """A build before it begins. `record` is all that decides what is written."""

    model: Seeing
    fingerprint: Fingerprint
    files: tuple[Path, ...]
    digests: tuple[str, ...]
    sources: tuple[TaggedSource, ...]
    tags: str | None
    shape: VectorShape
    record: Mapping[str, Any]


def planned(
    model: Any,
    data: str | Path | Iterable[str | Path],
    layers: Sequence[int] | None,
    contexts: bool,
    tags: Any,
    text_column: str | None,
) -> BuildPlan:
    """The plan of a build; `InputError` for what cannot be built, before anything is written."""
    files = _files(data)
    loaded = seeing(api.load(model))
    read_in, named = sources(list(files), tags, text_column)
    shape = _shape(loaded, layers, contexts)
    digests = tuple(map(sha256, files))
    fingerprint = loaded.fingerprint()
    record = {
        "model": fingerprint.model,
        "weights": fingerprint.weights,
        "tokenizer": fingerprint.tokenizer,
        "layers": list(shape.layers),
        "context_layers": list(shape.context_layers),
        "tags": named,
        "tagger": next((source.tagger.identity for source in read_in if isinstance(source, TextRows)), None),
        "text_column": text_column,
        "files": [[path.name, digest] for path, digest in zip(files, digests, strict=True)],
    }
    return BuildPlan(loaded, fingerprint, files, digests, tuple(read_in), named, shape, record)


def check_words(words: int) -> None:
    """`InputError` where there are none."""
    if not words:
        raise InputError("the files have no word; a corpus needs at least one.")


def seeing(model: Model) -> Seeing:
    """The model as one whose layers can be read; `UnsupportedError` where nothing inside it can be seen."""
    if not isinstance(model, Seeing):
        raise UnsupportedError(
            f"{model.name} shows no vectors of its words: a corpus needs a transformer with its weights (a folder, a "
            "hub id or a (model, tokenizer) pair)."
        )
    return model


def _files(data: Any) -> tuple[Path, ...]:
    given = [data] if isinstance(data, str | Path) else list(data)
    if not given:
        raise InputError("give at least one file.")
    found = tuple(Path(one) for one in given)
    for path in found:
        if not path.is_file():
            raise InputError(f"cannot read {str(path)!r}: there is no such file.")
    if len({path.resolve() for path in found}) < len(found):
        raise InputError("one of the files is given twice.")
    return found


def _shape(model: Seeing, layers: Sequence[int] | None, contexts: bool) -> VectorShape:
    """What a word's vectors look like, tried on a short text."""
    sentence = read(model, (_TRIED, [Span(0, len(_TRIED))]))
    row = sentence.rows[0]
    tried = model.layer_means([row.row], [row.places], contexts=None if contexts else ())
    there = sorted(tried.vectors)
    chosen = tuple(there) if layers is None else _chosen(layers, there[-1], model)
    inside = tuple(layer for layer in chosen if layer) if contexts else ()
    if inside:
        _check_heads(model, row.row)
    width = next(iter(tried.vectors.values())).shape[-1]
    heads, head_width = next(iter(tried.contexts.values())).shape[1:] if inside else (0, 0)
    return VectorShape(tried.stack, chosen, inside, heads, width, head_width)


def _chosen(layers: Sequence[int], last: int, model: Any) -> tuple[int, ...]:
    if not layers:
        raise InputError("give at least one layer; None stores all of them.")
    for layer in layers:
        check_count("layer", layer, 0)
        if layer > last:
            raise InputError(f"{model.name} has layers 0 (embeddings) to {last}, and no layer {shown(layer)}.")
    if len(set(layers)) < len(layers):
        raise InputError(f"a layer is named twice: {layers_said(sorted(set(layers)))} are {len(set(layers))} layers.")
    return tuple(sorted(layers))


def _check_heads(model: Seeing, row: Any) -> None:
    """What enters the output projections is believed to be what the heads give only where attention times values is."""
    unread = model.attended(row).unread
    if unread is not None:
        raise UnsupportedError(
            f"{model.name} does not show what its heads give: {unread}. Leave them out (contexts=False, "
            "`--no-contexts`)."
        )
