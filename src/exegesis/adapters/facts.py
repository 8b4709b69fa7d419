"""A model's size and identity, from what it was loaded from."""

from typing import Any

from exegesis.adapters.base import Model
from exegesis.adapters.disk import megabytes
from exegesis.data.facts import ModelFacts


def facts_of(source: Any, model: Model) -> ModelFacts:
    """The model's name, parameters (0 of a black box), megabytes of its weights on disk, fingerprint."""
    inner: Any = getattr(model, "weights", None)
    count = sum(one.numel() for one in inner.parameters()) if hasattr(inner, "parameters") else 0
    return ModelFacts(model.name, count, megabytes(source), model.fingerprint())
