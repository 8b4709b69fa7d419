"""Which cases of a table run in `make quick`."""

from collections.abc import Iterable
from typing import Any

import pytest


def slow_but(cases: Iterable[Any], *names: str) -> list[Any]:
    """All the cases, marked slow but those of these names; of a tuple its first is the name."""
    given = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [pytest.param(*case, marks=() if case[0] in names else pytest.mark.slow) for case in given]
