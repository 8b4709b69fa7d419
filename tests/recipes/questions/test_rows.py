import json
from typing import Any

import numpy as np
import pytest
import torch
from recipes.questions.rows import Drawn, Pieces, Special, batch_of, draw, in_pieces, lengths_of
from recipes.questions.settings import Questions
from tokenizers import Tokenizer

from exegesis.data.squad.reading import Reference, SquadQuestion

SPECIAL = Special(cls=3, sep=4, pad=0)


@pytest.fixture
def tokenizer(spec: dict[str, Any]) -> Tokenizer:
    made = Tokenizer.from_str(json.dumps(spec))
    made.no_padding()
    made.no_truncation()
    return made


def asked(context: str, answer: str | None) -> SquadQuestion:
    answers = () if answer is None else (Reference(answer, context.index(answer)),)
    return SquadQuestion("1", "is the film good?", context, answers)


def test_the_answers_pieces_are_its_characters(tokenizer: Tokenizer) -> None:
    context = "the story is boring, the masterpiece is very good"
    (row,) = in_pieces([asked(context, "very good")], tokenizer)
    assert tokenizer.decode(row.context[row.start : row.end + 1].tolist()) == "very good"
    (none,) = in_pieces([asked(context, None)], tokenizer)
    assert (none.start, none.end) == (-1, -1)


@pytest.mark.parametrize("seed", range(20))
def test_a_crop_holds_the_answer_and_no_more_than_its_room(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = int(rng.integers(0, 90))
    row = Pieces(np.arange(5, dtype=np.int32), np.arange(100, dtype=np.int32), start, start + 3)
    settings = Questions(crop=40, max_length=80, whole=0.0, off_answer=0.0)
    (one,) = draw([row], settings, rng)
    assert 0 <= one.first <= row.start
    assert row.end < one.last <= 100
    assert lengths_of([row], [one]).tolist() == [40]


def test_shares_of_whole_and_off_the_answer() -> None:
    row = Pieces(np.arange(5, dtype=np.int32), np.arange(100, dtype=np.int32), 0, 1)
    rng = np.random.default_rng(0)
    whole = draw([row] * 2000, Questions(crop=20, max_length=120, whole=0.3, off_answer=0.0), rng)
    assert 0.25 < np.mean([one.last - one.first == 100 for one in whole]) < 0.35
    off = draw([row] * 2000, Questions(crop=20, max_length=120, whole=0.0, off_answer=0.2), rng)
    assert 0.15 < np.mean([one.first > 0 for one in off]) < 0.25


def test_rows_are_what_the_tokenizer_makes_of_pairs(tokenizer: Tokenizer) -> None:
    """[CLS] question [SEP] paragraph [SEP] with its type ids, and the answer where it then stands."""
    context = "the story is boring, the masterpiece is very good"
    given = [asked(context, "masterpiece"), asked(context, None)]
    rows = in_pieces(given, tokenizer)
    whole = [Drawn(n, 0, len(row.context)) for n, row in enumerate(rows)]
    batch = batch_of(rows, whole, SPECIAL, torch.device("cpu"))
    expected = tokenizer.encode(given[0].question, context)
    length = len(expected.ids)
    assert batch.ids[0, :length].tolist() == expected.ids
    assert batch.types[0, :length].tolist() == expected.type_ids
    assert batch.mask[0].tolist() == [1] * length + [0] * (batch.ids.shape[1] - length)
    assert expected.tokens[int(batch.starts[0]) : int(batch.ends[0]) + 1] == ["masterpiece"]
    assert (int(batch.starts[1]), int(batch.ends[1])) == (0, 0)


def test_a_crop_beside_the_answer_asks_for_no_answer(tokenizer: Tokenizer) -> None:
    rows = in_pieces([asked("the story is boring, the masterpiece is very good", "the story")], tokenizer)
    batch = batch_of(rows, [Drawn(0, 3, 8)], SPECIAL, torch.device("cpu"))
    assert (int(batch.starts[0]), int(batch.ends[0])) == (0, 0)


def test_settings_stay_within_the_limit_of_size() -> None:
    """Six layers of 384 in float16 with this vocabulary: under 30 MB with the tokenizer beside it."""
    layer = 4 * (384 * 384 + 384) + 2 * 384 * 1536 + 1536 + 384 + 4 * 384
    weights = 6 * layer + (Questions().pieces + 512 + 2 + 2) * 384 + 2 * 384 + 2
    assert 2 * weights < 29_500_000
