"""Areas over shares of pixels, worked out by hand."""

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.metrics.pixel_areas import PixelDeletionArea, PixelDeletionGain, PixelInsertionArea, area
from exegesis.metrics.requests import RepaintedReply
from tests.metrics.toys import case_of, drive

TWO = np.array([3.0, 1.0])


def test_the_area_is_that_of_trapezoids_over_shares() -> None:
    curve = RepaintedReply(np.array([1.0, 0.5, 0.0]), np.array([0.0, 0.25, 1.0]), "grey")
    assert area(curve) == pytest.approx(0.25 * 0.75 + 0.75 * 0.25)


def test_curves_by_hand() -> None:
    """f is 4, then 1 without the first, 0 without both; coming it is 0, 3, 4. Steps are halves of the image."""
    gone = drive(PixelDeletionArea(), case_of(TWO), lambda masks: masks @ TWO)
    come = drive(PixelInsertionArea(), case_of(TWO), lambda masks: masks @ TWO)
    assert gone.value == pytest.approx((4 + 1) / 4 + (1 + 0) / 4)
    assert come.value == pytest.approx((0 + 3) / 4 + (3 + 4) / 4)
    assert gone.details == {"pixel_shares": [0.0, 0.5, 1.0], "values": [4.0, 1.0, 0.0]}


def test_a_gain_is_over_random_orders() -> None:
    """The other order leaves 4, 3, 0: an area of 2.5 against 1.5."""
    found = drive(PixelDeletionGain(orders=40), case_of(TWO, item="x"), lambda masks: masks @ TWO)
    share = (1.5 + found.value - 1.5) / 1.0  # of the orders that were the other one
    assert 0.2 < share < 0.8
    assert found.details["orders_beaten"] == pytest.approx((share + 1) / 2)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"step": "row"}, "unknown step 'row'"),
        ({"step": "region", "pixels": 3}, "pixels has no effect where a step is a region"),
        ({"pixels": 0}, "pixels must be"),
        ({"orders": 0}, "orders must be"),
    ],
)
def test_settings_are_checked(settings: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        PixelDeletionGain(**settings)  # type: ignore[arg-type]
