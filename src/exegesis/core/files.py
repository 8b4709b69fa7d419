"""Writing files whole or not at all: an interrupted run leaves no half-written file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from exegesis.core.errors import InputError


def check_place(path: str | Path) -> Path:
    """Where `path` leads, links followed; an `InputError` when no file can be there. Asked before long work starts."""
    target = Path(os.path.realpath(path))
    if is_device(path):
        if not os.access(path, os.W_OK):
            raise InputError(f"cannot write {str(path)!r}: it is not writable.")
        return target
    if target.is_dir() or not target.parent.is_dir():
        raise InputError(f"cannot write {str(path)!r}: give a file in a folder that exists.")
    if not os.access(target.parent, os.W_OK):
        raise InputError(f"cannot write {str(path)!r}: the folder is not writable.")
    return target


def is_device(path: str | Path) -> bool:
    """Whether it is there and neither file nor folder: a device or a pipe, such as /dev/stdout."""
    return Path(path).exists() and not Path(path).is_file() and not Path(path).is_dir()


def write_whole(path: str | Path, data: str | bytes) -> None:
    """Write to a temporary file beside `path`, then put it in its place in one step."""
    with whole_file(path) as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)


@contextmanager
def whole_file(path: str | Path) -> Iterator[IO[bytes]]:
    """A file to write in, which takes its place when all is written; what an error cuts short leaves nothing behind."""
    try:
        if is_device(path):
            with Path(path).open("wb") as file:
                yield file  # never put a file in its place
        else:
            with _replacing(check_place(path)) as file:
                yield file
    except OSError as error:
        raise InputError(f"cannot write {str(path)!r}: {error.strerror or error}.") from error


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".exegesis-")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
