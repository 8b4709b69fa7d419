"""The methods that are compared, each with its settings: from "lime:samples=500", or (name, settings)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from exegesis.core.errors import InputError, unknown
from exegesis.engine.plan import named, settings_of
from exegesis.explainers.settings import build, setting_names
from exegesis.explainers.table import METHODS

MethodSpec: TypeAlias = str | tuple[str, Mapping[str, Any]]
CONTROL = "random"


@dataclass(frozen=True)
class Contender:
    """A method with its settings. `label` says both, and is the same however they were given."""

    method: str
    settings: Mapping[str, Any]

    @property
    def label(self) -> str:
        """ "lime:samples=500"."""
        said = [f"{name}={_said(value)}" for name, value in sorted(self.settings.items())]
        return ":".join([self.method, *said])

    @property
    def is_control(self) -> bool:
        """Whether it is a yardstick."""
        return METHODS[self.method].is_control


def contenders(specs: Sequence[MethodSpec]) -> list[Contender]:
    """The methods in their order, the random control first where it was not asked for; each once.

    `InputError` for an unknown name, a setting that the method does not have, or a value of another type.
    """
    if isinstance(specs, str):
        raise InputError("methods must be a list of names; put the one name in a list.")
    found = {one.label: one for one in map(_contender, specs)}
    if not any(one.method == CONTROL for one in found.values()):
        found = {CONTROL: Contender(CONTROL, {}), **found}
    if len(found) < 2:
        raise InputError("there is nothing to compare with the random control; name a method.")
    return list(found.values())


def _contender(spec: MethodSpec) -> Contender:
    name, settings = _parsed(spec) if isinstance(spec, str) else (spec[0], dict(spec[1]))
    method = named(name)
    known = settings_of(method)
    for setting in settings:
        if setting == "parts":
            raise InputError(f"parts= of {method}: all methods must explain the same units.")
        if setting not in known:
            raise unknown(f"setting of {method}", setting, known)
    kind = METHODS[method].load()
    own = {key: value for key, value in settings.items() if key in setting_names(kind)}
    build(kind, own)
    return Contender(method, settings)


def _parsed(spec: str) -> tuple[str, dict[str, Any]]:
    """Values are JSON where they are JSON, else text."""
    name, *pairs = spec.split(":")
    settings: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise InputError(f"a method is NAME or NAME:SETTING=VALUE, not {spec!r}.")
        try:
            settings[key] = json.loads(value)
        except ValueError:
            settings[key] = value
    return name.strip(), settings


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
