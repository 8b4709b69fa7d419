"""The methods that are compared, with the control that all must beat."""

from collections.abc import Sequence

from exegesis.core.errors import InputError
from exegesis.engine.chosen_methods import ChosenMethod, MethodSpec, chosen_methods
from exegesis.explainers.settings import build, setting_names
from exegesis.explainers.table import CHANCE, METHODS


def contenders(specs: Sequence[MethodSpec]) -> tuple[ChosenMethod, ...]:
    """The methods in their order, the random control first where it was not asked for; each once.

    `InputError` for an unknown name, a setting that the method does not have, or a value of another type.
    """
    if isinstance(specs, str):
        raise InputError("methods must be a list of names; put the one name in a list.")
    found = {one.label: one for one in map(_checked, chosen_methods(specs))}
    if not any(one.method == CHANCE for one in found.values()):
        found = {CHANCE: ChosenMethod(CHANCE, {}), **found}
    if len(found) < 2:
        raise InputError("there is nothing to compare with the random control; name a method.")
    return tuple(found.values())


def _checked(one: ChosenMethod) -> ChosenMethod:
    if "parts" in one.settings:
        raise InputError(f"parts= of {one.method}: all methods must explain the same units.")
    kind = METHODS[one.method].load()
    build(kind, {name: value for name, value in one.settings.items() if name in setting_names(kind)})
    return one
