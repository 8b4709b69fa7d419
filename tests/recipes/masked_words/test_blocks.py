import itertools
import json
from typing import Any

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from recipes.masked_words.blocks import in_blocks, packed, parts, word_starts
from recipes.masked_words.corpus import Document
from tokenizers import Tokenizer

STARTS = np.array([True] * 8 + [False] * 4)  # pieces 8 to 11 go on with a word
IDS = st.lists(st.integers(0, 11), max_size=30).map(lambda ids: np.array(ids, dtype=np.int32))


@given(st.lists(IDS, max_size=12), st.integers(1, 12))
def test_every_piece_is_packed_once_in_order_and_blocks_are_full(sentences: list[Any], room: int) -> None:
    blocks = list(packed(sentences, room, STARTS))
    given_ids = [int(number) for sentence in sentences for number in sentence]
    assert [int(number) for block in blocks for number in block] == given_ids
    assert all(0 < len(block) <= room for block in blocks)
    if blocks:
        shown = [part for sentence in sentences for part in parts(sentence, room, STARTS)]
        ends = set(np.cumsum([len(part) for part in shown]))
        block_ends = np.cumsum([len(block) for block in blocks])
        assert set(block_ends) <= ends  # no sentence that fits is cut
        for block, end in zip(blocks[:-1], block_ends[:-1], strict=True):
            following = next(n for n in sorted(ends) if n > end) - end
            assert len(block) + following > room  # the next sentence did not fit


@given(IDS, st.integers(1, 12))
def test_long_sentences_are_cut_between_words_where_they_can_be(sentence: Any, room: int) -> None:
    found = list(parts(sentence, room, STARTS))
    for before, after in itertools.pairwise(found):
        reachable = np.concatenate([before[1:], after])[:room]
        assert STARTS[after[0]] or (len(before) == room and not STARTS[reachable].any())


def _documents() -> list[Document]:
    return [
        Document(("the film is good", "the film", "the film")),
        Document(("bad plot",) * 5, encyclopedic=True),
        Document(("", "story")),
        Document(()),
    ]


def test_blocks_do_not_cross_documents(spec: dict[str, Any]) -> None:
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    blocks = in_blocks(_documents(), tokenizer, 8, torch.device("cpu"))
    rows = [blocks.store.batch(np.array([n])) for n in range(len(blocks.store))]
    words = [[tokenizer.id_to_token(int(number)) for number in row.ids[row.mask]] for row in rows]
    assert words == [
        ["[CLS]", *["the", "film", "is", "good", "the", "film"], "[SEP]"],
        ["[CLS]", "the", "film", "[SEP]"],
        ["[CLS]", *["bad", "plot"] * 3, "[SEP]"],
        ["[CLS]", *["bad", "plot"] * 2, "[SEP]"],
        ["[CLS]", "story", "[SEP]"],
    ]
    assert blocks.encyclopedic.tolist() == [False, False, True, True, False]
    assert blocks.pieces == 8 + 10 + 1


def test_continuations_do_not_start_words(spec: dict[str, Any]) -> None:
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    starts = word_starts(tokenizer)
    assert [bool(starts[tokenizer.token_to_id(p)]) for p in ("the", "##ing", "[CLS]", "x", "##x")] == [1, 0, 1, 1, 0]
