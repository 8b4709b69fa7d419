"""RoBERTa and its kin (XLM-RoBERTa, CamemBERT): BERT's modules, with positions counted from the padding id."""

from dataclasses import replace
from typing import Any

from exegesis.adapters.packed import bert
from exegesis.adapters.packed.parts import Encoder


def read(body: Any) -> Encoder:
    """The encoder inside a `RobertaModel`."""
    return replace(bert.read(body), padding=body.embeddings.padding_idx)
