"""A model without transformers: its weights, its configuration, and how its encoder and its head are read off them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from exegesis.adapters.bare.config import BareConfig
from exegesis.adapters.bare.families import FORMS, BareFamily
from exegesis.adapters.bare.heads import parts_of
from exegesis.adapters.bare.late import Late
from exegesis.adapters.bare.ordinary import OrdinaryWay, only
from exegesis.adapters.heads import Head
from exegesis.adapters.packed.obstacles import parts_obstacle
from exegesis.adapters.packed.parts import Encoder
from exegesis.adapters.packed.table import FAMILIES as READERS
from exegesis.adapters.passes import Unmade

if TYPE_CHECKING:
    import torch
    from torch.nn import Embedding, Module


class BareModel(Unmade):
    """What the packed path needs of an encoder with a head, and what transformers' module is made of when it is needed.

    Passes read `encoder` and `head_parts`. `tree` holds the weights under the names that they have in transformers, so
    their hash is the same. `config` answers as transformers' own does.
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
        from exegesis.adapters.bare import whole

        self.source, self.head = source, head
        bare = BareConfig(given, family.aliases)
        self.config = Late(bare, lambda: whole.config(given, source))
        try:
            self.tree, self.encoder = _read(tensors, bare, family, head)
            row = family.heads[head.name]
            self.head_parts = parts_of(row, self.tree, head.table, FORMS[getattr(bare, family.activation)])
        except (AttributeError, IndexError) as error:  # a weight that is not there
            raise OrdinaryWay(f"the weights are not all there ({error})") from error
        _check_sizes(self.encoder, bare, family)
        self._check_head(bare, family)
        self._check_all_used()

    def get_input_embeddings(self) -> "Embedding":
        """The table of word embeddings, asked for as of a module."""
        return self.encoder.words

    def output(self, hidden: "torch.Tensor") -> Any:
        return self.head_parts.output(hidden)

    def whole(self) -> Any:
        """The module of transformers, which shares these weights."""
        from exegesis.adapters.bare import whole

        return whole.model(self.config.whole(), self.tree, self.source)

    def _check_head(self, config: BareConfig, family: BareFamily) -> None:
        parts, width = self.head_parts, self.encoder.blocks[0].out.out_features
        outputs = {"words": config.vocab_size, "sides": 2}.get(_outputs(self.head), config.num_labels)  # type: ignore[attr-defined]
        only(self.head.table != "sides" or config.num_labels == 2, "the head for answers has other than two sides")
        inner = width if parts.dense is None else parts.dense.out_features
        if self.head.name == "masked-lm":
            inner = self.encoder.words.embedding_dim
        only(parts.dense is None or _shape(parts.dense) == (inner, width), "the head's matrix is of another size")
        only(parts.norm is None or tuple(parts.norm.weight.shape) == (inner,), "the head's norm is of another size")
        only(_shape(parts.out) == (outputs, inner), "the head gives another number of outputs")

    def _check_all_used(self) -> None:
        """A weight that nothing here reads means something that is not known here."""
        encoder, parts = self.encoder, self.head_parts
        ours = [*encoder.tables, *encoder.linears, *encoder.norms, parts.dense, parts.norm, parts.out]
        used = {id(parameter) for part in ours if part is not None for parameter in part.parameters()}
        strange = [name for name, parameter in self.tree.named_parameters() if id(parameter) not in used]
        strange = [name for name in strange if not name.endswith(".relative_attention_bias.weight")]
        only(not strange, f"nothing reads {strange[:1]}")


_WORDS = "embeddings.word_embeddings.weight"


def _outputs(head: Head) -> str:
    return "words" if head.name == "masked-lm" else head.table


def _read(
    tensors: "Mapping[str, torch.Tensor]", config: BareConfig, family: BareFamily, head: Head
) -> "tuple[Module, Encoder]":
    """The tree of the weights and the encoder in it."""
    from exegesis.adapters.bare.tree import linear, tree_of

    eps = family.eps if isinstance(family.eps, float) else getattr(config, family.eps)
    tree = tree_of(tensors, eps)
    body: Any = tree.get_submodule(family.prefix)
    body.config = config
    family.complete(body, config, _activation(FORMS[getattr(config, family.activation)]))
    encoder = READERS[family.body](body)
    obstacle = parts_obstacle(encoder)
    only(obstacle is None, str(obstacle))
    row = family.heads[head.name]
    if row.tied is not None:
        bias = tree.get_parameter(row.tied)
        path, _, name = row.out.rpartition(".")
        setattr(tree.get_submodule(path), name, linear(tree.get_parameter(f"{family.prefix}.{_WORDS}"), bias))
    tree.eval()
    return tree, encoder


def _activation(form: str) -> Any:
    import torch

    return torch.nn.ReLU() if form == "relu" else torch.nn.GELU(approximate="tanh" if form == "tanh" else "none")


def _check_sizes(encoder: Encoder, config: BareConfig, family: BareFamily) -> None:
    """`OrdinaryWay` where the weights are of other sizes than the configuration says."""
    names, block = family.sizes, "a layer"
    width, inner = getattr(config, names.width), getattr(config, names.inner)
    narrow = width if names.embedding is None else getattr(config, names.embedding)
    sizes: list[tuple[str, Any, tuple[int, ...]]] = [
        ("the words", encoder.words, (config.vocab_size, narrow)),  # type: ignore[attr-defined]
        ("the positions", encoder.positions, (config.max_position_embeddings, narrow)),  # type: ignore[attr-defined]
        ("the first norm", encoder.norm, (narrow,)),
    ]
    if encoder.types is not None and names.types is not None:
        sizes.append(("the types", encoder.types, (getattr(config, names.types), narrow)))
    if encoder.project is not None:
        sizes.append(("the projection", encoder.project, (width, narrow)))
    for one in encoder.blocks:
        sizes += [(block, part, (width, width)) for part in (one.query, one.key, one.value, one.out)]
        sizes += [(block, one.up, (inner, width)), (block, one.down, (width, inner))]
        sizes += [(block, norm, (width,)) for norm in (one.attention_norm, one.output_norm)]
    for what, part, shape in sizes:
        only(_shape(part) == shape, f"{what} is of the size {_shape(part)}, the configuration says {shape}")
    layers = getattr(config, names.layers) * getattr(config, "inner_group_num", 1)
    only(len(encoder.blocks) == layers, f"there are weights of {len(encoder.blocks)} layers, not {layers}")
    only(encoder.project is not None or narrow == width, "embeddings are narrower than the layers")
    only((encoder.types is None) == (names.types is None), "the weights have token types where there should be none")
    only(width % encoder.heads == 0, "the heads do not divide the width")
    padding = config.pad_token_id  # type: ignore[attr-defined]
    only(padding is None or padding < encoder.words.num_embeddings, "the padding id has no embedding")
    only(encoder.padding is None or padding is not None, "positions are counted from a padding id that is none")


def _shape(part: Any) -> tuple[int, ...]:
    return tuple(part.weight.shape)
