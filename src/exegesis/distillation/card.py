"""What every record of a bundled model holds, and how it is written beside the model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy
import safetensors
import tokenizers
import torch
import transformers

from exegesis.core import version
from exegesis.core.codec import to_file
from exegesis.core.files import sha256

RECORD, CARD = "training.json", "README.md"


def versions() -> dict[str, str]:
    """The versions that trained and measured."""
    return version.versions(numpy, safetensors, tokenizers, torch, transformers)


def versions_in_words() -> str:
    """The same in a line."""
    return ", ".join(f"{name} {number}" for name, number in versions().items())


def command_of(program: str, seed: int, settings: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
    """The command line that makes a model again, with the settings that are not the recipe's own."""
    changes = [f"--set {key}={_spelled(value)}" for key, value in settings.items() if value != usual[key]]
    return " ".join([f"{program} --data DIR", f"--seed {seed}", *changes])


def store(folder: Path, facts: Mapping[str, Any], card: str) -> None:
    """training.json (the facts, the digest of the weights, versions) and README.md in the model's folder."""
    whole = {**facts, "model_sha256": sha256(folder / "model.safetensors"), "versions": versions()}
    (folder / RECORD).write_bytes(to_file(whole))
    (folder / CARD).write_text(card, encoding="utf-8")


def _spelled(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
