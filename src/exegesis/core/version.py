"""The version, in one place, and which software a result was made with."""

import sys
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_NAMES = {"sklearn": "scikit-learn"}


def versions(*modules: ModuleType) -> dict[str, str]:
    """Of exegesis, Python and these modules, by the names that they are installed by."""
    import platform  # here and below: every command waits for what stands at the top

    found = {_NAMES.get(one.__name__, one.__name__): str(one.__version__) for one in modules}
    return {"exegesis": __version__, "python": platform.python_version(), **found}


def installed(package: str) -> str:
    """The version of a package, as it states it itself, without importing it where its first lines tell."""
    module = sys.modules.get(package)
    if module is None:
        import re
        from importlib.util import find_spec
        from pathlib import Path

        spec = find_spec(package)
        source = "" if spec is None or spec.origin is None else Path(spec.origin).read_text(encoding="utf-8")
        stated = re.search(r'^__version__ = "([^"]+)"$', source, re.MULTILINE)
        if stated is not None:
            return stated[1]
        module = import_module(package)
    return str(module.__version__)
