"""How many examples a property is tried on: 60, or as many as a test says; in `make quick` a sixth of them."""

from hypothesis import settings

USUAL = 60


def examples(number: int) -> settings:
    """For a property that wants more examples than the usual, or can afford fewer."""
    return settings(max_examples=max(1, number * settings().max_examples // USUAL))
