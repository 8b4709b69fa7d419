"""Which pieces of a vocabulary can stand where a word begins, and where one goes on.

Vocabularies mark it in one of two ways: WordPiece the pieces that go on with a word ("##ly"), byte-level BPE and
SentencePiece those that begin one after a space ("Ġwas", "▁was"). Where a word stands without a space before it (at the
beginning of a text, after a quotation mark) the latter have no mark; a piece is then taken for a word where it is in
the vocabulary with the mark too. A vocabulary that marks neither says nothing, and every piece may stand anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import regex
from numpy.typing import NDArray

Pieces: TypeAlias = NDArray[np.bool_]  # (V,)
_GOES_ON = "##"
_BEGINS = ("Ġ", "▁")
# Of a word-initial place in the vocabularies of BERT; bytes that SentencePiece falls back to.
_NO_WORD = regex.compile(r"\[unused\d+\]|<unused_?\d+>|<0x[0-9A-F]{2}>|madeupword\d+")


@dataclass(frozen=True, eq=False)
class WordVocabulary:
    """Pieces (V,) that may begin a word after a space, begin one without a space before it, or go on with one."""

    begins: Pieces
    begins_bare: Pieces
    goes_on: Pieces

    def like(self, piece: int, follows_letter: bool) -> Pieces:
        """The pieces that may stand in the place of this one."""
        if self.begins[piece]:
            return self.begins
        return self.goes_on if follows_letter else self.begins_bare


_KNOWN: "WeakKeyDictionary[Any, tuple[int, WordVocabulary]]" = WeakKeyDictionary()


def vocabulary(tokenizer: Any, size: int) -> WordVocabulary:
    """The tokenizer's vocabulary as a model of `size` output columns knows it; special pieces are no words."""
    known = _KNOWN.get(tokenizer)
    if known is None or known[0] != size:
        known = size, _vocabulary(tokenizer, size)
        _KNOWN[tokenizer] = known
    return known[1]


def _vocabulary(tokenizer: Any, size: int) -> WordVocabulary:
    names = tokenizer.convert_ids_to_tokens(list(range(min(size, len(tokenizer)))))
    names = [*names, *[None] * (size - len(names))]  # columns that no piece belongs to
    special = set(tokenizer.all_special_ids)
    usable = np.array([_is_word_like(tokenizer, name) and place not in special for place, name in enumerate(names)])
    if _starting(names, _GOES_ON).sum() > 0:
        goes_on = _starting(names, _GOES_ON)
        return WordVocabulary(usable & ~goes_on, usable & ~goes_on, usable & goes_on)
    for mark in _BEGINS:
        marked = _starting(names, mark)
        if marked.sum() > 0:
            words = {name[len(mark) :] for name in names if name is not None and name.startswith(mark)}
            alone = np.array([name in words for name in names])
            return WordVocabulary(usable & marked, usable & ~marked & alone, usable & ~marked)
    return WordVocabulary(usable, usable, usable)


def _starting(names: Sequence[str | None], mark: str) -> Pieces:
    return np.array([name is not None and name.startswith(mark) and len(name) > len(mark) for name in names])


def _is_word_like(tokenizer: Any, name: str | None) -> bool:
    """Whether the piece can be read at all: not a mark alone, not bytes that are no character by themselves."""
    if name is None or name in ("", _GOES_ON, *_BEGINS) or _NO_WORD.fullmatch(name):
        return False
    plain = name.lstrip("".join(_BEGINS))
    return plain.isascii() or "\N{REPLACEMENT CHARACTER}" not in tokenizer.convert_tokens_to_string([name])
