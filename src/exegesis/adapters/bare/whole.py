"""The objects of transformers, from what was read without it, whatever the folder holds by now."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from exegesis.adapters.loading import load_words
from exegesis.adapters.quiet import quiet

if TYPE_CHECKING:
    from torch.nn import Module


def config(given: Mapping[str, Any], source: str) -> Any:
    """The configuration."""
    from transformers import CONFIG_MAPPING

    with quiet():
        made: Any = CONFIG_MAPPING[given["model_type"]].from_dict(dict(given))
    made.name_or_path = source
    return made


def tokenizer(definition: Mapping[str, Any], settings: Mapping[str, Any], given: Mapping[str, Any], source: str) -> Any:
    """The tokenizer of a definition (tokenizer.json), its settings and the configuration beside it."""
    with TemporaryDirectory() as folder:
        Path(folder, "tokenizer.json").write_text(json.dumps(definition), encoding="utf-8")
        Path(folder, "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
        Path(folder, "config.json").write_text(json.dumps(given), encoding="utf-8")
        _, made = load_words(folder)
    made.name_or_path = source
    return made


def model(settings: Any, tree: "Module", source: str) -> Any:
    """The module of a configuration, with the parameters of the tree."""
    import torch
    import transformers

    weights = {name: parameter.detach() for name, parameter in tree.named_parameters()}
    # Whoever asks first may stand where nothing can be differentiated: the parameters are to outlive that.
    with torch.inference_mode(False), torch.enable_grad(), torch.random.fork_rng([]), quiet():
        made: Any = getattr(transformers, settings.architectures[0]).from_pretrained(
            None, config=settings, state_dict=weights, dtype="float32"
        )
    settings.name_or_path = made.name_or_path = made.config.name_or_path = source
    return made.eval()
