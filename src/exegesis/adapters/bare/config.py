"""config.json without transformers: only keys whose meaning is known, with values of the kinds that are known."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from exegesis.adapters.bare.ordinary import OrdinaryWay, only

Check: TypeAlias = Callable[[Any], bool]


def size(value: Any) -> bool:
    """A number of things."""
    return type(value) is int and value > 0


def exactly(*values: Any) -> Check:
    """One of these and of its type."""
    return lambda value: any(type(value) is type(known) and value == known for known in values)


def number(value: Any) -> bool:
    """One that does not change an answer, such as how much is dropped out in training."""
    return value is None or type(value) in (int, float)


def switch(value: Any) -> bool:
    """On or off, of what does not change an answer."""
    return type(value) is bool


def small(value: Any) -> bool:
    """What is added to a variance."""
    return type(value) is float and 0 < value < 1


def token(value: Any) -> bool:
    """An id, or none."""
    return value is None or (type(value) is int and value >= 0)


def text(value: Any) -> bool:
    """A name that nothing here reads."""
    return type(value) is str


def labels(value: Any) -> bool:
    """Names by their numbers, none left out."""
    if not isinstance(value, dict) or not all(type(name) is str for name in value.values()):
        return False
    return list(value) == [str(index) for index in range(len(value))] and len(value) > 0


_SHARED: dict[str, Check] = {
    "_attn_implementation_autoset": switch,
    "_name_or_path": text,
    "add_cross_attention": exactly(False),
    "architectures": lambda value: isinstance(value, list),
    "bos_token_id": token,
    "chunk_size_feed_forward": exactly(0),
    "dtype": exactly("float32", "float16", "bfloat16"),
    "eos_token_id": token,
    "gradient_checkpointing": switch,
    "id2label": labels,
    "initializer_range": number,
    "is_decoder": exactly(False),
    "is_encoder_decoder": exactly(False),
    "label2id": lambda value: isinstance(value, dict),
    "model_type": text,
    "output_attentions": exactly(False),
    "output_hidden_states": exactly(False),
    "pad_token_id": token,
    "position_embedding_type": exactly("absolute"),
    "problem_type": exactly(None, "regression", "single_label_classification", "multi_label_classification"),
    "return_dict": exactly(True),
    "tie_word_embeddings": exactly(True),
    "torch_dtype": exactly("float32", "float16", "bfloat16"),
    "transformers_version": text,
    "use_cache": switch,
}


# What files of years ago hold, and nothing reads any more.
_LEFT_OVER: dict[str, Check] = {
    "directionality": text,
    "down_scale_factor": number,
    "finetuning_task": lambda value: value is None or text(value),
    "gap_size": number,
    "net_structure_type": number,
    "num_memory_blocks": number,
    "output_past": switch,
    "pooler_fc_size": number,
    "pooler_num_attention_heads": number,
    "pooler_num_fc_layers": number,
    "pooler_size_per_head": number,
    "pooler_type": text,
}


def check_keys(given: Mapping[str, Any], needed: Mapping[str, Check], known: Mapping[str, Check]) -> None:
    """`OrdinaryWay` where a key is unknown or its value is, or where a needed one is left to its default."""
    checks = {**_SHARED, **_LEFT_OVER, **known, **needed}
    for name, value in given.items():
        if name not in checks:
            raise OrdinaryWay(f"the configuration has {name}")
        only(checks[name](value), f"the configuration has {name} {value!r}")
    for name in (*needed, "pad_token_id"):
        only(name in given, f"the configuration has no {name}")


class BareConfig:
    """The settings of a configuration as attributes, under the names that transformers has for them too."""

    def __init__(self, given: Mapping[str, Any], aliases: Mapping[str, str]) -> None:
        """`aliases`: other names that transformers gives to some of them."""
        names = given.get("id2label") or {"0": "LABEL_0", "1": "LABEL_1"}
        self.id2label = {int(index): name for index, name in names.items()}
        self.num_labels = len(names)
        self.problem_type = given.get("problem_type")
        vars(self).update({name: value for name, value in given.items() if name not in ("id2label", "dtype")})
        vars(self).update({other: given[name] for other, name in aliases.items()})
