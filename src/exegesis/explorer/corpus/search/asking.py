"""A word of a text as a query: its vectors made as the corpus's own are, by the model that saw the corpus."""

from typing import Any

from exegesis.adapters.capabilities import GivesLayerMeans
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.text import check_text
from exegesis.core.types import Span
from exegesis.data.inputs import find
from exegesis.explorer.corpus.database import digest
from exegesis.explorer.corpus.search.queries import QueryWord
from exegesis.explorer.corpus.search.records import SoughtWord
from exegesis.explorer.corpus.search.store import Store
from exegesis.explorer.corpus.vectors import word_vectors


def query_word(store: Store, model: Any, text: str, span: Span, hidden: bool) -> QueryWord:
    """The vectors of the word at `span` at all layers of the corpus; `hidden`: with a mask token in its place."""
    if not isinstance(model, GivesLayerMeans):
        raise UnsupportedError(f"{model.name} shows no layers: give the transformer that the corpus was built with.")
    store.check_model(model)
    if hidden and text_model(model).mask_id is None:  # type: ignore[arg-type]  # whatever gives layers reads texts
        raise InputError(f"{model.name} has no mask token, so nothing can be hidden from it; leave hidden out.")
    here = store.manifest
    found = word_vectors(model, text, [span], here.layers, here.context_layers, hidden=(span,) if hidden else ())
    if not any(vectors.any() for vectors in found.vectors.values()):
        raise InputError("the model sees nothing of this word, so it has no vectors.")
    return QueryWord(
        SoughtWord(text=text, span=span, hidden=hidden),
        {layer: vectors[0] for layer, vectors in found.vectors.items()},
        {layer: outputs[0] for layer, outputs in found.contexts.items()},
        None if hidden else digest(text),
        span.start,
    )


def word_span(text: str, word: object, occurrence: int) -> Span:
    """The characters of a word in a text; `InputError` where it does not stand there."""
    checked = check_text(text)
    if isinstance(word, str):
        return find(checked, word, occurrence)
    if not isinstance(word, tuple | list) or len(word) != 2 or not all(type(one) is int for one in word):
        raise InputError(f"a word is a text or its characters (start, end), not {shown(word)}.")
    start, end = word
    if not 0 <= start < end <= len(checked):
        raise InputError(f"characters {start} to {end} are no stretch of a text of {len(checked)}.")
    return Span(start, end)
