"""The families whose folders are read here: those of the packed path, with their heads and how they are configured."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from exegesis.adapters.bare.config import Check, exactly, number, switch, text
from exegesis.adapters.bare.heads import DENSE, HYPERBOLIC, SIDES, TAGS, WORDS, BareHead
from exegesis.adapters.bare.ordinary import only
from exegesis.adapters.packed.arithmetic import ERF, RELU, TANH

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class SizeNames:
    """What a configuration calls its sizes. None: the family has no such thing, or (`embedding`) it is the width."""

    width: str = "hidden_size"
    inner: str = "intermediate_size"
    layers: str = "num_hidden_layers"
    heads: str = "num_attention_heads"
    types: str | None = "type_vocab_size"
    embedding: str | None = None
    more: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """All of them, and the two that every family calls alike."""
        named = (self.width, self.inner, self.layers, self.heads, self.types, self.embedding, *self.more)
        return ("vocab_size", "max_position_embeddings", *(name for name in named if name is not None))


@dataclass(frozen=True)
class BareFamily:
    """One row: what its classes are called, where its body stands in a model with a head, and what is in both.

    `complete` puts on the body what its weights do not tell: activations, the padding id. `eps` names the number that
    norms add, or is it. `known`: keys of the configuration that change no answer, and the only values of those that do.
    """

    stem: str
    prefix: str
    complete: Callable[[Any, Any, Any], None]
    heads: Mapping[str, BareHead]
    sizes: SizeNames = SizeNames()
    activation: str = "hidden_act"
    eps: str | float = "layer_norm_eps"
    known: Mapping[str, Check] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The class of the body in transformers."""
        return f"{self.stem}Model"


# By their names in a configuration.
FORMS = {"gelu": ERF, "gelu_new": TANH, "relu": RELU}


def _bert(body: Any, _config: Any, activation: Any) -> None:
    for layer in body.encoder.layer:
        layer.intermediate.intermediate_act_fn = activation


def _roberta(body: Any, config: Any, activation: Any) -> None:
    body.embeddings.padding_idx = config.pad_token_id
    _bert(body, config, activation)


def _distilbert(body: Any, _config: Any, activation: Any) -> None:
    for layer in body.transformer.layer:
        layer.ffn.activation = activation


def _albert(body: Any, config: Any, activation: Any) -> None:
    groups = body.encoder.albert_layer_groups
    only(len(groups) == config.num_hidden_groups, "the weights are of another number of groups")
    only(all(len(group.albert_layers) == config.inner_group_num for group in groups), "groups are of other sizes")
    for group in groups:
        for layer in group.albert_layers:
            layer.activation = activation
    _without_pooler(body)


def _mpnet(body: Any, config: Any, activation: Any) -> None:
    body.embeddings.padding_idx = 1  # whatever the configuration says
    _bert(body, config, activation)
    _without_pooler(body)
    table = body.encoder.relative_attention_bias
    shape = (_BUCKETS, config.num_attention_heads)
    only(tuple(table.weight.shape) == shape, "the bias by distance is of another size")
    body.encoder.compute_position_bias = partial(_distance_bias, table)


def _without_pooler(body: Any) -> None:
    if not hasattr(body, "pooler"):
        body.pooler = None


def _distance_bias(table: Any, sized: "Tensor") -> "Tensor":
    """MPNet's (and T5's) bias by distance, (1, heads, L, L) for `sized` (1, L, ...): buckets grow with the distance."""
    import torch

    length, buckets = sized.shape[1], _BUCKETS // 2
    exact = buckets // 2
    places = torch.arange(length, device=table.weight.device)
    behind = places[:, None] - places[None, :]
    far = behind.abs()
    grown = torch.log(far.float() / exact) / math.log(_FARTHEST / exact) * (buckets - exact)
    bucket = torch.where(far < exact, far, (exact + grown.to(torch.long)).clamp(max=buckets - 1))
    found: Tensor = table(bucket + (behind < 0) * buckets).permute(2, 0, 1).unsqueeze(0)
    return found


