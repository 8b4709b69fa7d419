"""The version, in one place, and which software a result was made with."""

import platform
from types import ModuleType

__version__ = "0.1.0"

_NAMES = {"sklearn": "scikit-learn"}


def versions(*modules: ModuleType) -> dict[str, str]:
    """Of exegesis, Python and these modules, by the names that they are installed by."""
    found = {_NAMES.get(one.__name__, one.__name__): str(one.__version__) for one in modules}
    return {"exegesis": __version__, "python": platform.python_version(), **found}
