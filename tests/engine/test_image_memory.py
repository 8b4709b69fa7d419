"""Masked images are painted batch by batch: memory is bounded by the batch, not by the samples."""

import tracemalloc

import exegesis
from exegesis.adapters.images import ImageModel
from tests.modalities.image.pictures import loaded, picture, reddish

SIDE = 96
BYTES = SIDE * SIDE * 3  # of one image


def peak(model: ImageModel, samples: int) -> int:
    """Bytes at most, above those before."""
    tracemalloc.start()
    try:
        exegesis.explain(
            model,
            picture(SIDE, SIDE),
            "lime",
            unit=exegesis.Grid(6, 6),
            samples=samples,
            batch_pixels=8 * SIDE * SIDE,
        )
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_more_samples_take_no_more_images_at_once() -> None:
    model = loaded(reddish)
    peak(model, 40)  # what is imported and remembered once
    few, many = peak(model, 100), peak(model, 500)
    assert many - few < 400 * BYTES / 10
