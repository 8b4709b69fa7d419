"""The masked language model before training, and how it is stored."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertForMaskedLM

from exegesis.core.errors import InputError
from exegesis.training import vocabulary
from exegesis.training.artifacts import save_half
from exegesis.training.devices import attention_for
from recipes.masked_words.settings import MaskedWords


def start_model(encoder: Path, folder: Path, texts: Sequence[str], settings: MaskedWords, device: torch.device) -> Any:
    """Some layers of the encoder, the pieces that the texts use most, and a fresh head; its tokenizer in `folder`.

    The head is BERT's: a layer of its own, then the word embeddings again and a bias for each piece.
    """
    spec = vocabulary.read_spec(encoder)
    kept = vocabulary.choose_pieces(spec, texts, settings.pieces)
    config = json.loads((encoder / "config.json").read_text(encoding="utf-8"))
    vocabulary.write(vocabulary.cut(spec, kept), folder, int(config["max_position_embeddings"]))
    return cut_model(encoder, settings.layers, vocabulary.old_numbers(spec, kept), settings.dropout, device)


def cut_model(encoder: Path, layers: Sequence[int], rows: Sequence[int], dropout: float, device: torch.device) -> Any:
    """The encoder's `layers` and the `rows` of its word embeddings, in these orders, with a fresh head."""
    model: Any = BertForMaskedLM.from_pretrained(
        encoder,
        dtype=torch.float32,
        attn_implementation=attention_for(device),
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,  # with it attention takes the slow path, several times slower on a CPU
        use_safetensors=True,
        local_files_only=True,
    )
    vocabulary.keep_rows(model, rows)
    _keep_layers(model, layers)
    return model.to(device)


def _keep_layers(model: Any, layers: Sequence[int]) -> None:
    depth = len(model.bert.encoder.layer)
    if not layers or not all(0 <= layer < depth for layer in layers):
        raise InputError(f"layers {tuple(layers)}: the encoder has layers 0 to {depth - 1}; name some of them.")
    model.bert.encoder.layer = nn.ModuleList([model.bert.encoder.layer[layer] for layer in layers])
    model.config.num_hidden_layers = len(layers)


@torch.no_grad()
def start_bias(model: Any, uses: NDArray[np.int64]) -> None:
    """Let the head's bias start from the pieces' log-frequencies (uses (V,), one added), so it need not learn them."""
    counts = torch.from_numpy(uses).double() + 1.0
    model.get_output_embeddings().bias.copy_((counts / counts.sum()).log())


def save(model: Any, folder: Path) -> None:
    """config.json and model.safetensors in float16; what is tied to the word embeddings is stored once."""
    save_half(model, folder)
    path = folder / "model.safetensors"
    tied = set(model.all_tied_weights_keys)
    state = {name: tensor for name, tensor in load_file(path).items() if name not in tied}
    save_file(state, path, metadata={"format": "pt"})
