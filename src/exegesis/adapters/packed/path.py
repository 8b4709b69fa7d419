"""The packed path of one model: made ready when first used, checked against the model itself, out of the way else."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from exegesis.adapters.packed import onednn
from exegesis.adapters.packed.arithmetic import Arithmetic, PlainArithmetic
from exegesis.adapters.packed.batch import batch_of
from exegesis.adapters.packed.checking import disagreement
from exegesis.adapters.packed.layers import each_layer, encode, with_head
from exegesis.adapters.packed.obstacles import family_obstacle, parts_obstacle, passing_obstacle
from exegesis.adapters.packed.onednn_gradients import OneDnnGradients
from exegesis.adapters.packed.parts import Encoder
from exegesis.adapters.packed.rounded import Rounded
from exegesis.adapters.packed.table import FAMILIES
from exegesis.adapters.passes import Passes
from exegesis.adapters.reads import LINES, LineRead, Read
from exegesis.core.types import Outputs
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Embedding


class PackedLayers(NamedTuple):
    """Of each layer what its heads give and its hidden states, (T, D) both; None and the embeddings first.

    `starts`: where each row begins among the T tokens.
    """

    each: "Iterator[tuple[Tensor | None, Tensor]]"
    starts: list[int]
    heads: int


class PackedPath:
    """Runs rows without padding where the model's family, its state and the check allow it.

    `obstacle` says why the last pass went the plain way, None where it did not. `note` is for the reader of a result:
    the family is known, yet the two ways disagreed.
    """

    def __init__(self, passes: Passes, probabilities: Callable[[Outputs], Outputs]) -> None:
        """`probabilities`: a classifier's outputs (B, C) as its answers are read, and the two ways compared."""
        self.passes = passes
        self._probabilities = probabilities
        self.obstacle: str | None = None
        self.note: str | None = None
        self._fitting: bool | None = None  # what the check said, once it was made
        self._made: dict[str, Arithmetic] = {}
        self._of_unmade = passes.unmade is not None  # whether these are for the weights before the module was made

    def numbers(self, rows: Sequence[TokenRow], precision: str, read: Read | None) -> "Tensor | None":
        """What `read` finds (B, K), or all logits of a classifier (B, C); None where the rows must go the plain way."""
        import torch

        with torch.inference_mode(), torch.autocast(self.passes.device.type, enabled=False):
            encoder = self.encoder()
            if encoder is None:
                return None
            output, inputs = self._output(encoder, self.arithmetic(precision), rows, read)
            made: Tensor = output.logits if read is None else read(output, inputs)
            return made

    def differentiable(self, row: TokenRow, points: "Tensor", precision: str, read: Read) -> "Tensor | None":
        """What `read` finds (S, T) where points (S, L, D) stand in for the word embeddings, ready to be differentiated.

        None where the plain way must be taken.
        """
        import torch

        encoder = self.encoder()
        if encoder is None:
            return None
        with torch.autocast(self.passes.device.type, enabled=False):
            arithmetic = self.arithmetic(precision, differentiable=True)
            rows, words = [row] * len(points), points.flatten(0, 1)
            made: Tensor = read(*self._output(encoder, arithmetic, rows, read, words))
            return made

    def layers(self, rows: Sequence[TokenRow]) -> "PackedLayers | None":
        """What passes between the layers; None where the rows must go the plain way."""
        encoder = self.encoder()
        if encoder is None:
            return None
        batch = batch_of(rows, encoder.padding, self.passes.device, even=True)
        order = range(len(rows)) if batch.order is None else batch.order.tolist()
        starts = dict(zip(order, batch.starts.tolist(), strict=True))
        each = each_layer(encoder, self.arithmetic("float32"), batch)
        return PackedLayers(each, [starts[index] for index in range(len(rows))], encoder.heads)

    def table(self, rows: Sequence[TokenRow]) -> Any:
        """All that a model gives for the rows whose module is not made: its output, padded on the right."""
        import torch

        with torch.inference_mode(), torch.autocast(self.passes.device.type, enabled=False):
            encoder = self.encoder()
            assert encoder is not None  # it is one of those that this path takes
            return self._output(encoder, self.arithmetic("float32"), rows, None)[0]

    def lookup(self, rows: Sequence[TokenRow]) -> "Tensor | None":
        """The word embeddings (B, L, D) of rows of one length, without a pass; None where hooks must find them."""
        encoder = self.encoder()
        if encoder is None:
            return None
        import torch

        with torch.inference_mode():
            ids = torch.from_numpy(np.stack([row.array for row in rows]).astype(np.int64))
            made: Tensor = encoder.words(ids.to(encoder.words.weight.device))
            return made

    def words(self) -> "Embedding | None":
        """The table that all word pieces are looked up in, where the packed path knows it."""
        encoder = self.encoder()
        return None if encoder is None else encoder.words

    def encoder(self) -> Encoder | None:
        """The pieces of the model, where the packed path may be taken now.

        Where there is no module yet none can be hooked or changed; that the two ways agree there is held by the tests.
        """
        unmade = self.passes.unmade
        if unmade is not None:
            encoder: Encoder = unmade.encoder
            return encoder
        if self._of_unmade:
            self._of_unmade, self._made = False, {}
        model = self.passes.model
        if model.training:  # trained further since it was loaded: as in the model's own passes
            model.eval()
        self.obstacle = family_obstacle(model) if self._fitting is not False else self.note
        self.obstacle = self.obstacle or passing_obstacle(model)
        if self.obstacle is not None:
            return None
        found = FAMILIES[type(model.base_model).__name__](model.base_model)
        self.obstacle = parts_obstacle(found)
        if self.obstacle is None and self._fitting is None:
            self.obstacle = self.note = self._disagreement(found)
            self._fitting = self.note is None
        return found if self.obstacle is None else None

    def _disagreement(self, encoder: Encoder) -> str | None:
        """The note of a model that this path does not fit; None where it fits."""

        def packed(rows: Sequence[TokenRow]) -> Any:
            return self._output(encoder, self.arithmetic("float32"), rows, None)[0]

        return disagreement(self.passes, encoder, packed, self._probabilities)

    def _output(
        self,
        encoder: Encoder,
        arithmetic: Arithmetic,
        rows: Sequence[TokenRow],
        read: Read | None,
        words: "Tensor | None" = None,
    ) -> tuple[Any, dict[str, "Tensor"]]:
        """The model's output for the rows, and its keyword arguments (none where nothing reads them)."""
        unmade = self.passes.unmade
        batch = batch_of(rows, encoder.padding, self.passes.device, even=words is None)
        inputs = {} if read is None else self.passes.inputs(rows)
        places = self._places(len(rows), read, inputs)
        asked = places if places is None or batch.order is None else places[batch.order]
        hidden = encode(encoder, arithmetic, batch, asked, words)
        table = batch.padded(hidden) if places is None else batch.line_by_line(hidden, places.shape[1])
        if places is not None and read is not None:
            inputs = {**inputs, LINES: places}
        output = with_head(self.passes.model, encoder, table) if unmade is None else unmade.output(table)
        return output, inputs

    def arithmetic(self, precision: str, differentiable: bool = False) -> Arithmetic:
        """How products are made here in this precision, the same for as long as the model lives."""
        import torch

        on_processor = self.passes.device.type == "cpu"
        if precision == "float32":
            kind = "plain" if not (on_processor and onednn.pays()) else "gradients" if differentiable else "onednn"
        else:
            fused = on_processor and not differentiable and onednn.works(torch.bfloat16)
            kind = "onednn-rounded" if fused else "rounded"
        if kind not in self._made:
            self._made[kind] = _arithmetic(kind)
        return self._made[kind]

    def _places(self, rows: int, read: Read | None, inputs: dict[str, "Tensor"]) -> "Tensor | None":
        """Where in each row (B, P) the head is read; None: everywhere."""
        import torch

        if self.passes.table == "classes":  # the families here read the first token
            return torch.zeros(rows, 1, dtype=torch.int64, device=self.passes.device)
        if self.passes.table == "positions" and isinstance(read, LineRead):
            return read.lines(inputs)
        return None


def _arithmetic(kind: str) -> Arithmetic:
    import torch

    if kind == "plain":
        return PlainArithmetic()
    if kind == "rounded":
        return Rounded()
    if kind == "gradients":
        return OneDnnGradients()
    return onednn.OneDnn(torch.float32 if kind == "onednn" else torch.bfloat16)
