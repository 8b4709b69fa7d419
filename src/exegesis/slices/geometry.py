"""Where reliability bins stand in their picture, on page and plot alike: from the least confidence to certainty."""

from math import floor

from exegesis.core.calibration import Calibration


def lowest(found: Calibration) -> float:
    """Where both axes begin: the tenth below all confidences and shares, so that the diagonal is one."""
    least = min(min(one.low, one.right.low) for one in found.bins)
    return min(floor(10 * least) / 10, 0.9)
