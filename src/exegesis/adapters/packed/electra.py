"""ELECTRA: BERT's modules; the embeddings of small models are narrower than the layers."""

from dataclasses import replace
from typing import Any

from exegesis.adapters.packed import bert
from exegesis.adapters.packed.parts import Encoder


def read(body: Any) -> Encoder:
    """The encoder inside an `ElectraModel`."""
    return replace(bert.read(body), project=getattr(body, "embeddings_project", None))
