"""What a model is tried on: rows of random tokens in the frame that its tokenizer puts around every text."""

from typing import TYPE_CHECKING, Any

import numpy as np

from exegesis.adapters import encoding
from exegesis.adapters.failures import told
from exegesis.adapters.habits import Frame
from exegesis.adapters.vocabulary import check_special
from exegesis.core.errors import LoadError

if TYPE_CHECKING:
    from exegesis.adapters.tokenized import TokenModel

READING = "on reading a text with its tokenizer"
_QUESTION, _TEXT = "What?", "A film that is worth a long and careful look."
_TOKENS = 64  # that random rows are drawn from
_LENGTH = 8  # of the row tried at loading, between its special tokens


def probe(model: "TokenModel") -> None:
    """One short row through the model; `LoadError` where the tokenizer's special tokens or the labels do not fit.

    What fails in the pass is raised as it is.
    """
    special, frame = frame_of(model)
    check_special(special, model.vocabulary, model.tokenizer, model.limit, model.name)
    if model.head == "masked-lm" and model.tokenizer.mask_token_id is not None and model.mask_id is None:
        raise LoadError(
            f"the tokenizer's mask token {model.tokenizer.mask_token!r} (id {model.tokenizer.mask_token_id}) has no "
            f"embedding in {model.name}; load the tokenizer that the model was trained with."
        )
    room = max(1, min(_LENGTH, model.limit - len(frame.head) - len(frame.tail)))
    (table,) = model.tables([frame.row(usual_tokens(model)[:room])], False)
    named = model.head in ("classification", "token-classification")
    if named and table.shape[-1] != len(model.labels):
        raise LoadError(
            f"{model.name} gives {table.shape[-1]} outputs where its configuration names {len(model.labels)} labels."
        )


def frame_of(model: "TokenModel") -> tuple[list[int], Frame]:
    """The special tokens that a text is given, and what stands before and after its pieces.

    For a head that answers questions a short question stands before the text: Longformer's counts the separators.
    """
    texts = (_QUESTION, _TEXT) if model.table == "sides" else (_TEXT,)
    with told(model.name, READING):
        made = encoding.read(model.tokenizer, texts, return_special_tokens_mask=True)
        ids, special, kinds = made["input_ids"], made["special_tokens_mask"], made.get("token_type_ids")
    stop = len(special) - next((n for n, flag in enumerate(reversed(special)) if not flag), len(ids) // 2)
    start = next((n + 1 for n in range(stop - 1, -1, -1) if special[n]), 0)
    # Of the question any tokens will do that the model has embeddings for.
    usual = iter(usual_tokens(model) * len(ids))
    known = [token if flag else next(usual, token) for token, flag in zip(ids, special, strict=True)]
    around = [token for token, flag in zip(ids, special, strict=True) if flag]
    return around, Frame(tuple(known[:start]), tuple(known[stop:]), _kinds(kinds, start, stop))


def _kinds(kinds: Any, start: int, stop: int) -> tuple[int, int, int] | None:
    """Type ids before, inside and after the text; those of an empty stretch do not matter."""
    if not kinds:
        return None
    inner = kinds[start] if start < len(kinds) else 0
    return kinds[0], inner, kinds[stop] if stop < len(kinds) else inner


def usual_tokens(model: "TokenModel") -> list[int]:
    """Ids of random tokens that are not special and have an embedding."""
    tokenizer = model.tokenizer
    rows = model.vocabulary.rows or len(tokenizer)
    strange = {*tokenizer.all_special_ids, *tokenizer.added_tokens_decoder}
    drawn = np.random.default_rng(0).integers(0, min(rows, len(tokenizer)), 2 * _TOKENS + len(strange))
    return [int(token) for token in drawn if token not in strange][:_TOKENS]
