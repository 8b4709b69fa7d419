"""From the caller's settings to an explainer: names and types are checked, so that a slip is one clear line."""

from collections.abc import Mapping
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from exegesis.errors import InputError, unknown
from exegesis.explainers.base import Explainer

_WORDS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false", NoneType: "none"}


def build(kind: type[Explainer], settings: Mapping[str, Any]) -> Explainer:
    """An explainer of this class with these settings; `InputError` for an unknown name or a value of another type."""
    names = setting_names(kind)
    hints = get_type_hints(kind)
    checked = {}
    for name, value in settings.items():
        if name not in names:
            raise unknown(f"setting of {kind.name}", name, names)
        value = tuple(value) if isinstance(value, list) else value
        if not any(_fits(value, hint) for hint in _choices(hints[name])):
            wanted = " or ".join(_spoken(hint) for hint in _choices(hints[name]))
            raise InputError(f"{name} of {kind.name} must be {wanted}, not {value!r}.")
        checked[name] = value
    return kind(**checked)


def setting_names(kind: type[Explainer]) -> tuple[str, ...]:
    """The names of the settings: the fields of the dataclass."""
    return tuple(field.name for field in fields(kind))


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _fits(value: Any, hint: Any) -> bool:
    if get_origin(hint) is not None:  # tuple[str, ...] or Sequence[str]
        return isinstance(value, tuple) and all(_fits(item, get_args(hint)[0]) for item in value)
    if isinstance(value, bool) or hint is bool:
        return isinstance(value, bool) and hint is bool
    return isinstance(value, int | float) if hint is float else isinstance(value, hint)


def _spoken(hint: Any) -> str:
    return f"several of {_spoken(get_args(hint)[0])}" if get_origin(hint) else _WORDS.get(hint, str(hint))
