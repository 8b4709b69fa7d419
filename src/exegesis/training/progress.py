"""Plain progress lines on stderr, with the seconds since the program started."""

import sys
import time

_START = time.monotonic()


def elapsed() -> float:
    """Seconds since this module was imported."""
    return time.monotonic() - _START


def say(text: str) -> None:
    """One line on stderr."""
    print(f"[{elapsed():7.1f} s] {text}", file=sys.stderr, flush=True)
