"""Classifiers of images as ONNX files, with an image processor beside them or a preprocessing of their user's."""

import copy
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from exegesis.adapters.base import check_outputs
from exegesis.adapters.failures import last_line, told
from exegesis.adapters.image_folders import names_images
from exegesis.adapters.images import ImageModel, PixelRow
from exegesis.adapters.learned_answers import LearnedAnswers
from exegesis.adapters.onnx import session_of
from exegesis.adapters.onnx_files import OnnxFile, checked_file, find_file, require
from exegesis.adapters.onnx_image_inputs import Numbers, Prepare, by, by_processor, by_user, input_of
from exegesis.adapters.reads import Read
from exegesis.core.errors import ExegesisError, LoadError, ModelError, UnsupportedError
from exegesis.core.types import Outputs
from exegesis.core.version import versions
from exegesis.data.image import FORMS, Image, ImageRow
from exegesis.data.records import Fingerprint
from exegesis.data.rows import Row

_TRIED = (224, 32)  # pixels a side of the images of noise that a file is tried on
_NOISES = 4  # inputs of noise that tell logits from probabilities


class OnnxImages(LearnedAnswers, ImageModel):
    """A session of onnxruntime over a checked file, and what makes its input of images. It gives outputs alone.

    Whether the answers are logits or probabilities is told from those to noise. `rows_apart`: each image is a batch of
    its own, where the file takes one alone, or its answer would depend on its neighbours (dynamic quantisation).
    `takes_any`: images of every size can be prepared, so that a file which fails on noise fails on all.
    """

    answerer: ClassVar[str] = "file"
    noun: ClassVar[str] = "image"
    batch_tokens: ClassVar[int] = 2**20  # pixels of images as given: 20 of 224 x 224

    def __init__(
        self,
        file: OnnxFile,
        prepare: Prepare,
        takes_any: bool,
        *,
        name: str,
        labels: Sequence[str] | None,
        task: str | None,
    ) -> None:
        self.file = replace(file, data=None)  # the session has it
        self.name = name
        self.expect(task, labels)
        self._prepare, self._takes_any = prepare, takes_any
        self._session = session_of(file, None)
        self._input = input_of(file, self._session)
        self.rows_apart = file.batch_scales or self._input.shape[0] == 1
        self._output = _output(file, self._session)

    def with_threads(self, count: int) -> "OnnxImages":
        """The same file in a session with so many threads."""
        file = checked_file(self.file.path)
        if file.sha256 != self.file.sha256:
            raise LoadError(f"{os.fspath(file.path)!r} is another file than when it was loaded; load it again.")
        made = copy.copy(self)
        made._session = session_of(file, count)
        return made

    def check(self) -> None:
        """Learn of the answers what noise tells; a file whose input is of another size is tried on the first image.

        `LoadError` in one line where it cannot be asked.
        """
        noise = np.random.default_rng(0)
        failed: ExegesisError | None = None
        for side in _TRIED:
            pixels = noise.integers(0, 255, (side, side, 3), dtype=np.uint8)
            for image in (*(Image(pixels, 255, form) for form in FORMS), Image(pixels / np.float32(255), 1)):
                try:
                    self._try(self._prepared([ImageRow(image)])[0])
                except LoadError:
                    raise
                except ExegesisError as error:
                    failed = failed or error
                    continue
                return
        if self._takes_any and failed is not None:
            raise LoadError(f"{self.name} cannot be asked: {failed}") from failed

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        if precision != "float32":
            raise UnsupportedError(f"the precision of {self.name} is that of its file; leave out precision=.")
        given = self._prepared([row for row in rows if isinstance(row, PixelRow)])
        if given and not self.is_learned:
            self._try(given[0])
        answers: list[Any] = [None] * len(given)
        for places in _of_one_shape(given, self.rows_apart):
            found = self._run(np.stack([given[place] for place in places]))
            for place, answer in zip(places, check_outputs(self.name, found, len(places), noun="image"), strict=True):
                answers[place] = answer
        return self.held(check_outputs(self.name, answers, len(given), noun="image"))

    def fingerprint(self) -> Fingerprint:
        _, onnxruntime = require()
        return Fingerprint(self.name, None, self.file.sha256, None, versions(onnxruntime, np))

    def _prepared(self, rows: Sequence[PixelRow]) -> list[Numbers]:
        """The file's input for each row, checked against what the file takes."""
        with told(self.name, "in preprocess"):
            made = self._prepare(rows)
        return [self._input.checked(one, self.name) for one in made]

    def _try(self, given: Numbers) -> None:
        """The unit of the answers and their number, from those to one input and to noise of its shape."""
        noise = np.random.default_rng(0).standard_normal((_NOISES, *given.shape)).astype(given.dtype)
        inputs = [given, *noise]
        outputs = np.concatenate([self._run(np.stack(inputs[place : place + 1])) for place in range(len(inputs))])
        self.learn(check_outputs(self.name, outputs, len(inputs), noun="image"))

    def _run(self, batch: Numbers) -> Numbers:
        try:
            (found,) = self._session.run([self._output], {self._input.name: batch})
        except Exception as error:  # onnxruntime's own kinds, all children of Exception or RuntimeError
            if "bad_alloc" in str(error) or "allocate memory" in str(error):
                raise MemoryError(str(error)) from error
            raise ModelError(f"{self.name} failed on a batch of {by(batch.shape)}: {last_line(error)}") from error
        return np.asarray(found, dtype=np.float64)


def load_onnx_images(
    source: str | Path,
    *,
    preprocess: Callable[[Any], Any] | None = None,
    labels: Sequence[str] | None = None,
    task: str | None = None,
    name: str | None = None,
) -> OnnxImages:
    """The classifier of an .onnx file, or of a folder with one; `LoadError` in one line.

    `preprocess`: an image, as it is given to `explain` -> its input, without the batch. Without it the
    preprocessor_config.json beside the file says how an image is read. The config.json there names the classes.
    """
    require()
    path = find_file(Path(source))
    folder = path.resolve().parent
    takes_any = preprocess is None
    prepare = by_processor(path, folder) if preprocess is None else by_user(preprocess)
    named = labels if labels is not None else _labels(folder)
    kept = name or (folder.name if path.name == "model.onnx" else path.name)
    return OnnxImages(checked_file(path), prepare, takes_any, name=kept, labels=named, task=task)


def _output(file: OnnxFile, session: Any) -> str:
    """Its only output, or the one called "logits"."""
    names = [one.name for one in session.get_outputs()]
    if len(names) == 1 or "logits" in names:
        return str(names[0] if len(names) == 1 else "logits")
    raise LoadError(f"{os.fspath(file.path)!r} gives {', '.join(names)}; a classifier gives one of them, or 'logits'.")


def _labels(folder: Path) -> tuple[str, ...] | None:
    """Those of config.json, where it is of a classifier of images."""
    if not names_images(folder):
        return None
    config = json.loads((folder / "config.json").read_bytes())
    named = config.get("id2label") if isinstance(config, dict) else None
    if not isinstance(named, dict) or not all(str(index) in named for index in range(len(named))):
        return None
    return tuple(str(named[str(index)]) for index in range(len(named)))


def _of_one_shape(given: Sequence[Numbers], apart: bool) -> Iterator[list[int]]:
    """Places of inputs that make a batch together."""
    if apart:
        yield from ([place] for place in range(len(given)))
        return
    places: dict[tuple[int, ...], list[int]] = {}
    for place, one in enumerate(given):
        places.setdefault(one.shape, []).append(place)
    yield from places.values()
