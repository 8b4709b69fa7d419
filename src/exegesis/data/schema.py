"""The published JSON schema of explanations, for readers in any language.

It is that of `Explanation.json_schema()`: `python -m exegesis.data.schema` writes the file again.
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


if __name__ == "__main__":
    from exegesis.data.explanation import Explanation

    made = json.dumps(Explanation.json_schema(), indent=2, ensure_ascii=False)
    Path(__file__).with_name(_FILE).write_text(made + "\n", encoding="utf-8")
