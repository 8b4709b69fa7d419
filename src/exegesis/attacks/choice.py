"""A row of the tables of attacks: a name, the class behind it, and the settings that it takes."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

from exegesis.core.errors import unknown

T = TypeVar("T")


@dataclass(frozen=True)
class NamedPart(Generic[T]):
    """One row: where its class lives (imported when used), and what it does in a line."""

    name: str
    home: str
    summary: str

    def load(self) -> "type[T]":
        """The class."""
        module, _, attribute = self.home.partition(":")
        found: type[T] = getattr(import_module(module), attribute)
        return found

    @property
    def settings(self) -> tuple[str, ...]:
        """What the class takes."""
        return tuple(inspect.signature(self.load()).parameters)

    def made(self, **settings: Any) -> T:
        """The thing itself; `InputError` for a setting that it has not."""
        for name in settings:
            if name not in self.settings:
                raise unknown(f"setting of {self.name}", name, self.settings)
        return self.load()(**settings)


def chosen(what: str, name: str, table: Mapping[str, NamedPart[T]]) -> NamedPart[T]:
    """The row of that name; `InputError` with those that there are."""
    if name not in table:
        raise unknown(what, name, table)
    return table[name]
