"""Model folders: written whole or not at all, in float16, and described by their digests."""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn


def save_half(model: Any, folder: Path) -> None:
    """config.json and model.safetensors, the weights as float16.

    The config asks for float32: the file is half as large, and what is loaded computes in full precision.
    """
    config = model.config.to_dict()
    config.pop("_name_or_path", None)
    config.update(architectures=[type(model).__name__], dtype="float32")
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    state = {name: tensor.detach().half().cpu().contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})


def parameter_count(model: nn.Module) -> int:
    """The number of parameters."""
    return sum(parameter.numel() for parameter in model.parameters())


def weights_digest(path: Path) -> str:
    """SHA-256 of a safetensors file's tensors by name, as float16: the same whether stored as float32 or float16."""
    from safetensors import safe_open

    digest = hashlib.sha256()
    with safe_open(path, "pt") as file:
        for name in sorted(file.keys()):
            tensor: torch.Tensor = file.get_tensor(name)
            if tensor.is_floating_point():
                digest.update(name.encode() + tensor.half().numpy().tobytes())
    return digest.hexdigest()


def model_digest(model: nn.Module) -> str:
    """SHA-256 of a model's weights by name."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
