"""Frozen records to JSON and back: one way for all results.

`plain` makes plain data of a record, `read` a record of plain data. Reading is strict: every field is there, of its
own type, and no other; what is wrong is told in one line that names the field. A record's annotations say all that is
asked of it, with the marks below where a type alone does not. Of the same annotations the JSON schema is made
(`schemas`), and by them a number that is none is refused before it is written (`finite`).

A record may name what is written beside its fields: `DERIVED = ("share",)`, attributes that are computed from them, or
`{"share": "shares"}` where an attribute is written under another name. Reading passes over these. A record with a
`written` method of its own is written by it.

pydantic is imported when something is first read: writing, and all that only imports records, does without.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property
from inspect import getattr_static
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema, ErrorDetails, SchemaValidator

R = TypeVar("R")

LATER = {"later": True}  # metadata of a field that files written before there was any lack: its default stands for it
_DERIVED = "DERIVED"
_DEEPEST = 100  # levels of plain data in a field that takes any
_LONGEST = 120  # characters of the way to a field
_AS_IT_IS = {str, int, bool, type(None)}


# -- what an annotation says beside its type --------------------------------------------------------------------------


@dataclass(frozen=True)
class Limit:
    """Numbers not below or above; a list of at least so many items."""

    at_least: float | None = None
    at_most: float | None = None
    items: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        limits = {"ge": self.at_least, "le": self.at_most, "min_length": self.items}
        made: Any = {**handler(source), **{name: limit for name, limit in limits.items() if limit is not None}}
        return made  # type: ignore[no-any-return]


class OneOf:
    """A text that is one of these."""

    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.literal_schema(list(self.choices))


@dataclass(frozen=True)
class Array:
    """An array of float64 that cannot be written to. `holes`: null may stand for a number that there is none of."""

    at_least: float | None = None
    holes: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        number: CoreSchema = core_schema.float_schema(ge=self.at_least)
        items = core_schema.list_schema(core_schema.nullable_schema(number) if self.holes else number)
        return core_schema.no_info_after_validator_function(frozen_array, items)


@dataclass(frozen=True)
class Listed:
    """Records by a text of theirs: written as a list, in which each has another one."""

    key: str

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        items = core_schema.list_schema(handler.generate_schema(get_args(source)[1]))
        return core_schema.no_info_after_validator_function(self._by_key, items)

    def _by_key(self, records: list[Any]) -> dict[str, Any]:
        found = {getattr(one, self.key): one for one in records}
        if len(found) < len(records):
            raise ValueError(f"two of them have the same {self.key}")
        return found


class ByFields:
    """Of a union of records and plain values: an object is the record that has most of its fields."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        kinds: dict[str, Any] = {kind.__name__: kind for kind in get_args(source)}
        names = {name: {one.name for one in fields(kind)} for name, kind in kinds.items() if is_dataclass(kind)}

        def which(data: Any) -> str:
            if isinstance(data, Mapping):  # more of the fields, fewer that are missing
                return max(names, key=lambda name: len(names[name] & set(data)) - len(names[name] - set(data)))
            return type(data).__name__

        plainly = "a text, a number or " if len(names) < len(kinds) else ""
        return core_schema.tagged_union_schema(
            {name: handler.generate_schema(kind) for name, kind in kinds.items()},
            which,
            custom_error_type="one_of_kinds",
            custom_error_message=f"it should be {plainly}an object of a known kind",
        )


