"""Settings by NAME=VALUE: each value is read as the type of the default."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from exegesis.core.errors import InputError, unknown

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Room = TypeVar("Room", bound="DataclassInstance")


def changed(room: Room, changes: Iterable[str]) -> Room:
    """The settings with each "key=value" applied; `InputError` for an unknown key or a value of another kind."""
    new: dict[str, Any] = {}
    for change in changes:
        key, _, value = change.partition("=")
        if key not in {f.name for f in fields(room)}:
            raise unknown(f"setting of {type(room).__name__.lower()}", key, [f.name for f in fields(room)])
        new[key] = _read(value, getattr(room, key), change)
    return replace(room, **new)


def _read(value: str, old: object, change: str) -> object:
    try:
        if isinstance(old, tuple):
            return tuple(int(part) for part in value.split(",") if part)
        return type(old)(value)  # type: ignore[call-arg]
    except ValueError:
        raise InputError(f"--set {change}: the value must be a {type(old).__name__}.") from None
