"""The published JSON schema of explanations, for readers in any language.

It is made of the annotations of `Explanation`: `python -m exegesis.data.schema` writes the file again.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

_FILE = "explanation.schema.json"


def explanation_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of `Explanation.to_dict()`: a new dictionary at each call."""
    schema: dict[str, Any] = json.loads(files("exegesis.data").joinpath(_FILE).read_text(encoding="utf-8"))
    return schema


def made_schema() -> dict[str, Any]:
    """The same, made anew of the annotations."""
    from exegesis.core.codec import json_schema
    from exegesis.data.explanation import Explanation
    from exegesis.data.verdict.result import Verdict

    whole, verdict = json_schema(Explanation), json_schema(Verdict)
    defined = {**whole.pop("$defs"), **verdict.pop("$defs"), "Verdict": verdict}
    version = {"schema_version": {"const": Explanation.VERSION}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:exegesis:explanation:{Explanation.VERSION}",
        "title": "Explanation",
        **whole,
        "properties": {**version, **whole["properties"], "verdict": {"$ref": "#/$defs/Verdict"}},
        "required": ["schema_version", *whole["required"]],
        "$defs": dict(sorted(defined.items())),
    }


if __name__ == "__main__":
    made = json.dumps(made_schema(), indent=2, ensure_ascii=False)
    Path(__file__).with_name(_FILE).write_text(made + "\n", encoding="utf-8")
