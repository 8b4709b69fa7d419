"""The probabilities that a classifier gives to many inputs: a stream, so that memory stays bounded."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.tables import TableModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Floats
from exegesis.data.table_inputs import InputRow
from exegesis.engine.engine import Engine
from exegesis.engine.kind import Kind
from exegesis.engine.kinds import kind_of
from exegesis.tasks.base import Scene, Task
from exegesis.tasks.table import task_of

AT_ONCE = 256  # inputs whose passes are shared
_FRAME_ROWS = 8192


def check_choice(model: Model, verb: str) -> None:
    """`UnsupportedError` for a model whose answers are no choice among classes."""
    if not model.gives_classes or model.kind != "single-label":
        what = model.kind if model.gives_classes else model.head
        raise UnsupportedError(f"{verb} is for models that choose one of several classes; {model.name} is for {what}.")


def class_probabilities(model: Model, inputs: Iterable[Any]) -> Iterator[Floats]:
    """(m, classes) for some of the inputs at a time, in their order; nothing is remembered from one to the next.

    Raises `InputError` for an input that the model cannot read, its place (from 1) named.
    """
    if isinstance(model, TableModel) and not isinstance(inputs, list | tuple):
        yield from _of_frame(model, inputs)
        return
    task, kind, place = task_of(model), kind_of(model), 0
    rest = iter(kind.each(inputs))
    while some := list(islice(rest, AT_ONCE)):
        engine = Engine(model)
        scenes = [scene_of(task, kind, given, place + number) for number, given in enumerate(some, 1)]
        engine.outputs([row for scene in scenes for row in scene.rows(model)])
        yield np.array([task.predict(scene, engine.look, 1)[0].outputs for scene in scenes])
        place += len(some)


def _of_frame(model: TableModel, frame: Any) -> Iterator[Floats]:
    """Of a frame the cells as they are coded at once: a row of its own takes far longer to make than to answer."""
    codes = model.background.form.codes(frame)
    for start in range(0, len(codes), _FRAME_ROWS):
        rows = [InputRow(row) for row in codes[start : start + _FRAME_ROWS]]
        yield model.probabilities(model.outputs(rows))


def scene_of(task: Task, kind: Kind, given: Any, place: int) -> Scene:
    """An input before the model; an error names its place."""
    try:
        return task.scene(kind.read(given))
    except InputError as error:
        raise type(error)(f"{kind.name} {place}: {error}") from error
