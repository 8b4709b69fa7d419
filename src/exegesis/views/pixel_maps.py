"""What a method knows finer than by regions, as a picture to lie over the image: the colours of the one scale."""

import numpy as np

from exegesis.data.explanation import Explanation
from exegesis.data.picture import KeptImage
from exegesis.views import scale
from exegesis.views.regions import data_uri

_FULL = 99  # percentile of sizes at and above which a colour is full: a few pixels are far above all others
_ALPHA = 0.85


def map_uri(explanation: Explanation, height: int, width: int) -> str:
    """A PNG (height, width) on a transparent ground, as a data URI; "" where the method knows no more than regions."""
    fine, kept = explanation.by_pixel, explanation.kept
    if fine is None or not isinstance(kept, KeptImage):
        return ""
    numbers = np.nan_to_num(fine.over(height, width, (kept.height, kept.width)))
    sizes = np.abs(numbers)
    full = np.percentile(sizes, _FULL) or sizes.max()
    if not full > 0:
        return ""
    colours = np.where((numbers > 0)[:, :, None], scale.LIGHT.towards_line, scale.LIGHT.against_line)
    alpha = 255 * _ALPHA * np.minimum(sizes / full, 1)
    return data_uri(np.dstack([colours, np.rint(alpha)]).astype(np.uint8))
