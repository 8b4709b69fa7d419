"""The model card and the record of the bundled classifier of photographs, from measured figures only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from exegesis.core.files import folder_bytes, sha256
from exegesis.distillation.card import store, versions_in_words
from recipes.images.conversion import PACKAGE, VERSION
from recipes.images.measuring import SAMPLES, Measured

NAME = "exegesis-images"
COMMAND = "python -m recipes.images --data DIR"


@dataclass(frozen=True)
class Record:
    """What the card says. `deviation`: the largest change of a probability, on these photographs, by half precision."""

    parameters: int
    figures: Measured
    deviation: float
    date: str
    inputs: Mapping[str, Any]
    source_sha256: str


def write_record(record: Record, folder: Path) -> None:
    """training.json and README.md in the model's folder."""
    facts = {
        "name": NAME,
        "command": COMMAND,
        "parameters": record.parameters,
        "inputs": dict(record.inputs),
        "figures": {SAMPLES.name: asdict(record.figures)},
        "half_precision_deviation": record.deviation,
        "source": f"{PACKAGE.replace('_', '-')} {VERSION}",
        "source_sha256": record.source_sha256,
        "date": record.date,
    }
    store(folder, facts, render(record, folder))


def render(record: Record, folder: Path) -> str:
    """The card: YAML front matter and Markdown, without paths or hosts of the machine that made it."""
    weights = folder / "model.safetensors"
    size = weights.stat().st_size
    return _CARD.format(
        name=NAME,
        command=COMMAND,
        record=record,
        figures=record.figures,
        samples=SAMPLES.name,
        package=f"{PACKAGE.replace('_', '-')} {VERSION}",
        bytes=size,
        rest=folder_bytes(folder) - size,
        digest=sha256(weights),
        versions=versions_in_words(),
    )


_CARD = """---
license: apache-2.0
library_name: exegesis
pipeline_tag: image-classification
tags: [image-classification, efficientnet-lite, imagenet, exegesis]
---

# {name}

Says which of the 1,000 classes of ImageNet a photograph shows: EfficientNet-Lite0, trained by Google on ImageNet-1k,
converted. Load it with `exegesis.load("bundled:images")`.

The network sees the square in the middle of an image, as large as its shorter side, resized to
{record.inputs[side]} x {record.inputs[side]} pixels (Pillow, bicubic), as (v - 127) / 128 of values in 0..255. What
lies outside the square can get no score: crop an image yourself where its sides matter.

| | |
|---|---|
| parameters | {record.parameters:,} (batch norms folded into the convolutions) |
| classes | 1,000, by their first name in WordNet; of names that two have, another or one in brackets |
| model.safetensors | {bytes:,} bytes, float16, computed in float32 ({rest:,} bytes beside it) |
| sha256 of model.safetensors | `{digest}` |

## How often it is right

On {figures.images} photographs of ImageNet, one for each of {figures.images} classes (`{samples}`): the likeliest class
is right for {figures.top_1}, one of the five likeliest for {figures.top_5}. Measured on {record.date} with the folder
as stored. Half precision moves a probability on them by at most {record.deviation:.4f}. Google states 75.1 % top-1 on
the 50,000 images of ImageNet's validation set, resized and cropped in its own way; that was not measured here.

## How it was made

From the weights in the package `{package}` (its file has the SHA-256
`{record.source_sha256}`), without training:

    {command}

Versions: {versions}.

## Use and limits

Made for explaining photographs without a network connection and for trying methods on a real convolutional network that
runs anywhere. It knows ImageNet's classes alone (118 breeds of dogs, three kinds of people), and always names one.

## Terms

Weights: Copyright The TensorFlow Authors (Google), Apache-2.0; `NOTICE.txt` and `LICENSE.txt` stand beside this file.
Tan and Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, ICML 2019. Classes: Russakovsky et
al.: ImageNet Large Scale Visual Recognition Challenge, IJCV 2015; their names: WordNet. No photograph is included.
"""
