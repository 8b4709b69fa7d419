"""From a model's output to the distributions that are learned, (M, C) logits, and back to those of each row."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from exegesis.adapters.capabilities import GivesWeights
from exegesis.distillation.task.shown import ShownStretch
from exegesis.training.batching import plan

Logits = NDArray[np.float32]

# A logit whose probability is 0 in float32, and which, unlike minus infinity, has differences that are no NaN.
FAR = -1e30


def lengths_of(rows: Sequence[ShownStretch]) -> NDArray[np.int64]:
    """Pieces of each row."""
    return np.array([len(one.row) for one in rows], dtype=np.int64)


def distributions(
    head: str, output: Any, inputs: dict[str, torch.Tensor], rows: Sequence[ShownStretch]
) -> torch.Tensor:
    """Logits (M, C) in the order of the rows: of a classifier (B, C), of a tagger one line a word, of questions
    (2 B, L), start and end of each row in turn, `FAR` beyond the row's last piece."""
    if head == "classification":
        logits: torch.Tensor = output.logits.float()
        return logits
    begins = inputs["attention_mask"].argmax(dim=1)  # rows of XLNet are padded on the left
    if head == "token-classification":
        lines = torch.tensor([n for n, one in enumerate(rows) for _ in one.places], device=begins.device).long()
        places = torch.tensor([place for one in rows for place in one.places], device=begins.device).long()
        chosen: torch.Tensor = output.logits[lines, places + begins[lines]].float()
        return chosen
    return _sides(output, inputs["attention_mask"], begins)


def _sides(output: Any, mask: torch.Tensor, begins: torch.Tensor) -> torch.Tensor:
    both = torch.stack((output.start_logits, output.end_logits), dim=1).float()  # (B, 2, L)
    steps = torch.arange(mask.shape[1], device=mask.device)
    places = (begins[:, None] + steps).clamp(max=mask.shape[1] - 1)[:, None].expand_as(both)
    outside = steps >= mask.sum(dim=1)[:, None]
    return both.gather(2, places).masked_fill(outside[:, None], FAR).flatten(0, 1)


def count_of(head: str, row: ShownStretch) -> int:
    """How many distributions a row has."""
    return {"classification": 1, "question-answering": 2}.get(head, len(row.places))


class TeacherAnswers(NamedTuple):
    """Of n rows: logits, (m, C) each; `hidden` (n, D), the last hidden state at the first piece, where asked for."""

    logits: list[Logits]
    hidden: NDArray[np.float16] | None


def answers(model: GivesWeights, rows: Sequence[ShownStretch], batch_tokens: int = 8192) -> list[Logits]:
    """The model's logits for each row, (m, C), in the rows' order; of questions C is the row's number of pieces."""
    return full_answers(model, rows, False, batch_tokens).logits


@torch.no_grad()  # not inference mode: training takes the answers as targets
def full_answers(
    model: GivesWeights, rows: Sequence[ShownStretch], hidden: bool, batch_tokens: int = 8192
) -> TeacherAnswers:
    """The same, and the hidden states if they are asked for."""
    found: list[Logits] = [np.empty((0, 0), np.float32)] * len(rows)
    states: dict[int, NDArray[np.float16]] = {}
    for numbers in _batches(model, rows, batch_tokens):
        batch = [rows[number] for number in numbers]
        inputs = model.passes.inputs([one.row for one in batch])
        output = model.passes.run(inputs, output_hidden_states=True) if hidden else model.passes.run(inputs)
        table = distributions(model.head, output, inputs, batch).cpu().numpy()
        if hidden:
            states.update(zip(map(int, numbers), output.hidden_states[-1][:, 0].half().cpu().numpy(), strict=True))
        start = 0
        for number, one in zip(numbers, batch, strict=True):
            count = count_of(model.head, one)
            width = len(one.row) if model.head == "question-answering" else table.shape[1]
            found[number] = table[start : start + count, :width].copy()
            start += count
    return TeacherAnswers(found, np.stack([states[n] for n in range(len(rows))]) if hidden else None)


def _batches(model: GivesWeights, rows: Sequence[ShownStretch], batch_tokens: int) -> Iterator[list[int]]:
    """The rows' numbers in batches in which each has the answer that it has alone."""
    for numbers in plan(lengths_of(rows), 64, batch_tokens, None):
        places = iter([int(number) for number in numbers])
        for part in model.together([rows[number].row for number in numbers]):
            yield list(islice(places, len(part)))


def stacked(tables: Sequence[Logits], device: torch.device) -> torch.Tensor:
    """Tables (m, C) of some rows as one (M, C), filled with `FAR` to the widest."""
    width = max(table.shape[1] for table in tables)
    padded = [np.pad(t, ((0, 0), (0, width - t.shape[1])), constant_values=FAR) for t in tables]
    return torch.from_numpy(np.concatenate(padded)).to(device)
