"""The JSON schema of records as the codec writes them, made of the annotations by which it reads them."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from exegesis.core.codec import derived_of, strict_schema, type_of

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def json_schema(kind: type) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of `plain` records of this kind, with the first lines of their docstrings."""
    described: dict[str, Any] = _untitled(_WithDerived().generate(strict_schema(kind)))
    return described


def schema_file(kind: type, version: int) -> dict[str, Any]:
    """The same as a whole of its own, with the name and the version of what it describes."""
    whole = json_schema(kind)
    defined = whole.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:exegesis:{name_of(kind)}:{version}",
        "title": kind.__name__,
        **whole,
        **({"$defs": dict(sorted(defined.items()))} if defined else {}),
    }


def name_of(kind: type) -> str:
    """What a kind of record is called outside of Python: "word-summary"."""
    return _WORD.sub("-", kind.__name__).lower()


class _WithDerived(GenerateJsonSchema):
    """What is derived from a record's fields is in its schema too; a file may lack it."""

    def dataclass_schema(self, schema: Any) -> dict[str, Any]:
        made = super().dataclass_schema(schema)
        derived = {
            name: self.generate_inner(strict_schema(type_of(schema["cls"], attribute)))
            for name, attribute in derived_of(schema["cls"]).items()
        }
        return {**made, "properties": {**made["properties"], **derived}} if derived else made


def _untitled(schema: Any, is_named: bool = False) -> Any:
    """Without titles that repeat names, of each docstring the first line, of records no other fields.

    `is_named`: the keys are names.
    """
    if isinstance(schema, list):
        return [_untitled(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {name: item for name, item in schema.items() if is_named or name not in ("title", "default")}
    made = {name: _untitled(item, not is_named and name in ("properties", "$defs")) for name, item in kept.items()}
    if is_named:
        return made
    if "properties" in made:
        made["additionalProperties"] = False
    if "description" in made:
        made["description"] = made["description"].partition("\n\n")[0].replace("\n", " ")
    return made
