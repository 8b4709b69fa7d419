"""Words as a language model's vocabulary has them: which pieces a word is in its place, and pieces back to a word."""

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np

from exegesis.errors import InputError
from exegesis.types import Floats


def pieces_at(tokenizer: Any, text: str, start: int, end: int) -> list[int]:
    """Ids of the pieces of `text` that share characters with the stretch: the word as it is in its place."""
    made = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False, return_offsets_mapping=True)
    pairs = zip(made["input_ids"], made["offset_mapping"], strict=True)
    return [int(piece) for piece, (low, high) in pairs if low < end and high > start and high > low]


def word_of(tokenizer: Any, ids: Sequence[int]) -> str:
    """The pieces as a person reads them; a piece of white space alone is shown as the vocabulary has it."""
    said = str(tokenizer.decode(list(ids), clean_up_tokenization_spaces=False)).strip()
    return said or "".join(tokenizer.convert_ids_to_tokens(list(ids)))


def best_words(log_probabilities: Floats, k: int) -> list[tuple[tuple[int, ...], float]]:
    """The k likeliest ways to fill n places at once, with log-probabilities (n, V) of each: (ids, sum), best first.

    The places are filled independently, as a masked language model does; the sum is the word's log-probability.
    """
    chosen = [[(int(i), float(line[i])) for i in np.argsort(-line, kind="stable")[:k]] for line in log_probabilities]
    best: list[tuple[tuple[int, ...], float]] = [((), 0.0)]
    for options in chosen:
        longer = (((*ids, i), total + value) for ids, total in best for i, value in options)
        best = heapq.nsmallest(k, longer, key=lambda one: -one[1])
    return best


def check_count(word: str, ids: Sequence[int], hidden: int, model: str) -> None:
    """`InputError` where a word has another number of pieces than its place hides."""
    if len(ids) != hidden:
        raise InputError(
            f"{word!r} is {len(ids)} word pieces for {model}, and the place hides {hidden}; "
            "give a word of as many pieces, or hide the word itself with Hidden.word(text, word)."
        )
