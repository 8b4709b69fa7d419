"""The segments that XRAI chooses among, and the choosing: as the `saliency` package does both, on arrays alone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Floats

SCALES = (50, 100, 150, 250, 500, 1200)
SIGMA, SMALLEST_SEGMENT, SIDE = 0.8, 150, 224  # of felzenszwalb's segments, on an image of this side in -1..1


def segments(pixels: NDArray[np.float32], dilation: int) -> NDArray[np.bool_]:
    """(M, P): overlapping segments of an image (rows, columns, D) of all scales, widened by so many pixels."""
    segmentation, morphology, transform = _skimage()
    shape = pixels.shape[:2]
    low, high = float(pixels.min()), float(pixels.max())
    if not high > low:
        return np.ones((1, shape[0] * shape[1]), dtype=np.bool_)
    scaled = 2 * (pixels.astype(np.float64) - low) / (high - low) - 1
    square = transform.resize(scaled, (SIDE, SIDE), order=3, mode="constant", preserve_range=True, anti_aliasing=True)
    masks = []
    for scale in SCALES:
        found = segmentation.felzenszwalb(square, scale=scale, sigma=SIGMA, min_size=SMALLEST_SEGMENT, channel_axis=-1)
        back = transform.resize(found, shape, order=0, preserve_range=True, mode="constant", anti_aliasing=False)
        labels = back.astype(int)
        masks += [labels == label for label in range(labels.min(), labels.max() + 1)]
    if dilation:
        footprint = morphology.disk(dilation)
        masks = [morphology.dilation(mask, footprint=footprint) for mask in masks]
    return np.stack(masks).reshape(len(masks), -1)


def grown(attributions: Floats, masks: NDArray[np.bool_], smallest: int) -> Floats:
    """(P,): every position's number is the density of attributions (P,) of what it was taken with.

    Of the masks (M, P) that still add `smallest` positions or more, the one whose addition is densest is taken; ties go
    to the first. What no mask has is taken last, together, so that all of them sum to what the attributions do.
    """
    from scipy.sparse import csr_array

    weights = csr_array(masks, dtype=np.float64)  # each scale covers the image about once, whatever segments it has
    found = np.empty(len(attributions))
    left = np.ones(len(attributions), dtype=np.bool_)
    waiting = np.ones(len(masks), dtype=np.bool_)
    while True:
        counts = weights @ left
        waiting &= counts >= smallest
        if not waiting.any():
            break
        densities = np.where(waiting, weights @ (attributions * left) / np.maximum(counts, 1), -np.inf)
        best = int(np.argmax(densities))
        added = masks[best] & left
        found[added] = attributions[added].mean()
        left &= ~added
        waiting[best] = False
    if left.any():
        found[left] = attributions[left].mean()
    return found


def _skimage() -> Any:
    try:
        from skimage import morphology, segmentation, transform
    except ImportError:
        raise UnsupportedError("xrai needs scikit-image: pip install 'exegesis[image]'.") from None
    return segmentation, morphology, transform
