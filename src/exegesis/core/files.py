"""Writing files and folders whole or not at all: an interrupted run leaves nothing half-written."""

import hashlib
import os
import shutil
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


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` that takes its place when the block ends well and is removed otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield temporary
        temporary.chmod(0o755)
        for path in temporary.iterdir():
            path.chmod(0o644)
        if target.exists():
            shutil.rmtree(target)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_bytes(folder: Path) -> int:
    """The bytes of all files in the folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
