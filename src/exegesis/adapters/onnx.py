"""Models as ONNX files, run by onnxruntime: black boxes with tokens, for the methods that need only outputs."""

import copy
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from exegesis.adapters.base import check_outputs
from exegesis.adapters.failures import last_line
from exegesis.adapters.fingerprinting import tokenizer_hash
from exegesis.adapters.heads import HEADS, OUTPUTS, Head, head, heads_of
from exegesis.adapters.loading import architectures, load_words
from exegesis.adapters.onnx_files import OnnxFile, checked_file, find_file, require
from exegesis.adapters.reads import Read
from exegesis.adapters.threads import fixed
from exegesis.adapters.tokenized import TokenModel, own_tables
from exegesis.core.errors import LoadError, ModelError, UnsupportedError
from exegesis.core.types import Floats, Integers, Outputs
from exegesis.core.version import versions
from exegesis.data.records import Fingerprint
from exegesis.data.rows import Row, TokenRow

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_KINDS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_SILENT = 4  # what goes wrong comes as an exception; the runtime need not print it too


class OnnxModel(TokenModel):
    """A session of onnxruntime over a checked file, with the tokenizer and the configuration of its folder.

    It gives outputs and tokens, no gradients and no attention. `rows_apart`: each row is a batch of its own, so that
    its answer does not depend on its neighbours where a batch shares the scales of a dynamic quantisation.
    """

    def __init__(
        self, file: OnnxFile, config: Any, tokenizer: Any, *, head: Head, name: str, threads: int | None = None
    ) -> None:
        super().__init__(head, config, tokenizer, name, _rows(config))
        self.file = replace(file, data=None)  # the session has it
        self.rows_apart = file.batch_scales
        self._config = config
        self._session = session_of(file, threads)
        self._kinds = _inputs(file, self._session)
        self._outputs = _outputs(file, self._session, OUTPUTS[self.table])

    @property
    def config(self) -> Any:
        return self._config

    @property
    def _alone(self) -> bool:
        return self.rows_apart or super()._alone

    def with_threads(self, count: int) -> "OnnxModel":
        """The same file in a session with so many threads."""
        file = checked_file(self.file.path)
        if file.sha256 != self.file.sha256:
            raise LoadError(f"{os.fspath(file.path)!r} is another file than when it was loaded; load it again.")
        made = copy.copy(self)
        made._session = session_of(file, count)
        return made

    def fingerprint(self) -> Fingerprint:
        import transformers

        _, onnxruntime = require()
        ran = versions(onnxruntime, transformers)
        return Fingerprint(self.name, None, self.file.sha256, tokenizer_hash(self.tokenizer), ran)

    def forward(self, rows: Sequence[Row], precision: str = "float32", read: Read | None = None) -> Outputs:
        if precision != "float32":
            raise UnsupportedError(f"the precision of {self.name} is that of its file; leave out precision=.")
        return np.concatenate([self._pass(part, read) for part in self.together(rows)])

    def _pass(self, rows: list[TokenRow], read: Read | None) -> Outputs:
        inputs = self.padded(rows)
        found = self._run(inputs)
        if read is None:
            return self._checked(check_outputs(self.name, found["logits"], len(rows)))
        import torch

        # What reads a torch model's output reads this one too.
        tensors = {name: torch.from_numpy(table) for name, table in inputs.items()}
        output = SimpleNamespace(**{name: torch.from_numpy(table) for name, table in found.items()})
        return check_outputs(self.name, read(output, tensors).float().numpy(), len(rows))

    def tables(self, rows: Sequence[TokenRow], left: bool) -> list[Floats]:
        longest = max(map(len, rows))
        return own_tables(self.table, SimpleNamespace(**self._run(self.padded(rows, left))), rows, longest, left)

    def _run(self, inputs: dict[str, Integers]) -> dict[str, Any]:
        zeros = np.zeros_like(inputs["input_ids"])  # type ids, of a tokenizer that gives none for one text
        feed = {name: inputs.get(name, zeros).astype(kind, copy=False) for name, kind in self._kinds.items()}
        try:
            found = self._session.run(list(self._outputs.values()), feed)
        except Exception as error:  # onnxruntime's own kinds, all children of Exception or RuntimeError
            if "bad_alloc" in str(error) or "allocate memory" in str(error):
                raise MemoryError(str(error)) from error
            raise ModelError(f"{self.name} failed on a batch of {zeros.shape}: {last_line(error)}") from error
        return {name: np.asarray(table, dtype=np.float32) for name, table in zip(self._outputs, found, strict=True)}


