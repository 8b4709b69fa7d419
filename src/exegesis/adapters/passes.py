"""Passes through one torch model: rows as its inputs, one pass at a time, in a precision, and the model left as it was.

All that looks inside a transformer (attentions, sites, lookups, the packed path) makes its passes here, and needs
nothing else of the adapter that owns them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.draws import TorchDraws
from exegesis.adapters.failures import told
from exegesis.adapters.heads import OUTPUTS, Head
from exegesis.adapters.state import Changes, put_back
from exegesis.adapters.turns import alone
from exegesis.core.errors import ModelError, unknown
from exegesis.core.types import Integers
from exegesis.data.requests import PRECISIONS
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

# (rows, whether padding stands on the left; None: as the model has it) -> its inputs, each (B, L), by their names.
Pad: TypeAlias = Callable[[Sequence[TokenRow], bool | None], Mapping[str, Integers]]


class Unmade(ABC):
    """A model whose module is made when something needs it: until then only the packed path runs, from the weights.

    `tree` holds these under the names of the module; `encoder` is a `packed.parts.Encoder` of them.
    """

    head: Head
    config: Any
    tree: "Module"
    encoder: Any

    @property
    def device(self) -> Any:
        """Where the weights are."""
        return self.encoder.words.weight.device

    @abstractmethod
    def output(self, hidden: "Tensor") -> Any:
        """What the model gives where its encoder gives `hidden` (B, P, D)."""

    @abstractmethod
    def whole(self) -> Any:
        """The module with these weights."""


class Passes:
    """A torch model in evaluation mode, run under the name that errors call it by; its weights are read, never changed.

    `table` is the kind of logits that its head gives (`heads.Head`). `one_length`: whether a pass was seen to behave by
    the length of its batch, so that rows of different lengths must not share one. `eager_alike`: whether it was seen to
    answer under eager attention as it does.
    """

    def __init__(self, model: Any, name: str, head: Head, pad: Pad) -> None:
        """`model`: a torch module, or one that is made when it is first asked for."""
        self._held = model if isinstance(model, Unmade) else model.eval()
        self.name = name
        self.head, self.table = head.name, head.table
        self.one_length = False
        self.eager_alike = False
        self._pad = pad
        self._draws = TorchDraws()
        self._changes: Changes | None = None  # what the first pass changed, and was put back

    @property
    def model(self) -> Any:
        """The torch module."""
        held = self._held
        if isinstance(held, Unmade):
            with alone(held):  # no pass is under way that began without it
                if self._held is held:
                    self._held = held.whole()
        return self._held

    @property
    def unmade(self) -> Unmade | None:
        """What stands for the module for as long as nobody asked for that."""
        return self._held if isinstance(self._held, Unmade) else None

    @property
    def weights(self) -> Any:
        """What holds the weights now, under the names of the module."""
        return self._held.tree if isinstance(self._held, Unmade) else self._held

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the model until the block ends, with or without its module; may be nested."""
        while True:
            held = self._held
            with alone(held):
                if held is self._held:
                    yield
                    return

    @property
    def device(self) -> Any:
        """Where the model stands now."""
        return self._held.device

    def inputs(self, rows: Sequence[TokenRow], left: bool | None = None) -> "dict[str, Tensor]":
        """The rows as the model's keyword arguments, padded on the left or the right, or as its habits are."""
        import torch

        return {name: torch.from_numpy(table).to(self.device) for name, table in self._pad(rows, left).items()}

    def run(self, inputs: "dict[str, Tensor]", **options: Any) -> Any:
        """The model's output for one batch. What fails inside is a `ModelError`."""
        if self.head in ("causal-lm", "writing"):
            options["use_cache"] = False
        output = self._run(lambda: self.model, inputs, options)
        self._check_output(output)
        return output

    def body(self, inputs: "dict[str, Tensor]", **options: Any) -> Any:
        """What stands before the head gives for one batch; of an encoder-decoder its encoder alone."""
        return self._run(self._body, inputs, options)

    def _body(self) -> "Module":
        whole = bool(getattr(self.model.config, "is_encoder_decoder", False))
        found: Module = self.model.get_encoder() if whole else self.model.base_model
        return found

    def _run(self, part: "Callable[[], Module]", inputs: "dict[str, Tensor]", options: dict[str, Any]) -> Any:
        """One pass of the model or of a part of it, after which it is as it was."""
        shape = tuple(inputs["input_ids"].shape)
        with alone(self.model), told(self.name, f"on a batch of {shape[0]} x {shape[1]} tokens"):
            if self.model.training:  # trained further since it was loaded
                self.model.eval()
            with put_back(self.model, shape[1]) as changed, self._draws.steady(self.device):
                output = part()(**inputs, **options)
            self._compare(changed)
        return output

    def watched(self, inputs: "dict[str, Tensor]") -> Any:
        """`run`, and where the model draws random numbers, the output for those of one seed."""
        return self._draws.watched(lambda: self.run(inputs), self.device)

    def autocast(self, precision: str) -> Any:
        """What makes passes run in this precision while inside."""
        import torch

        if precision not in PRECISIONS:
            raise unknown("precision", precision, PRECISIONS)
        return torch.autocast(self.device.type, torch.bfloat16, enabled=precision == "bfloat16")

    def _compare(self, changed: Changes) -> None:
        """Passes that change the model in different ways do so by the length of their batches, as far as is known."""
        if self._changes is None:
            self._changes = changed
        self.one_length = self.one_length or changed != self._changes

    def _check_output(self, output: Any) -> None:
        missing = next((name for name in OUTPUTS[self.table] if getattr(output, name, None) is None), None)
        if missing is not None:
            raise ModelError(
                f"{self.name} gives a {type(output).__name__} without {missing}; its configuration may say return_dict "
                "false, or its class has another head."
            )


def array(numbers: "Tensor") -> NDArray[np.float32]:
    """A tensor's numbers on the processor, in float32."""
    made: NDArray[np.float32] = numbers.float().cpu().numpy()
    return made
