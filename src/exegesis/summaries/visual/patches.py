"""A region cut out of its image, what is around it faded, as a small PNG."""

import base64
import io

import numpy as np
from numpy.typing import NDArray

_SIDE = 72  # pixels at most
_AROUND = 0.25  # of the region's longer side, to each side of it
_FADED = 0.3  # of what is around the region stays


def patch(pixels: NDArray[np.uint8], region: NDArray[np.bool_]) -> str:
    """Of an image (height, width, 3) the region (height, width), as PNG in base64."""
    from PIL import Image as pil

    rows, columns = (np.flatnonzero(region.any(axis=axis)) for axis in (1, 0))
    wide = round(_AROUND * max(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1))
    frame = tuple(slice(max(int(side[0]) - wide, 0), int(side[-1]) + 1 + wide) for side in (rows, columns))
    inside, part = region[frame][:, :, None], pixels[frame].astype(np.float64)
    faded = np.where(inside, part, _FADED * part + (1 - _FADED) * 255)
    drawn = pil.fromarray(np.rint(faded).astype(np.uint8))
    drawn.thumbnail((_SIDE, _SIDE))
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")
