"""The face of a package: its public names, each imported from inside it when it is first asked for.

So `import exegesis.qa` costs nothing until a name of it is used, and its users import no insides, which may move.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def face(
    package: str, homes: Mapping[str, str], *, rooms: bool = False
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package. `homes`: where each name is, "module" or "module:its name there".

    `rooms`: whether its sub-packages are found as well (`exegesis.qa` after `import exegesis` alone).

    Type checkers are told the same by imports under `TYPE_CHECKING`; a contract test holds both and `__all__` together.
    """

    def named(name: str) -> Any:
        if name not in homes:
            if rooms and not name.startswith("_") and find_spec(f"{package}.{name}") is not None:
                return import_module(f"{package}.{name}")
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, other = homes[name].partition(":")
        return getattr(import_module(f"{package}.{module}"), other or name)

    return named, lambda: sorted(homes)
