"""Tiny random models of families whose passes do more than answer: padding leaks, state stays, numbers are drawn."""

import copy
from typing import Any

import torch
import transformers

from tests.adapters import families
from tests.adapters.head_families import lively, llama_tokenizer

SIZE = families.SIZE
_POSITIONS = {"max_position_embeddings": 130}
_ONLY_LAYERS = {"num_attention_heads": ..., "intermediate_size": ..., "num_hidden_layers": ..., "hidden_size": ...}
# By family: the tokenizer, and the settings beside (or, as "...", instead of) the usual sizes.
ODD: dict[str, tuple[str, dict[str, Any]]] = {
    "FNet": ("bert", {**_POSITIONS, "num_attention_heads": ...}),
    "MobileBert": (
        "bert",
        {**_POSITIONS, "embedding_size": 16, "intra_bottleneck_size": 32, "true_hidden_size": 32},
    ),
    "ConvBert": ("bert", {**_POSITIONS, "embedding_size": 32, "head_ratio": 2}),
    "Funnel": (
        "bert",
        {**_ONLY_LAYERS, "d_model": 32, "n_head": 4, "d_head": 8, "d_inner": 64, "block_sizes": [1, 1]},
    ),
    "BigBird": ("bert", {**_POSITIONS, "block_size": 4, "num_random_blocks": 1}),
    "Reformer": (
        "bert",
        {
            **_ONLY_LAYERS,
            "attn_layers": ["local", "lsh"],
            "hidden_size": 32,
            "num_attention_heads": 4,
            "attention_head_size": 8,
            "feed_forward_size": 64,
            "axial_pos_shape": [8, 16],
            "axial_pos_embds_dim": [16, 16],
            "local_attn_chunk_length": 4,
            "lsh_attn_chunk_length": 4,
            "num_hashes": 1,
            "is_decoder": False,
            "max_position_embeddings": 128,
        },
    ),
    "Phi3": (  # other frequencies from the 25th token on
        "llama",
        {
            "num_key_value_heads": 2,
            "max_position_embeddings": 128,
            "original_max_position_embeddings": 24,
            "rope_parameters": {
                "rope_type": "longrope",
                "rope_theta": 10000.0,
                "short_factor": [1.0] * 4,
                "long_factor": [4.0] * 4,
                "original_max_position_embeddings": 24,
            },
        },
    ),
    "Nystromformer": ("bert", {**_POSITIONS, "num_landmarks": 4, "segment_means_seq_len": 16}),
}


def odd(family: str, head: str = "ForSequenceClassification", **more: Any) -> tuple[Any, Any]:
    """(model, tokenizer), new each time: tests may change them."""
    name, settings = ODD[family]
    tokenizer = llama_tokenizer() if name == "llama" else copy.deepcopy(families.family(name)[1])
    padding = 0 if tokenizer.pad_token_id is None else tokenizer.pad_token_id
    labels = 2 if head == "ForQuestionAnswering" else 3
    given = {**SIZE, "vocab_size": len(tokenizer), "num_labels": labels, "pad_token_id": padding, **settings, **more}
    config = getattr(transformers, f"{family}Config")(**{k: v for k, v in given.items() if v is not ...})
    return lively(getattr(transformers, family + head), config), tokenizer


def own_answer(model: Any, tokenizer: Any, text: str) -> Any:
    """What transformers' own classifier says of a text, as probabilities (C,)."""
    with torch.no_grad():
        return model(**tokenizer(text, return_tensors="pt")).logits.softmax(-1)[0].double().numpy()
