"""Whether an exported file answers as the model does: the same rows through both, alone and in batches of seven."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from exegesis.adapters.onnx import OnnxModel
from exegesis.adapters.tokenized import TokenModel
from exegesis.core.errors import InputError
from exegesis.core.types import Floats
from exegesis.data.rows import TokenRow
from exegesis.exporting.records import BATCHES, Parity
from exegesis.exporting.rows import answers

_SEED = 0  # of the order in which rows of different lengths come together


def parity(model: TokenModel, file: OnnxModel, rows: Sequence[TokenRow]) -> Parity:
    """The comparison over `rows`, each in a batch of 1 and in a batch of 7 (padded); `InputError` without rows."""
    if not rows:
        raise InputError("there is no text to check the export on; give at least one.")
    plans = [list(_mixed(model, rows, size)) for size in BATCHES]
    true = [_in_batches(model, rows, plan) for plan in plans]
    with file.unguarded():  # the file itself is judged, in batches as the model takes them
        found = [_in_batches(file, rows, plan) for plan in plans]
    pairs = [pair for a, b in zip(true, found, strict=True) for pair in zip(a, b, strict=True)]
    differences = np.concatenate([np.abs(a - b).ravel() for a, b in pairs])
    lengths = [len(row) for row in rows]
    return Parity(
        rows=len(rows),
        shortest=min(lengths),
        longest=max(lengths),
        largest=float(differences.max()),
        mean=float(differences.mean()),
        same_labels=None if model.kind == "regression" else _same(model, pairs),
        neighbours=max(float(np.abs(a - b).max()) for a, b in zip(*found, strict=True)),
    )


def _in_batches(model: TokenModel, rows: Sequence[TokenRow], plan: Sequence[Sequence[int]]) -> list[Floats]:
    """The answers to each row, in the rows' order, computed in these batches."""
    found: dict[int, Floats] = {}
    for batch in plan:
        for place, answer in zip(batch, answers(model, [rows[place] for place in batch]), strict=True):
            found[place] = answer
    return [found[place] for place in range(len(rows))]


def _mixed(model: TokenModel, rows: Sequence[TokenRow], size: int) -> Iterator[list[int]]:
    """Batches of rows of different lengths; where padding leaks into the model's own answers, their parts of one."""
    order = iter(np.random.default_rng(_SEED).permutation(len(rows)).tolist())
    while batch := list(islice(order, size)):
        places = iter(batch)
        for part in model.together([rows[place] for place in batch]):
            yield list(islice(places, len(part)))


def _same(model: TokenModel, pairs: Sequence[tuple[Floats, Floats]]) -> float:
    """The share of equal choices: of each label for itself where several may hold, else of the likeliest."""
    if model.kind == "multi-label":
        equal = np.concatenate([((a > 0.5) == (b > 0.5)).ravel() for a, b in pairs])
    else:
        equal = np.concatenate([a.argmax(axis=-1) == b.argmax(axis=-1) for a, b in pairs])
    return float(equal.mean())
