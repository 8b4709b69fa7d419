"""Writing files whole or not at all: an interrupted run leaves no half-written file."""

import os
import tempfile
from pathlib import Path

from exegesis.errors import InputError


def write_whole(path: str | Path, data: str | bytes) -> None:
    """Write to a temporary file beside `path`, then put it in its place in one step."""
    target = Path(path)
    content = data.encode("utf-8") if isinstance(data, str) else data
    if target.is_dir() or not target.parent.is_dir():
        raise InputError(f"cannot write {str(target)!r}: give a file in a folder that exists.")
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise InputError(f"cannot write {str(target)!r}: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise InputError(f"cannot write {str(target)!r}: {error.strerror}.") from error
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
