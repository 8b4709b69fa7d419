"""Tiny families whose words enter by more than one table or at more positions than the row has, each with its heads.

Encoder-decoders read the row twice, the second time moved on by one; Longformer's kind fills it up to a window.
"""

import copy
from functools import cache
from typing import Any

import torch
import transformers

from tests.adapters import families

SEQUENCE, TOKENS, ANSWERS = "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering"
TEXT = "the movie was truly unbelievable, not slow and i loved the acting!"
_T5 = {"d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "decoder_start_token_id": 1}
_BART = {
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "decoder_start_token_id": 2,
    "max_position_embeddings": 130,
}
_LED = {
    **{name: value for name, value in _BART.items() if name != "max_position_embeddings"},
    "max_encoder_position_embeddings": 128,
    "max_decoder_position_embeddings": 128,
    "attention_window": 8,
}
_REFORMER = {
    "hidden_size": 32,
    "num_attention_heads": 4,
    "attention_head_size": 8,
    "feed_forward_size": 64,
    "attn_layers": ["local", "local"],
    "axial_pos_embds": False,
    "max_position_embeddings": 128,
    "local_attn_chunk_length": 4,
    "is_decoder": False,
}
_LONGFORMER = {**families.SIZE, "attention_window": 4, "sep_token_id": 2, "max_position_embeddings": 132}
_BIG_BIRD = {**families.SIZE, "block_size": 4, "num_random_blocks": 1, "max_position_embeddings": 130}
CONFIGS: dict[str, dict[str, Any]] = {
    "T5": _T5,
    "MT5": _T5,
    "UMT5": _T5,
    "Bart": _BART,
    "ScaledBart": {**_BART, "scale_embedding": True},
    "MBart": _BART,
    "LED": _LED,
    "BigBirdPegasus": {**_BART, "block_size": 4, "num_random_blocks": 1},
    "Longformer": _LONGFORMER,
    "BigBird": _BIG_BIRD,
    "Reformer": _REFORMER,
}
CASES = [
    *((name, head) for name in ("T5", "MT5", "UMT5", "Longformer", "BigBird") for head in (SEQUENCE, TOKENS, ANSWERS)),
    *(
        (name, head)
        for name in ("Bart", "ScaledBart", "MBart", "BigBirdPegasus", "Reformer")
        for head in (SEQUENCE, ANSWERS)
    ),
    ("LED", ANSWERS),
]


@cache
def built(name: str, head: str = SEQUENCE, **more: Any) -> tuple[Any, Any]:
    """(model, tokenizer); tests leave both as they are."""
    tokenizer = copy.deepcopy(families.family("bert" if name == "BigBird" else "roberta")[1])
    config = getattr(transformers, f"{name.removeprefix('Scaled')}Config")(
        vocab_size=len(tokenizer),
        num_labels=2 if head == ANSWERS else 3,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id or tokenizer.sep_token_id,
        **CONFIGS[name],
        **more,
    )
    before = torch.get_rng_state()
    torch.manual_seed(0)
    model = getattr(transformers, name.removeprefix("Scaled") + head)(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.25)
    torch.set_rng_state(before)
    return model, tokenizer
