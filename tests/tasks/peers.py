"""Captum on the same models: one number for each position of a row, and the same rule of integration."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from captum.attr import IntegratedGradients, LayerIntegratedGradients

from exegesis.data.explanation import Explanation
from exegesis.data.inputs import GAP

STEPS = 6
Read = Callable[[Any], torch.Tensor]  # the model's output -> (B,)


class Peer:
    """A model on one text or pair, tokenised by its own tokenizer, with one number that is read off its output."""

    def __init__(self, model: Any, tokenizer: Any, *texts: str, typed: bool = False, kept: Sequence[str] = ()) -> None:
        self.model, self.tokenizer = model, tokenizer
        asked = {"return_token_type_ids": True} if typed else {}
        made = tokenizer(*texts, return_tensors="pt", return_offsets_mapping=True, **asked)
        parts = made.sequence_ids(0)
        starts = [0, len(texts[0]) + len(GAP)]
        # Where each position stands in the document: question, two line ends, context.
        self.spans = [
            (0, 0) if part is None else (starts[part] + int(low), starts[part] + int(high))
            for part, (low, high) in zip(parts, made.pop("offset_mapping")[0], strict=True)
        ]
        self.special = np.array([part is None for part in parts])
        self.ids = made.pop("input_ids")
        for token in kept:
            self.special |= (self.ids[0] == tokenizer.convert_tokens_to_ids(token)).numpy()
        self.extra = dict(made)

    def output(self, ids: torch.Tensor | None = None) -> Any:
        """The model's output, by hand."""
        with torch.no_grad():
            return self.model(input_ids=self.ids if ids is None else ids, **self.extra)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last position that share characters with this stretch of the document."""
        inside = [i for i, (low, high) in enumerate(self.spans) if low < end and start < high]
        return inside[0], inside[-1]

    def baseline(self, name: str) -> torch.Tensor:
        """Ids of "pad" or "mask" with what is special kept, or of "all-pad"."""
        filler = self.tokenizer.mask_token_id if name == "mask" else self.tokenizer.pad_token_id
        filled = torch.full_like(self.ids, filler)
        return filled if name == "all-pad" else torch.where(torch.tensor(self.special), self.ids, filled)

    def integrated(self, read: Read, layer: str | None, baseline: str) -> tuple[np.ndarray, float]:
        """Integrated gradients, summed over each position's vector (L,), and captum's convergence delta."""
        names = list(self.extra)

        def forward(ids: torch.Tensor, *extra: torch.Tensor) -> torch.Tensor:
            return read(self.model(input_ids=ids, **dict(zip(names, extra, strict=True))))

        site = self.model.get_input_embeddings() if layer is None else self.model.get_submodule(layer)
        found, delta = LayerIntegratedGradients(forward, site).attribute(
            self.ids,
            self.baseline(baseline),
            additional_forward_args=tuple(self.extra.values()),
            n_steps=STEPS,
            method="gausslegendre",
            return_convergence_delta=True,
        )
        return found.detach().double().sum(-1).reshape(-1).numpy(), float(delta)

    def integrated_from_zero(self, read: Read) -> tuple[np.ndarray, float]:
        """The same from zero vectors, special tokens kept, over embeddings given to the model as such."""

        def forward(vectors: torch.Tensor) -> torch.Tensor:
            extra = {key: value.expand(len(vectors), -1) for key, value in self.extra.items()}
            return read(self.model(inputs_embeds=vectors, **extra))

        whole = self.model.get_input_embeddings()(self.ids).detach()
        start = torch.where(torch.tensor(self.special)[None, :, None], whole, torch.zeros_like(whole))
        found, delta = IntegratedGradients(forward).attribute(
            whole, start, n_steps=STEPS, method="gausslegendre", return_convergence_delta=True
        )
        return found.detach().double().sum(-1).reshape(-1).numpy(), float(delta)

    def check(self, found: Explanation, positions: np.ndarray, delta: float | None, atol: float = 2e-5) -> None:
        """Unit scores are the sums over the positions that share characters with them; the rest is the specials'."""
        expected = np.zeros(len(found.units))
        for (low, high), special, score in zip(self.spans, self.special, positions, strict=True):
            owners = [i for i, unit in enumerate(found.units) if unit.start < high and low < unit.end]
            after = [i for i, unit in enumerate(found.units) if unit.start >= low]  # RoBERTa's lone space has no width
            if not special:
                assert len(owners) == int(high > low)
                expected[(owners or after)[0]] += score
        assert np.abs(expected).max() > 100 * atol
        np.testing.assert_allclose(found.scores, expected, atol=atol)
        assert abs(found.diagnostics["special_tokens"] - positions[self.special].sum()) < atol
        if delta is not None:
            assert abs(found.diagnostics["convergence_delta"] - delta) < atol


def as_unit(logits: torch.Tensor, output: str) -> torch.Tensor:
    """Logits over the last axis, as they are or under its softmax."""
    if output == "logit":
        return logits
    return logits.log_softmax(-1) if output == "log-probability" else logits.softmax(-1)
