"""Weights held against the sizes that their configuration states, and against what is read of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from exegesis.adapters.bare.families import BareFamily
from exegesis.adapters.bare.heads import HeadParts
from exegesis.adapters.bare.ordinary import only
from exegesis.adapters.packed.parts import Block, Encoder

if TYPE_CHECKING:
    from torch.nn import Module

_Expected = tuple[str, Any, tuple[int, ...]]  # what it is, the module, the shape of its weights


def check_encoder(encoder: Encoder, config: Any, family: BareFamily) -> None:
    """`OrdinaryWay` where an encoder is not of the sizes that the configuration states."""
    names = family.sizes
    width, inner = getattr(config, names.width), getattr(config, names.inner)
    narrow = width if names.embedding is None else getattr(config, names.embedding)
    layers = getattr(config, names.layers) * getattr(config, "inner_group_num", 1)
    padding = config.pad_token_id
    only((encoder.types is None) == (names.types is None), "the weights have token types where there should be none")
    only(encoder.project is not None or narrow == width, "embeddings are narrower than the layers")
    only(len(encoder.blocks) == layers, f"there are weights of {len(encoder.blocks)} layers, not {layers}")
    only(width % encoder.heads == 0, "the heads do not divide the width")
    only(padding is None or padding < config.vocab_size, "the padding id has no embedding")
    only(encoder.padding is None or padding is not None, "positions are counted from a padding id that is none")
    types = None if names.types is None else getattr(config, names.types)
    _check(
        ("the words", encoder.words, (config.vocab_size, narrow)),
        ("the positions", encoder.positions, (config.max_position_embeddings, narrow)),
        ("the types", encoder.types, (types or 0, narrow)),
        ("the first norm", encoder.norm, (narrow,)),
        ("the projection", encoder.project, (width, narrow)),
        *(expected for block in encoder.blocks for expected in _of_block(block, width, inner)),
    )


def _of_block(block: Block, width: int, inner: int) -> Iterator[_Expected]:
    for square in (block.query, block.key, block.value, block.out):
        yield "a layer", square, (width, width)
    yield "a layer", block.up, (inner, width)
    yield "a layer", block.down, (width, inner)
    for norm in (block.attention_norm, block.output_norm):
        yield "a layer", norm, (width,)


def check_head(parts: HeadParts, encoder: Encoder, config: Any, tied: bool) -> None:
    """The same of what follows the encoder. `tied`: it gives words, from vectors as wide as theirs."""
    width = encoder.blocks[0].out.out_features
    inner = encoder.words.embedding_dim if tied else width
    only(parts.table != "sides" or config.num_labels == 2, "the head for answers has other than two sides")
    _check(
        ("the head", parts.dense, (inner, width)),
        ("the head", parts.norm, (inner,)),
        ("the head", parts.out, (config.vocab_size if tied else config.num_labels, inner)),
    )


def check_all_read(tree: "Module", encoder: Encoder, parts: HeadParts) -> None:
    """A weight that nothing here reads means something that is not known here."""
    ours = (*encoder.tables, *encoder.linears, *encoder.norms, parts.dense, parts.norm, parts.out)
    read = {id(parameter) for part in ours if part is not None for parameter in part.parameters()}
    strange = [name for name, parameter in tree.named_parameters() if id(parameter) not in read]
    strange = [name for name in strange if not name.endswith(_BIAS)]
    only(not strange, f"nothing reads {strange[:1]}")


_BIAS = ".encoder.relative_attention_bias.weight"  # MPNet's, which `families` reads


def _check(*expected: _Expected) -> None:
    for what, part, shape in expected:
        found = shape if part is None else tuple(part.weight.shape)
        only(found == shape, f"{what} is of the size {found}, and the configuration says {shape}")
