"""Some wrong and some right answers explained; kept as they are made, so that ended work goes on."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis import api
from exegesis.core.codec import plain
from exegesis.core.errors import InputError
from exegesis.core.journal import Journal
from exegesis.core.randomness import stream
from exegesis.core.types import Integers
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.data.word_scores import word_scores
from exegesis.slices.driving import driving_words
from exegesis.slices.result import DrivingWords
from exegesis.slices.subject import SlicedSubject

_KIND = "explanations of slices"
_TOO_FEW = "There are fewer than two wrong or two right answers, so their words cannot be compared."


def explained(
    subject: SlicedSubject,
    count: int,
    method: str,
    seed: int,
    keep: Path | None,
    progress: Callable[[int, int], None] | None,
    settings: dict[str, Any],
) -> tuple[DrivingWords | None, int, tuple[str, ...]]:
    """Words of up to `count` explanations, half of them of wrong answers; their passes, and what must be known of them.

    `keep`: the file of those that are made; nothing is explained again that it has.
    """
    model, right = subject.model, subject.rows.outcomes.right
    assert model is not None  # which the caller has made sure of
    rows = drawn(right, count, seed)
    if not len(rows):
        return None, 0, (_TOO_FEW,)
    plan = {
        "model": plain(model.fingerprint()), "method": method, "seed": seed, "rows": rows.tolist(),
        "texts": _digest(subject, rows), "settings": plain(settings),
    }  # fmt: skip
    with Journal[int, dict[str, Any]](keep, _KIND, plan, dict) as lines:
        lacking = [row for row in rows.tolist() if row not in lines.lines]
        made = api.explain_many(
            model,
            [subject.input(row) for row in lacking],
            method,
            None,
            seed,
            ids=[str(row) for row in lacking],
            **settings,
        )
        for number, (row, line) in enumerate(zip(lacking, _lines(made), strict=True), 1):
            lines.add((row, line))
            if progress is not None:
                progress(len(rows) - len(lacking) + number, len(rows))
        kept = {row: lines.lines[row] for row in rows.tolist()}
    return _summed(kept, right, "word" if subject.codes is None else "column")


def drawn(right: NDArray[np.bool_], count: int, seed: int) -> Integers:
    """Rows to explain: as many wrong answers as right ones, at most `count` together, in the rows' order."""
    rng = stream(seed, "explained rows")
    each = min(count // 2, int(right.sum()), int((~right).sum()))
    if each < 2:
        return np.zeros(0, dtype=np.int64)
    parts = [np.sort(rng.permutation(np.flatnonzero(right == side))[:each]) for side in (False, True)]
    return np.sort(np.concatenate(parts))


def _digest(subject: SlicedSubject, rows: Integers) -> str:
    """Of the rows that are explained, by which the file of other ones is told."""
    said = "\0".join(subject.called[row] for row in rows.tolist())
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _lines(made: Iterator[Explanation | Failed]) -> Iterator[dict[str, Any]]:
    for one in made:
        if isinstance(one, Failed):
            yield {"error": one.message}
        else:
            yield {
                "scores": word_scores(one),
                "method": one.method,
                "output": one.target.output,
                "passes": one.cost.forward_passes,
            }


def _summed(
    kept: dict[int, dict[str, Any]], right: NDArray[np.bool_], noun: str
) -> tuple[DrivingWords | None, int, tuple[str, ...]]:
    done = {row: line for row, line in kept.items() if "scores" in line}
    failed = len(kept) - len(done)
    notes = (f"{failed} of {len(kept)} answers could not be explained, and are not among the words.",) if failed else ()
    if not done:
        first = next(iter(kept.values()))["error"]
        raise InputError(f"none of {len(kept)} answers could be explained; the first: {first}")
    one = next(iter(done.values()))
    sides = np.array([right[row] for row in done])
    words = driving_words([line["scores"] for line in done.values()], sides, one["method"], one["output"], noun=noun)
    return words, sum(line["passes"] for line in done.values()), notes