_BUCKETS, _FARTHEST = 32, 128

_DROPOUT: dict[str, Check] = {"attention_probs_dropout_prob": number, "hidden_dropout_prob": number}
_BERT: dict[str, Check] = {**_DROPOUT, "classifier_dropout": number}
_ROBERTA: dict[str, BareHead] = {
    "classification": DENSE,
    "question-answering": SIDES,
    "masked-lm": WORDS,
    "token-classification": TAGS,
}

FAMILIES: dict[str, BareFamily] = {
    "albert": BareFamily(
        "Albert",
        "albert",
        _albert,
        {
            "classification": BareHead("classifier", "albert.pooler", HYPERBOLIC, first=True),
            "question-answering": SIDES,
            "masked-lm": BareHead(
                "predictions.decoder", "predictions.dense", None, "predictions.LayerNorm", tied="predictions.bias"
            ),
            "token-classification": TAGS,
        },
        SizeNames(embedding="embedding_size", more=("num_hidden_groups", "inner_group_num")),
        known={**_DROPOUT, "classifier_dropout_prob": number},
    ),
    "bert": BareFamily(
        "Bert",
        "bert",
        _bert,
        {
            "classification": BareHead("classifier", "bert.pooler.dense", HYPERBOLIC, first=True),
            "question-answering": SIDES,
            "masked-lm": BareHead(
                "cls.predictions.decoder",
                "cls.predictions.transform.dense",
                None,
                "cls.predictions.transform.LayerNorm",
                tied="cls.predictions.bias",
            ),
            "token-classification": TAGS,
        },
        known=_BERT,
    ),
    "camembert": BareFamily("Camembert", "roberta", _roberta, _ROBERTA, known=_BERT),
    "distilbert": BareFamily(
        "DistilBert",
        "distilbert",
        _distilbert,
        {
            "classification": BareHead("classifier", "pre_classifier", RELU, first=True),
            "question-answering": SIDES,
            "masked-lm": BareHead(
                "vocab_projector", "vocab_transform", None, "vocab_layer_norm", tied="vocab_projector.bias"
            ),
            "token-classification": TAGS,
        },
        SizeNames("dim", "hidden_dim", "n_layers", "n_heads", types=None),
        activation="activation",
        eps=1e-12,
        known={
            "attention_dropout": number,
            "dropout": number,
            "qa_dropout": number,
            "seq_classif_dropout": number,
            "sinusoidal_pos_embds": exactly(False),
            "tie_weights_": exactly(True),
        },
        aliases={"hidden_size": "dim", "num_attention_heads": "n_heads", "num_hidden_layers": "n_layers"},
    ),
    "electra": BareFamily(
        "Electra",
        "electra",
        _bert,
        {
            "classification": BareHead("classifier.out_proj", "classifier.dense", ERF, first=True),
            "question-answering": SIDES,
            "masked-lm": BareHead(
                "generator_lm_head",
                "generator_predictions.dense",
                ERF,
                "generator_predictions.LayerNorm",
                tied="generator_lm_head.bias",
            ),
            "token-classification": TAGS,
        },
        SizeNames(embedding="embedding_size"),
        known={
            **_BERT,
            "summary_activation": text,
            "summary_last_dropout": number,
            "summary_type": text,
            "summary_use_proj": switch,
        },
    ),
    "mpnet": BareFamily(
        "MPNet",
        "mpnet",
        _mpnet,
        _ROBERTA,
        SizeNames(types=None),
        known={**_DROPOUT, "relative_attention_num_buckets": exactly(_BUCKETS)},
    ),
    "roberta": BareFamily("Roberta", "roberta", _roberta, _ROBERTA, known=_BERT),
    "xlm-roberta": BareFamily("XLMRoberta", "roberta", _roberta, _ROBERTA, known=_BERT),
}
