"""What "module:name" names: an object of a Python module, from the current directory or the environment.

Importing a module runs its code, so only what a person typed may come here, never a name read from a file.
"""

import importlib
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from exegesis.core.errors import LoadError, unknown

_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")


def is_name(source: Any) -> bool:
    """Whether this is written as module:name, with dots where the module or the name has parts."""
    return isinstance(source, str) and _NAME.fullmatch(source) is not None


def named(source: str) -> Any:
    """The object called so, which is no class; `LoadError` in one line where there is none."""
    found = imported(source)
    if isinstance(found, type):
        raise LoadError(f"{source!r} is a class; name an object made of it, or a function.")
    return found


def imported(source: str) -> Any:
    """What is called so, a class too; `LoadError` in one line where there is none."""
    module, _, path = source.partition(":")
    found: Any = _module(module)
    for name in path.split("."):
        if not hasattr(found, name):
            known = [known for known, value in _inside(found).items() if _is_offered(value, module)]
            raise (
                LoadError(str(unknown(f"name in {module}", name, known)))
                if known
                else LoadError(f"{module!r} has nothing called {path!r}.")
            )
        found = getattr(found, name)
    return found


def _inside(found: Any) -> dict[str, Any]:
    """What has a name of its own there."""
    return {name: value for name, value in getattr(found, "__dict__", {}).items() if not name.startswith("_")}


def _is_offered(value: Any, module: str) -> bool:
    """Whether it may have been meant: what is called or predicts, but not what the module has from other packages."""
    if isinstance(value, ModuleType):
        return False
    if isinstance(value, type) or hasattr(value, "__code__"):
        return f"{getattr(value, '__module__', None)}.".startswith(f"{module}.")
    return callable(value) or hasattr(value, "predict")


def file_of(module: str) -> str:
    """The file of a module that has been imported, as a person calls it."""
    return os.path.basename(getattr(sys.modules[module], "__file__", None) or module)


def _module(name: str) -> ModuleType:
    if name.endswith(".py"):
        raise LoadError(f"give the module without its ending: {name.removesuffix('.py')}:NAME.")
    with _found_here():
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is not None and (name == error.name or name.startswith(error.name + ".")):
                raise LoadError(
                    f"no module called {name!r}, neither in {os.getcwd()!r} nor in the environment."
                ) from None
            raise _failed(name, error) from error
        except (Exception, SystemExit) as error:  # whatever a module does while it is imported
            raise _failed(name, error) from error


def _failed(name: str, error: BaseException) -> LoadError:
    """What went wrong inside the module, and at which line of which file."""
    said = " ".join(str(error).split()) or "no message"
    lines = traceback.extract_tb(error.__traceback__)
    place = f" ({os.path.basename(lines[-1].filename)}, line {lines[-1].lineno})" if lines else ""
    return LoadError(f"importing {name!r} failed: {type(error).__name__}: {said}{place}.")


@contextmanager
def _found_here() -> Iterator[None]:
    """The current directory is looked in first, and afterwards last: what the module imports later is found there too,
    and its neighbours do not stand in the way of the modules that others import meanwhile."""
    here = os.getcwd()
    before = here in sys.path or "" in sys.path
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)
        if not before:
            sys.path.append(here)