def load_onnx(source: str | Path, task: str | None = None, name: str | None = None) -> OnnxModel:
    """The model of an .onnx file, or of a folder with one; `LoadError` in one line."""
    require()
    path = find_file(Path(source))
    config, tokenizer = load_words(_words(path))
    file = checked_file(path)
    return OnnxModel(file, config, tokenizer, head=_head(path, config, task), name=name or _name(path))


def _rows(config: Any) -> int | None:
    """Of the table of word embeddings, by the configuration: the file does not say which of its tables that is."""
    rows = getattr(config, "vocab_size", None)
    return rows if isinstance(rows, int) and rows > 0 else None


def _words(path: Path) -> str:
    """The folder of configuration and tokenizer: the file's own, or the one above where it is called "onnx"."""
    folder = path.resolve().parent
    if folder.name == "onnx" and not (folder / "config.json").is_file():
        folder = folder.parent
    if not (folder / "config.json").is_file():
        raise LoadError(f"{str(path)!r} has no config.json beside it; give the folder that the export wrote.")
    return str(folder)


def _name(path: Path) -> str:
    folder = Path(_words(path)).name
    return folder if path.name == "model.onnx" else f"{folder}/{path.name}"


def _head(path: Path, config: Any, task: str | None) -> Head:
    """The head that the configuration names, or `task` where it names none."""
    named = [row for one in architectures(str(path), config) for row in heads_of(one)]
    if task is None:
        return named[0] if named else HEADS["classification"]
    if named and head(task) not in named:
        raise LoadError(f"{str(path)!r} has the head for {named[0].name}, not for {task}.")
    return head(task)


def session_of(file: OnnxFile, threads: int | None) -> Any:
    """A session on the CPU with `threads`, or those fixed for the process, or as many as torch would take.

    Deterministic.
    """
    import torch

    _, onnxruntime = require()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or fixed() or torch.get_num_threads()
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = _SILENT
    options.add_session_config_entry("session.load_model_format", "ONNX")
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the cores to others
    try:
        source = str(file.path) if file.data is None else file.data
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own kinds
        line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise LoadError(f"onnxruntime cannot run {os.fspath(file.path)!r}: {line}") from error


def _inputs(file: OnnxFile, session: Any) -> dict[str, Any]:
    """Names and number types of the inputs; `LoadError` for one that no tokenizer fills, or a fixed size."""
    found = {}
    for one in session.get_inputs():
        if one.name not in INPUTS or one.type not in _KINDS:
            raise LoadError(
                f"{os.fspath(file.path)!r} wants the input {one.name!r} ({one.type}); known are {', '.join(INPUTS)} as "
                "whole numbers."
            )
        if len(one.shape) != 2 or any(isinstance(size, int) for size in one.shape):
            raise LoadError(
                f"{os.fspath(file.path)!r} takes {one.name!r} of the shape {one.shape} only; export it with dynamic "
                "batch and sequence axes."
            )
        found[one.name] = _KINDS[one.type]
    if "input_ids" not in found:
        raise LoadError(f"{os.fspath(file.path)!r} has no input called 'input_ids'.")
    return found


def _outputs(file: OnnxFile, session: Any, wanted: tuple[str, ...]) -> dict[str, str]:
    """The file's names of the outputs wanted: the same ones, or of a single output whatever it is called."""
    names = [one.name for one in session.get_outputs()]
    if set(wanted) <= set(names):
        return {name: name for name in wanted}
    if len(wanted) == len(names) == 1:
        return {wanted[0]: names[0]}
    raise LoadError(f"{os.fspath(file.path)!r} gives {', '.join(names)}; its head should give {' and '.join(wanted)}.")
