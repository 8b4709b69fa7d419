"""Models of a known shape with random weights: speed depends on the shape alone."""

from pathlib import Path
from typing import Any

from exegesis.adapters.bundled import folder as bundled_folder
from exegesis.core.errors import unknown

SHAPES: dict[str, dict[str, int]] = {
    "distilbert-base": {"dim": 768, "hidden_dim": 3072, "n_layers": 6, "n_heads": 12},
    "tiny": {"dim": 48, "hidden_dim": 96, "n_layers": 2, "n_heads": 4},
}
_TOKENIZER = "bundled:sentiment"
# Wider than usual, so that the outputs of a model that learned nothing differ between altered texts.
_SPREAD = 0.05


def shaped(name: str, folder: Path) -> Path:
    """A folder with a DistilBERT of this shape and the bundled sentiment model's tokenizer; made once."""
    if name not in SHAPES:
        raise unknown("shape", name, SHAPES)
    made = folder / f"shape-{name}"
    if (made / "model.safetensors").is_file() and (made / "tokenizer.json").is_file():
        return made
    import torch
    from transformers import AutoTokenizer, DistilBertConfig, DistilBertForSequenceClassification

    tokenizer: Any = AutoTokenizer.from_pretrained(str(bundled_folder(_TOKENIZER)))
    labels = {0: "negative", 1: "positive"}
    config = DistilBertConfig(
        vocab_size=len(tokenizer), initializer_range=_SPREAD, pad_token_id=tokenizer.pad_token_id, id2label=labels
    )
    config.update(SHAPES[name] | {"label2id": {label: number for number, label in labels.items()}})
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = DistilBertForSequenceClassification(config)
    tokenizer.save_pretrained(str(made))
    model.save_pretrained(str(made))
    return made


def place_of(model: str) -> str:
    """The folder of a model as transformers wants it: of a bundled one its own."""
    return str(bundled_folder(model)) if model.startswith("bundled:") else model
