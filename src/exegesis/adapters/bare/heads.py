"""The heads of encoders as data: which matrices follow the encoder, and what is done between them."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from exegesis.adapters.bare.ordinary import only
from exegesis.adapters.packed.arithmetic import ERF, activation

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import LayerNorm, Linear, Module

HYPERBOLIC = "hyperbolic tangent"  # beside the forms of the packed path's activations


@dataclass(frozen=True)
class BareHead:
    """Paths of what follows the encoder. `form` is applied after `dense`; None: as the encoder's own activation.

    `first`: only the first token is read. `tied`: the path of the bias of a head of words, whose matrix is the table of
    word embeddings and in no file.
    """

    out: str
    dense: str | None = None
    form: str | None = None
    norm: str | None = None
    first: bool = False
    tied: str | None = None


SIDES, TAGS = BareHead("qa_outputs"), BareHead("classifier")
# A classifier of RoBERTa's kind, and its head of words.
DENSE = BareHead("classifier.out_proj", "classifier.dense", HYPERBOLIC, first=True)
WORDS = BareHead("lm_head.decoder", "lm_head.dense", ERF, "lm_head.layer_norm", tied="lm_head.bias")


@dataclass(frozen=True)
class HeadParts:
    """The modules of a head. `table` is the kind of logits (`adapters.heads.Head`)."""

    table: str
    first: bool
    dense: "Linear | None"
    form: str
    norm: "LayerNorm | None"
    out: "Linear"

    def output(self, hidden: "Tensor") -> Any:
        """What the model with this head gives for hidden states (B, P, D)."""
        x = hidden[:, 0] if self.first else hidden
        if self.dense is not None:
            x = self._activated(self.dense(x))
        logits = self.out(x if self.norm is None else self.norm(x))
        if self.table == "sides":
            start, end = logits.unbind(-1)
            return SimpleNamespace(start_logits=start.contiguous(), end_logits=end.contiguous())
        return SimpleNamespace(logits=logits)

    def _activated(self, x: "Tensor") -> "Tensor":
        return x.tanh() if self.form == HYPERBOLIC else activation(self.form)(x)


def parts_of(head: BareHead, tree: "Module", table: str, form: str) -> HeadParts:
    """The head's modules in the tree; `form` is the encoder's activation. `OrdinaryWay` where one is something else."""
    from torch.nn import LayerNorm, Linear

    def part(path: str | None, kind: type) -> Any:
        found = None if path is None else tree.get_submodule(path)
        only(found is None or type(found) is kind, f"the head has a {type(found).__name__} at {path}")
        return found

    dense, norm = part(head.dense, Linear), part(head.norm, LayerNorm)
    return HeadParts(table, head.first, dense, head.form or form, norm, part(head.out, Linear))
