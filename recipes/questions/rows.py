"""Questions and paragraphs in pieces, cropped afresh in each epoch."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from exegesis.data.squad.reading import SquadQuestion
from exegesis.training.batching import Rows
from recipes.questions.settings import Questions

_STEP = 8  # batches are padded to multiples of this many pieces


class Pieces(NamedTuple):
    """A question and its paragraph in pieces, without special ones; `start`, `end` in the paragraph's, -1 for none."""

    question: NDArray[np.int32]
    context: NDArray[np.int32]
    start: int
    end: int  # the last piece of the answer, inclusive


class Special(NamedTuple):
    """The numbers of the special pieces."""

    cls: int
    sep: int
    pad: int


class Drawn(NamedTuple):
    """What one epoch shows of a question: the paragraph's pieces from `first` to `last` (exclusive)."""

    number: int
    first: int
    last: int


class QuestionBatch(NamedTuple):
    """ids, types, mask (B, L); starts, ends (B,) with 0, the place of [CLS], for "no answer"."""

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


def in_pieces(asked: Sequence[SquadQuestion], tokenizer: Tokenizer) -> list[Pieces]:
    """Each question in pieces; the first of its answers is the one to learn."""
    questions = tokenizer.encode_batch([one.question for one in asked], add_special_tokens=False)
    contexts = {one.context: None for one in asked}
    encoded = dict(zip(contexts, tokenizer.encode_batch(list(contexts), add_special_tokens=False), strict=True))
    found = []
    for one, question in zip(asked, questions, strict=True):
        context = encoded[one.context]
        start = end = -1
        if one.answers:
            first = one.answers[0].start
            last = first + len(one.answers[0].text)
            inside = [n for n, (low, high) in enumerate(context.offsets) if low < last and high > first]
            start, end = (inside[0], inside[-1]) if inside else (-1, -1)
        found.append(Pieces(np.array(question.ids, np.int32), np.array(context.ids, np.int32), start, end))
    return found


def draw(rows: Sequence[Pieces], settings: Questions, random: np.random.Generator) -> list[Drawn]:
    """What an epoch shows: most paragraphs cropped to a run around the answer, some whole, some off the answer."""
    return [_drawn(number, row, settings, random) for number, row in enumerate(rows)]


def _drawn(number: int, row: Pieces, settings: Questions, random: np.random.Generator) -> Drawn:
    limit = settings.max_length if random.random() < settings.whole else min(settings.crop, settings.max_length)
    room = max(8, limit - len(row.question) - 3)
    length = len(row.context)
    if length <= room:
        return Drawn(number, 0, length)
    low, high = 0, length - room
    if row.start >= 0 and random.random() >= settings.off_answer:
        low, high = max(0, min(row.end + 1 - room, high)), min(row.start, high)
    first = int(random.integers(low, max(low, high) + 1))
    return Drawn(number, first, first + room)


def lengths_of(rows: Sequence[Pieces], drawn: Sequence[Drawn]) -> Rows:
    """Pieces of each drawn row with its special ones."""
    return np.array([len(rows[d.number].question) + d.last - d.first + 3 for d in drawn], dtype=np.int64)


def batch_of(rows: Sequence[Pieces], drawn: Sequence[Drawn], special: Special, device: torch.device) -> QuestionBatch:
    """[CLS] question [SEP] paragraph [SEP], padded; the encoder here is always a BERT."""
    width = -(-int(lengths_of(rows, drawn).max()) // _STEP) * _STEP
    ids = np.full((len(drawn), width), special.pad, dtype=np.int64)
    types = np.zeros_like(ids)
    mask = np.zeros_like(ids)
    places = np.zeros((2, len(drawn)), dtype=np.int64)
    for line, one in enumerate(drawn):
        row = rows[one.number]
        offset = len(row.question) + 2
        length = offset + one.last - one.first + 1
        ids[line, :length] = [special.cls, *row.question, special.sep, *row.context[one.first : one.last], special.sep]
        types[line, offset:length] = 1
        mask[line, :length] = 1
        if one.first <= row.start and row.end < one.last:
            places[:, line] = row.start - one.first + offset, row.end - one.first + offset
    tensors = [torch.from_numpy(array).to(device) for array in (ids, types, mask, places[0], places[1])]
    return QuestionBatch(*tensors)
