"""Which software a result was made with."""

import platform

import numpy as np
import scipy
import sklearn

from exegesis.version import __version__


def versions() -> dict[str, str]:
    """By name."""
    return {
        "exegesis": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }
