"""Teachers' logits on disk: under a key of the texts as they are read and of the teacher, so that a hit is the same."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.files import write_whole
from exegesis.distillation.task.distributions import TeacherAnswers, full_answers
from exegesis.distillation.task.shown import ShownStretch
from exegesis.training.cache import cache_folder
from exegesis.training.progress import say

_FORM = 1  # of the file; another form is another key


def logits_folder() -> Path:
    """The folder of all teachers' logits."""
    return cache_folder() / "logits"


def key_of(teacher: TransformerModel, rows: Sequence[ShownStretch]) -> str:
    """64 hexadecimal digits of what the teacher reads (pieces and places, in order), its weights, tokenizer, head."""
    which = teacher.fingerprint()
    digest = hashlib.sha256(
        json.dumps([_FORM, teacher.head, which.weights, which.tokenizer, list(teacher.labels)]).encode()
    )
    for one in rows:
        digest.update(json.dumps([one.row.ids, one.row.types, one.places]).encode())
    return digest.hexdigest()


def cached_answers(
    teacher: TransformerModel, rows: Sequence[ShownStretch], folder: Path | None, hidden: bool = False
) -> TeacherAnswers:
    """The teacher's answers to each row, from the cache where they are there, else asked for and stored.

    `folder` None: no cache. A file that cannot be read, or does not fit the rows, counts as none.
    """
    if folder is None:
        return full_answers(teacher, rows, hidden)
    key = key_of(teacher, rows)
    path = folder / f"{key}{'-hidden' if hidden else ''}.safetensors"
    known = _read(path, len(rows), hidden)
    if known is None and not hidden:  # what was asked for with hidden states has the logits too
        known = _read(folder / f"{key}-hidden.safetensors", len(rows), hidden)
    if known is not None:
        say(f"{teacher.name}: {len(rows)} answers from the cache")
        return known
    found = full_answers(teacher, rows, hidden)
    say(f"{teacher.name}: answered {len(rows)} rows")
    _write(path, found)
    return found


def _write(path: Path, found: TeacherAnswers) -> None:
    from safetensors.numpy import save

    path.parent.mkdir(parents=True, exist_ok=True)
    stored: dict[str, NDArray[Any]] = {
        "shapes": np.array([table.shape for table in found.logits], dtype=np.int64),
        "values": np.concatenate([table.reshape(-1) for table in found.logits]).astype(np.float32),
    }
    if found.hidden is not None:
        stored["hidden"] = np.ascontiguousarray(found.hidden)
    write_whole(path, save(stored))


def _read(path: Path, rows: int, hidden: bool) -> TeacherAnswers | None:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        stored = load_file(path)
        shapes, values = stored["shapes"], stored["values"]
        states = stored["hidden"] if hidden else None
    except (OSError, SafetensorError, KeyError):
        return None
    ends = np.cumsum(shapes.prod(axis=1))
    if len(shapes) != rows or (rows and ends[-1] != len(values)) or (states is not None and len(states) != rows):
        return None
    tables = [part.reshape(shape) for part, shape in zip(np.split(values, ends[:-1]), shapes, strict=True)]
    return TeacherAnswers(tables, states)
