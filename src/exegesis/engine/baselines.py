"""What stands for "absent" on the path of gradient methods: tokens, a text, zero vectors or the mean word embedding."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.capabilities import GivesEmbeddings, GivesTokens
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import check_unicode
from exegesis.data.rows import TokenRow, Tokens

WORDS = {
    "pad": "padding tokens, special tokens kept",
    "mask": "mask tokens, special tokens kept",
    "eos": "end-of-text tokens, special tokens kept",
    "mean-embedding": "the mean word embedding everywhere, special tokens kept",
    "zero": "zero vectors, special tokens kept",
    "all-pad": "padding tokens everywhere",
    "all-zero": "zero vectors everywhere",
}
NAMED = tuple(WORDS)


@dataclass(frozen=True)
class BaselineRow:
    """One baseline of one window: the row that is read, and the positions whose vectors are then put in its place."""

    row: TokenRow
    vector: str | None = None  # "zero" or "mean-embedding"
    at: tuple[bool, ...] = ()


def usual(model: TextModel, layer: str | None) -> str:
    """The baseline of a caller who names none: padding, or what stands for no text where there is no such token.

    Not zero vectors, save where nothing else is to be had: RMSNorm makes a vector however short as long as all others,
    so the answer jumps at zero, and no number of steps integrates a jump.
    """
    if model.pad_id is not None:
        return "pad"
    if model.mask_id is not None:
        return "zero"
    return "eos" if model.end_id is not None else "zero" if layer is not None else "mean-embedding"


def names_of(baseline: str | Sequence[str]) -> tuple[str, ...]:
    """One baseline or several as a tuple of names and texts; several are averaged with equal weights."""
    names = (baseline,) if isinstance(baseline, str) else tuple(baseline)
    if not names or not all(isinstance(name, str) and name for name in names):
        raise InputError(f"baseline must be a name ({', '.join(NAMED)}), a text, or several of these.")
    return tuple(check_unicode(name, "baseline") for name in names)


def as_text(name: str) -> str:
    """The text that a baseline stands for; "text:mask" is the word, where "mask" would be the token."""
    return name.removeprefix("text:")


def spoken(names: Sequence[str]) -> str:
    """The baselines in words."""
    said = "; ".join(WORDS.get(name, f"the text {as_text(name)!r}") for name in names)
    return f"{said} (uniform average)" if len(names) > 1 else said


def row_of(model: TextModel, tokens: Tokens, name: str, layer: str | None) -> BaselineRow:
    """The row that stands for "absent": of the same length, special tokens kept except for "all-..."."""
    special = tokens.special
    free = tuple(name.startswith("all-") or not kept for kept in special)
    if name in ("zero", "all-zero"):
        return BaselineRow(tokens.row, "zero", free)
    if name == "mean-embedding":
        return BaselineRow(tokens.row, _mean(layer), free)
    if name not in NAMED:
        return _text_row(model, tokens, as_text(name), layer)
    filler = _token(model, name.removeprefix("all-"))
    ids = tuple(filler if away else i for i, away in zip(tokens.row.ids, free, strict=True))
    return BaselineRow(TokenRow(ids, tokens.row.types))


def _text_row(model: TextModel, tokens: Tokens, text: str, layer: str | None) -> BaselineRow:
    """The text's tokens in the places of the explained text's, and what means "nothing" in those that are left."""
    if not isinstance(model, GivesTokens):
        raise UnsupportedError(f"{model.name} reads no word pieces, so no text can stand in their places.")
    given = model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
    places = [index for index, special in enumerate(tokens.special) if not special]
    if len(given) > len(places):
        raise InputError(
            f"the baseline text has {len(given)} tokens, the explained text {len(places)}; give a baseline no longer."
        )
    fillers = (model.pad_id, model.mask_id, model.end_id)
    filler = next((token for token in fillers if token is not None), None)
    ids, rest = list(tokens.row.ids), places[len(given) :]
    for place, token in zip(places, given, strict=False):
        ids[place] = token
    if filler is None and rest:
        at = tuple(place in set(rest) for place in range(len(ids)))
        return BaselineRow(TokenRow(tuple(ids), tokens.row.types), _mean(layer), at)
    for place in rest:
        ids[place] = filler or 0
    return BaselineRow(TokenRow(tuple(ids), tokens.row.types))


def with_vectors(
    model: GivesEmbeddings, made: BaselineRow, captured: NDArray[np.float32]
) -> NDArray[np.float32]:  # (L, D) -> (L, D)
    """The row's vectors at the place where gradients are taken, with those put in that no token has."""
    if made.vector is None:
        return captured
    vector = np.zeros(captured.shape[1:]) if made.vector == "zero" else model.mean_embedding(made.row)
    return np.where(np.array(made.at)[:, None], vector.astype(np.float32), captured)


def _mean(layer: str | None) -> str:
    if layer is not None:
        raise InputError(
            "the mean word embedding is none of a layer's vectors; leave layer out, or use baseline='zero' or a text "
            "as long as the one explained."
        )
    return "mean-embedding"


def _token(model: TextModel, name: str) -> int:
    found = {"pad": model.pad_id, "mask": model.mask_id, "eos": model.end_id}[name]
    if found is None:
        raise UnsupportedError(f"{model.name} has no {name} token; use baseline={usual(model, None)!r} or a text.")
    return found
