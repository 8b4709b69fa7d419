"""A model without transformers: its weights, its configuration, and how its encoder and its head are read off them."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from exegesis.adapters.bare import whole
from exegesis.adapters.bare.config import BareConfig
from exegesis.adapters.bare.families import FORMS, BareFamily
from exegesis.adapters.bare.heads import BareHead, parts_of
from exegesis.adapters.bare.late import Late
from exegesis.adapters.bare.ordinary import OrdinaryWay, only
from exegesis.adapters.bare.sizes import check_all_read, check_encoder, check_head
from exegesis.adapters.heads import Head
from exegesis.adapters.packed.arithmetic import RELU, TANH
from exegesis.adapters.packed.obstacles import parts_obstacle
from exegesis.adapters.packed.parts import Encoder
from exegesis.adapters.packed.table import FAMILIES as READERS
from exegesis.adapters.passes import Unmade

if TYPE_CHECKING:
    import torch
    from torch.nn import Embedding, Module

_WORDS = "embeddings.word_embeddings.weight"


class BareModel(Unmade):
    """What the packed path needs of an encoder with a head, and what transformers' module is made of when it is needed.

    Passes read `encoder` and `parts`, of the head. `tree` holds the weights under the names that they have in
    transformers, so their hash is the same. `config` answers as transformers' own does.
    """

    encoder: Encoder

    def __init__(
        self,
        tensors: "Mapping[str, torch.Tensor]",
        given: Mapping[str, Any],
        family: BareFamily,
        head: Head,
        source: str,
    ) -> None:
        """`given`: the configuration as its file states it. `OrdinaryWay` where weights and configuration disagree."""
        self.source, self.head = source, head
        config, row = BareConfig(given, family.aliases), family.heads[head.name]
        self.config = Late(config, partial(whole.config, given, source))
        form = FORMS[getattr(config, family.activation)]
        try:
            self.tree = _tree(tensors, config, family)
            self.encoder = _encoder(self.tree, config, family, form)
            _tie(self.tree, family, row)
            self.parts = parts_of(row, self.tree, head.table, form)
        except (AttributeError, IndexError) as error:  # a weight that is not there
            raise OrdinaryWay(f"the weights are not all there ({error})") from error
        check_encoder(self.encoder, config, family)
        check_head(self.parts, self.encoder, config, row.tied is not None)
        check_all_read(self.tree, self.encoder, self.parts)

    def get_input_embeddings(self) -> "Embedding":
        """The table of word embeddings, asked for as of a module."""
        return self.encoder.words

    def output(self, hidden: "torch.Tensor") -> Any:
        return self.parts.output(hidden)

    def whole(self) -> Any:
        """The module of transformers, which shares these weights."""
        return whole.model(self.config.whole(), self.tree, self.source)


def _tree(tensors: "Mapping[str, torch.Tensor]", config: BareConfig, family: BareFamily) -> "Module":
    from exegesis.adapters.bare.tree import tree_of

    return tree_of(tensors, family.eps if isinstance(family.eps, float) else getattr(config, family.eps)).eval()


def _encoder(tree: "Module", config: BareConfig, family: BareFamily, form: str) -> Encoder:
    """The encoder in the tree, read as from a module of transformers."""
    import torch

    activation = torch.nn.ReLU() if form == RELU else torch.nn.GELU("tanh" if form == TANH else "none")
    body: Any = tree.get_submodule(family.prefix)
    body.config = config
    family.complete(body, config, activation.eval())
    encoder = READERS[family.body](body)
    obstacle = parts_obstacle(encoder)
    only(obstacle is None, str(obstacle))
    return encoder


def _tie(tree: "Module", family: BareFamily, head: BareHead) -> None:
    """Give a head of words its matrix, which is the table of word embeddings."""
    from exegesis.adapters.bare.tree import linear

    if head.tied is not None:
        path, _, name = head.out.rpartition(".")
        words, bias = tree.get_parameter(f"{family.prefix}.{_WORDS}"), tree.get_parameter(head.tied)
        setattr(tree.get_submodule(path), name, linear(words, bias))
