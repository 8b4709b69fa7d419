"""Methods as a caller chooses them: each by its own name, with the settings that it gets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from exegesis.core.errors import InputError, unknown
from exegesis.engine.plan import named, settings_of

# "lime", "lime:samples=500:preset=paper", or ("lime", {"samples": 500}).
MethodSpec: TypeAlias = str | tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class ChosenMethod:
    """A method with its settings. `label` says both, and is the same however they were given."""

    method: str
    settings: Mapping[str, Any]

    @property
    def label(self) -> str:
        """ "lime:samples=500"."""
        said = [f"{name}={_said(value)}" for name, value in sorted(self.settings.items())]
        return ":".join([self.method, *said])


def chosen_methods(
    specs: MethodSpec | Sequence[MethodSpec], settings: Mapping[str, Any] | None = None, kind: str = "text"
) -> tuple[ChosenMethod, ...]:
    """The methods in their order. Each gets its own settings, and of `settings`, which are for all, those that it has.

    `kind`: of the data that they are to explain. `InputError` for a name that is no method's, a setting that its method
    does not have, and one for all that none has.
    """
    shared = settings or {}
    parsed = [_parsed(one) for one in _listed(specs)]
    if not parsed:
        raise InputError("no method given; name one or several, or leave the choice by 'auto'.")
    known = {name: settings_of(name, kind) for name, _ in parsed}
    for method, own in parsed:
        for name in own:
            if name not in known[method]:
                raise unknown(f"setting of {method}", name, known[method])
    every = sorted({name for names in known.values() for name in names})
    for name in shared:
        if name not in every:
            raise unknown(f"setting of {' or '.join(known)}", name, every)
    return tuple(
        ChosenMethod(method, {**{name: value for name, value in shared.items() if name in known[method]}, **own})
        for method, own in parsed
    )


def _listed(specs: Any) -> Sequence[MethodSpec]:
    """One method, by its name or a pair of name and settings, as a list of one."""
    is_pair = isinstance(specs, tuple) and len(specs) == 2 and isinstance(specs[1], Mapping)
    return [specs] if isinstance(specs, str) or is_pair else specs


def _parsed(spec: MethodSpec) -> tuple[str, dict[str, Any]]:
    """The method's own name, and its settings; values are JSON where they are JSON, else text."""
    if not isinstance(spec, str):
        return named(spec[0]), dict(spec[1])
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
    return named(name.strip()), settings


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
