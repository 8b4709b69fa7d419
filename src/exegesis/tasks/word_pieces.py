"""Words as a language model's vocabulary has them: which pieces a word is in its place, and pieces back to a word."""

import heapq
from collections.abc import Sequence
from numbers import Integral
from typing import Any

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.plurals import plural
from exegesis.core.text import is_blank
from exegesis.core.types import Floats


def pieces_after(tokenizer: Any, text: str, addition: str) -> list[int]:
    """Ids that an addition to the text adds to its own; none where these do not stay as they are.

    They do not where the text ends in white space and the addition begins a word: a word's piece holds the space.
    """
    own, both = (
        tokenizer(one, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        for one in (text, text + addition)
    )
    return [int(piece) for piece in both[len(own) :]] if both[: len(own)] == own else []


def pieces_between(tokenizer: Any, before: str, word: str, after: str) -> list[int]:
    """Ids of the pieces of a word that stands between two texts.

    Where a piece would reach over into its neighbours ("slow" before "ly" is one piece "slowly"), the word is parted
    without what follows it, then without what comes before: the mask token keeps them apart in the model's input too.
    """
    for left, right in ((before, after), (before, ""), ("", "")):
        text = left + word + right
        made = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False, return_offsets_mapping=True)
        start, end = len(left), len(left) + len(word)
        found = [
            (int(piece), text[low:start] + text[end:high])
            for piece, (low, high) in zip(made["input_ids"], made["offset_mapping"], strict=True)
            if low < end and high > start and high > low
        ]
        if all(is_blank(beyond) for _, beyond in found):
            break
    return [piece for piece, _ in found]


def piece_called(tokenizer: Any, name: str) -> list[int]:
    """The id of the piece that the vocabulary has under this name ("##ly", "Ġwas"); none where there is none."""
    found = tokenizer.convert_tokens_to_ids(name)
    return [] if found is None or found == tokenizer.unk_token_id else [int(found)]


def word_of(tokenizer: Any, ids: Sequence[int]) -> str:
    """The pieces as a person reads them; a piece of white space alone is shown as the vocabulary has it."""
    said = str(tokenizer.decode(list(ids), clean_up_tokenization_spaces=False)).strip()
    if "\N{REPLACEMENT CHARACTER}" in said:  # bytes that are no character by themselves
        said = ""
    return said or "".join(tokenizer.convert_ids_to_tokens(list(ids)))


def best_words(log_probabilities: Floats, k: int) -> list[tuple[tuple[int, ...], float]]:
    """The k likeliest ways to fill n places at once, with log-probabilities (n, V) of each: (ids, sum), best first.

    The places are filled independently, as a masked language model does; the sum is the word's log-probability. What
    has none (-inf) fills nothing.
    """
    best_first = [np.argsort(-line, kind="stable")[:k] for line in log_probabilities]
    chosen = [
        [(int(i), float(line[i])) for i in order if np.isfinite(line[i])]
        for line, order in zip(log_probabilities, best_first, strict=True)
    ]
    best: list[tuple[tuple[int, ...], float]] = [((), 0.0)]
    for options in chosen:
        longer = (((*ids, i), total + value) for ids, total in best for i, value in options)
        best = heapq.nsmallest(k, longer, key=lambda one: -one[1])
    return best


def guess_number(spec: object) -> int | None:
    """A guess by its number, 0 the best; None for anything else. "1" is a word here."""
    return None if isinstance(spec, bool) or not isinstance(spec, Integral) else int(spec)


def check_count(word: str, ids: Sequence[int], hidden: int, model: str) -> None:
    """`InputError` where a word has another number of pieces than its place hides."""
    if len(ids) != hidden:
        raise InputError(
            f"{shown(word)} is {plural(len(ids), 'word piece')} for {model}, and the place hides {hidden}; "
            "give a word of as many pieces, or hide the word itself with Hidden.word(text, word)."
        )
