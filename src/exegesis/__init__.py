"""Exegesis: why a transformer gave its answer, and whether to believe the explanation."""

from typing import TYPE_CHECKING, Any

from exegesis.version import __version__

if TYPE_CHECKING:
    from exegesis.api import estimate, explain, load, methods, models
    from exegesis.errors import ExegesisError
    from exegesis.estimating import Estimate
    from exegesis.explanation import Explanation

__all__ = [
    "load",
    "explain",
    "estimate",
    "methods",
    "models",
    "Explanation",
    "Estimate",
    "ExegesisError",
    "__version__",
]

# Nothing heavy is imported until it is asked for: `exegesis --help` must not wait for numpy or torch.
_HOMES = {
    "load": "exegesis.api",
    "explain": "exegesis.api",
    "estimate": "exegesis.api",
    "methods": "exegesis.api",
    "models": "exegesis.api",
    "Estimate": "exegesis.estimating",
    "Explanation": "exegesis.explanation",
    "ExegesisError": "exegesis.errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'exegesis' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
