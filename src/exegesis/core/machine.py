"""On what and when something was measured."""

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path


def machine() -> str:
    """Processor, system and Python in a line; no name of a host."""
    return f"{_processor()}, {platform.system()}, Python {platform.python_version()}"


def today() -> str:
    """The date in ISO's form, by UTC."""
    return datetime.now(UTC).date().isoformat()


def _processor() -> str:
    try:
        lines: Sequence[str] = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = ()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{named[0]} ({len(named)} threads)" if named else platform.processor() or platform.machine()