@dataclass(frozen=True)
class Note:
    """What the JSON schema says about a field."""

    text: str

    def __get_pydantic_json_schema__(self, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        return {**handler(schema), "description": self.text}


def frozen_array(values: Any) -> NDArray[np.float64]:
    """A copy as float64 that cannot be written to; None becomes NaN."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


# -- writing ----------------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """`value` as JSON has it: lists, dicts, str, int, finite float, bool, None; a function becomes its name."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    if isinstance(value, str):
        return str.__str__(value)  # no subclass, which might call itself safe HTML
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if hasattr(kind, "__dataclass_fields__"):
        return value.written() if hasattr(kind, "written") else fields_of(value)
    if isinstance(value, Mapping):
        return {plain(key) if isinstance(key, str) else str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [plain(item) for item in value]
    return value if isinstance(value, int) else getattr(value, "__qualname__", None) or str(value)


def fields_of(record: Any) -> dict[str, Any]:
    """The fields of a record as plain data, and what is derived from them."""
    kind: Any = type(record)
    return {name: plain(getattr(record, attribute)) for name, attribute in written_of(kind).items()}


@cache
def written_of(kind: Any) -> Mapping[str, str]:
    """All that is written of a record, its fields and what is derived: the name, and the attribute that has it."""
    return {**{one.name: one.name for one in fields(kind)}, **derived_of(kind)}


def type_of(kind: type, attribute: str) -> Any:
    """The annotation of a field, or of what a property gives."""
    found = getattr_static(kind, attribute, None)
    getter = found.func if isinstance(found, cached_property) else getattr(found, "fget", None)
    return _hints(kind)[attribute] if getter is None else _hints(getter)["return"]


@cache
def _hints(given: Any) -> Mapping[str, Any]:
    return get_type_hints(given, include_extras=True)


def derived_of(kind: type) -> Mapping[str, str]:
    """What is written beside the fields of a record: its name there, and the attribute that has it."""
    named: Iterable[str] | Mapping[str, str] = getattr(kind, _DERIVED, ())
    return named if isinstance(named, Mapping) else {name: name for name in named}


def to_json(value: Any, indent: int | None = None) -> str:
    """JSON text of plain data; numbers keep every bit (shortest representation that reads back the same)."""
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)


def to_file(value: Any) -> bytes:
    """A file of indented JSON; half a character, which has no UTF-8, is an escape in it."""
    return to_json(plain(value), indent=2).encode("utf-8", "backslashreplace") + b"\n"


# -- reading ----------------------------------------------------------------------------------------------------------


def parsed(text: str | bytes) -> Any:
    """The data of a JSON text; `InputError` where it is none."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}.") from None


def load(path: Path) -> Any:
    """The data of a file of JSON; `InputError`, the file named, where it cannot be read or is none."""
    try:
        return parsed(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror or error}.") from error
    except InputError as error:
        raise InputError(f"{str(path)!r} is {error}") from None


def read(kind: type[R], data: Any, what: str) -> R:
    """The record of plain data; `InputError` where it is not `what` ("a comparison"), in a line that says why."""
    from pydantic_core import ValidationError

    try:
        found: R = _validator(kind).validate_python(data)  # type: ignore[arg-type]  # mypy: type[R] has no hash
        return found
    except ValidationError as error:
        deepest = max(error.errors(include_url=False), key=lambda one: len(one["loc"]))  # what came nearest to fit
        raise _refused(deepest, what) from None
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise InputError(f"the data is not {what}: {error}.") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


@cache
def _validator(kind: Any) -> "SchemaValidator":
    from pydantic_core import SchemaValidator

    return SchemaValidator(strict_schema(kind), {"strict": True})


def strict_schema(kind: Any) -> Any:
    """pydantic's schema of a type, in which every field of a record is required, unless it came later, and no other
    is known.

    pydantic would take a default for what is missing, and refuse a list for a tuple, which in JSON is all there is.
    """
    from pydantic import TypeAdapter

    return _strict(TypeAdapter(kind).core_schema)


def _strict(part: Any) -> Any:
    if isinstance(part, list):
        return [_strict(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {name: _strict(item) for name, item in part.items()}
    rule = _RULES.get(made.get("type", ""))
    return made if rule is None else rule(made)


def _strict_record(made: dict[str, Any]) -> dict[str, Any]:
    lacked = {one.name for one in fields(made["cls"]) if one.metadata.get("later")}
    asked = [one if one["name"] in lacked else {**one, "schema": _required(one["schema"])} for one in _fields(made)]
    inner = {**made["schema"], "fields": asked, "extra_behavior": "forbid"}
    record = {**made, "schema": inner, "config": {"strict": True}, "strict": False}
    derived = derived_of(made["cls"])
    return record if not derived else _without(derived, record)


def _without(names: Mapping[str, str], record: dict[str, Any]) -> dict[str, Any]:
    def kept(data: Any) -> Any:
        return {name: value for name, value in data.items() if name not in names} if isinstance(data, dict) else data

    name = {"ref": record.pop("ref")} if "ref" in record else {}  # it is to lead to the whole
    return {"type": "function-before", "function": {"type": "no-info", "function": kept}, "schema": record, **name}


def _fields(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in made["schema"]["fields"] if one.get("init", True)]


def _required(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["schema"] if schema["type"] == "default" else schema
    return found


def _any(made: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function-after", "function": {"type": "no-info", "function": _shallow}, "schema": made}


def _lax(made: dict[str, Any]) -> dict[str, Any]:
    return {**made, "strict": False}


_RULES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "dataclass": _strict_record,
    "tuple": _lax,
    "list": _lax,
    "any": _any,
}


def _shallow(value: Any, levels: int = _DEEPEST) -> Any:
    """Plain data as it is; `ValueError` where it is nested so deeply that nobody wrote it."""
    if not levels:
        raise ValueError("it is nested too deeply")
    if isinstance(value, Mapping):
        return {name: _shallow(item, levels - 1) for name, item in value.items()}
    return [_shallow(item, levels - 1) for item in value] if isinstance(value, list | tuple) else value


# -- what is wrong ----------------------------------------------------------------------------------------------------

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_unicode": "a text of whole characters",
    "none_required": "null",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "an object",
    "mapping_type": "an object",
    "dataclass_type": "an object",
    "literal_error": "{expected}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
    "too_short": "a list of {min_length} or more",
    "too_long": "a list of {max_length} or fewer",
}


def _refused(error: "ErrorDetails", what: str) -> InputError:
    """What is wrong, in a line."""
    kind, place, context = error["type"], _place(error["loc"]), error.get("ctx", {})
    if kind == "missing":
        said = f"it lacks {place}"
    elif kind == "unexpected_keyword_argument":
        said = f"it has an unknown field {place}"
    elif kind.startswith("recursion"):
        said = f"{place} is nested too deeply"
    elif kind in _EXPECTED:
        said = f"{place or 'it'} should be {_EXPECTED[kind].format(**context)}, not {shown(error['input'])}"
    elif kind == "value_error" and not place and isinstance(context["error"], InputError):
        return context["error"]  # said already what it is not
    else:
        said = str(context.get("error", error["msg"])).rstrip(".")
        said = f"{place}: {said}" if place else said
    return InputError(f"the data is not {what}: {said}.")


def _place(steps: tuple[int | str, ...]) -> str:
    """The way to a field: `units[3].text`."""
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST // 2]}...{said[-_LONGEST // 2 :]}"
