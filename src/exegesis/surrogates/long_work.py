"""Work that takes minutes is told before it starts."""

import warnings

from exegesis.core.errors import LongWorkWarning
from exegesis.core.plurals import spoken

_LONG_SECONDS = 60.0


def tell_if_long(rows: int, seconds_each: float, advice: str) -> None:
    """Warn with `LongWorkWarning` of so many rows through the model at so many seconds each, if it is over a minute."""
    seconds = rows * seconds_each
    if seconds > _LONG_SECONDS:
        warnings.warn(
            f"the surrogate needs {rows:,} passes through the model, about {spoken(seconds)}; {advice}.",
            LongWorkWarning,
            stacklevel=4,
        )
