"""Texts to rows of a transformer: the tokenizer's own encoding, pairs included, with characters for every position."""

from collections.abc import Callable, Sequence
from typing import Any

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.inputs import Document
from exegesis.data.records import Window
from exegesis.data.rows import Texts, TokenRow, Tokens

_SPOKEN = {1: "a text", 2: "a pair of texts"}
# Models of these families tell the texts of a pair apart by type ids, and were trained so. Their tokenizers know them,
# but from transformers 5 on give them only where asked.
_TYPED = {"Albert", "Funnel", "Herbert", "RemBert", "RoFormer", "Splinter", "XLNet"}


def encoded(tokenizer: Any, texts: Sequence[Texts], limit: int, name: str) -> list[tuple[list[int], list[int] | None]]:
    """(ids, type ids or None) of each text or pair, whole; `InputError` with the count where one does not fit."""
    found = []
    for one in texts:
        pair = (one,) if isinstance(one, str) else one
        made = read(tokenizer, pair)
        ids = made["input_ids"]
        if len(ids) > limit:
            raise InputError(
                f"{_SPOKEN[len(pair)]} of {len(ids)} tokens does not fit {name}, which reads {limit} at once. "
                "If it is one with units removed, use baseline='mask' or a shorter replacement."
            )
        found.append((ids, made.get("token_type_ids")))
    return found


def read(tokenizer: Any, pair: Sequence[str], **more: bool) -> Any:
    """What the tokenizer makes of a text or a pair, whole and by itself; `more` is asked of it."""
    return tokenizer(*pair, truncation=False, padding=False, verbose=False, **_kinds(tokenizer, len(pair)), **more)


def tokens(tokenizer: Any, document: Document, window: Window, empty: Callable[[], TokenRow] | None) -> Tokens:
    """The word pieces of one window, with offsets into the document's text; hidden words become mask tokens.

    `empty` makes the row where nothing of the text is left and the tokenizer adds no special tokens.
    """
    stretches = document.stretches(window)
    made = tokenizer(
        *[document.text[span.start : span.end] for span in stretches],
        truncation=False,
        verbose=False,
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
        **_kinds(tokenizer, len(stretches)),
    )
    if not made["input_ids"]:
        if empty is None:
            raise InputError("the tokenizer sees no token in this text.")
        return Tokens(empty(), (Span(window.start, window.start),), (True,))
    special = [bool(flag) for flag in made["special_tokens_mask"]]
    spans = [
        Span(0, 0) if part is None else Span(stretches[part].start + start, stretches[part].start + end)
        for (start, end), part in zip(made["offset_mapping"], made.sequence_ids(0), strict=True)
    ]
    kinds = made.get("token_type_ids")
    ids = _with_hidden(made["input_ids"], spans, special, document.hidden, tokenizer.mask_token_id)
    return Tokens(TokenRow(tuple(ids), None if kinds is None else tuple(kinds)), tuple(spans), tuple(special))


def whole_tokens(tokenizer: Any, texts: Sequence[str], limit: int) -> list[Tokens | None]:
    """The word pieces of each text, of a tokenizer that is fast; None for none, and for more than `limit`."""
    made = tokenizer(
        list(texts),
        truncation=False,
        padding=False,
        verbose=False,
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
    )
    kinds = made.get("token_type_ids") or [None] * len(texts)
    columns = zip(made["input_ids"], kinds, made["offset_mapping"], made["special_tokens_mask"], strict=True)
    return [
        Tokens(
            TokenRow(ids, types),
            tuple(Span(0, 0) if flag else Span(*span) for span, flag in zip(spans, special, strict=True)),
            tuple(map(bool, special)),
        )
        if 0 < len(ids) <= limit
        else None
        for ids, types, spans, special in columns
    ]


def _kinds(tokenizer: Any, texts: int) -> dict[str, bool]:
    """What to ask a tokenizer for the type ids of a pair, where it must be asked."""
    family = getattr(tokenizer, "kind", type(tokenizer).__name__).removesuffix("Fast").removesuffix("Tokenizer")
    return {"return_token_type_ids": True} if texts > 1 and family in _TYPED else {}


def _with_hidden(
    ids: list[int], spans: list[Span], special: list[bool], hidden: Sequence[Span], mask_id: int | None
) -> list[int]:
    """The ids with the mask token for every piece of a hidden span; those positions are marked special in place."""
    if not hidden or mask_id is None:
        return ids
    shown = list(ids)
    for place, span in enumerate(spans):
        if any(span.start < away.end and away.start < span.end for away in hidden):
            shown[place] = mask_id
            special[place] = True
    return shown
