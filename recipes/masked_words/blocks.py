"""Documents in blocks: consecutive sentences packed up to the number of pieces that a row may hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from exegesis.training.tokens import TokenStore, piece_number
from recipes.masked_words.corpus import Document

_SLICE = 20_000  # sentences encoded at a time: keeps the encodings' memory small

Ids = NDArray[np.int32]


@dataclass(frozen=True)
class Blocks:
    """[CLS] pieces [SEP] of each block in `store`; `encyclopedic` (n,) bool tells the blocks of such documents."""

    store: TokenStore
    encyclopedic: NDArray[np.bool_]

    @property
    def pieces(self) -> int:
        """The pieces of all blocks without the special ones at their ends."""
        return int(self.store.lengths.sum()) - 2 * len(self.store)


def in_blocks(documents: Sequence[Document], tokenizer: Tokenizer, max_length: int, device: torch.device) -> Blocks:
    """The documents in blocks of at most `max_length` pieces, [CLS] and [SEP] included; none crosses documents."""
    cls, sep, pad = (piece_number(tokenizer, piece) for piece in ("[CLS]", "[SEP]", "[PAD]"))
    starts = word_starts(tokenizer)
    sentences = _encoded([sentence for one in documents for sentence in one.sentences], tokenizer)
    rows: list[Ids] = []
    encyclopedic: list[bool] = []
    for one in documents:
        own = [next(sentences) for _ in one.sentences]
        for block in packed(own, max_length - 2, starts):
            rows.append(np.concatenate([[cls], block, [sep]]).astype(np.int32))
            encyclopedic.append(one.encyclopedic)
    return Blocks(TokenStore(rows, pad, device), np.array(encyclopedic, dtype=np.bool_))


def packed(sentences: Iterable[Ids], room: int, starts: NDArray[np.bool_]) -> Iterator[Ids]:
    """Consecutive sentences (ids) together as long as they fit into `room` pieces; every piece comes once, in order.

    A sentence longer than that is cut, between words where it can be: `starts` (V,) tells the pieces that start one.
    """
    held: list[Ids] = []
    length = 0
    for part in (part for sentence in sentences for part in parts(sentence, room, starts)):
        if length + len(part) > room:
            yield np.concatenate(held)
            held, length = [], 0
        held.append(part)
        length += len(part)
    if length:
        yield np.concatenate(held)


def parts(sentence: Ids, room: int, starts: NDArray[np.bool_]) -> Iterator[Ids]:
    """The sentence in parts of at most `room` pieces; nothing for an empty one."""
    while len(sentence) > room:
        whole = np.flatnonzero(starts[sentence[1 : room + 1]])  # where a cut falls before a word's first piece
        cut = int(whole[-1]) + 1 if len(whole) else room
        yield sentence[:cut]
        sentence = sentence[cut:]
    if len(sentence):
        yield sentence


def word_starts(tokenizer: Tokenizer) -> NDArray[np.bool_]:
    """Of each piece (V,) whether it starts a word, rather than going on with one (##)."""
    found = np.ones(tokenizer.get_vocab_size(), dtype=np.bool_)
    for piece, number in tokenizer.get_vocab().items():
        found[number] = not piece.startswith("##")
    return found


def _encoded(sentences: Sequence[str], tokenizer: Tokenizer) -> Iterator[Ids]:
    for start in range(0, len(sentences), _SLICE):
        encodings = tokenizer.encode_batch_fast(list(sentences[start : start + _SLICE]), add_special_tokens=False)
        yield from (np.array(encoding.ids, dtype=np.int32) for encoding in encodings)
