"""The published JSON schema of explanations, for readers in any language."""

import json
from importlib.resources import files
from typing import Any


def explanation_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of `Explanation.to_dict()`: a new dictionary at each call."""
    text = files("exegesis.data").joinpath("explanation.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
