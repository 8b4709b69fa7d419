"""A file of lines that belongs to one process at a time: locked, only added to, and never read where it is a device."""

import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO
from weakref import WeakSet

from exegesis.core.errors import ExegesisError, InputError

LONGEST_LINE = 2**28  # bytes; no line of ours comes near it, so a longer one is of some other file
_SYNC_AFTER = 1.0  # seconds that a line may wait for the disk itself; the system has it at once


class OwnedFile:
    """Lines that end in a line end, opened by its first writer and refused to a second one.

    A device or a pipe is written to and never read; it has no lines. `hint` ends the errors that refuse a file.
    Raises `InputError` where the file cannot be opened or another process has it, `ExegesisError` where writing fails.
    """

    def __init__(self, path: Path, hint: str) -> None:
        self.path = path
        self.hint = hint
        self._is_new = not path.exists()
        self.is_regular = self._is_new or path.is_file()
        self._synced = time.perf_counter()
        self._handle: int | None = self._opened()
        _OWNED.add(self)

    # -- reading --------------------------------------------------------------------------------------------------

    def size(self) -> int:
        """Bytes that are there; 0 of a device."""
        return os.fstat(self._descriptor).st_size if self.is_regular else 0

    def start(self, count: int) -> bytes:
        """The first bytes."""
        return self.at(0, count) if self.is_regular else b""

    def at(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes from a place on."""
        os.lseek(self._descriptor, offset, os.SEEK_SET)  # what is added goes to the end all the same
        parts: list[bytes] = []
        while count and (part := os.read(self._descriptor, count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def lines(self) -> Iterator[bytes]:
        """Every line with its end; the last may lack it. `InputError` for one that is longer than any of ours."""
        if not self.is_regular:
            return
        with open(os.dup(self._descriptor), "rb") as file:
            file.seek(0)
            yield from lines_of(file, self.refused("it has a line of more than 256 MiB"))

    def refused(self, why: str) -> InputError:
        """What is raised where the file is not to be written to."""
        return InputError(f"{str(self.path)!r} holds other work ({why}); {self.hint}.")

    # -- writing --------------------------------------------------------------------------------------------------

    def add(self, data: bytes) -> None:
        """Whole lines at the end; with the system before this returns, on the disk itself within about a second."""
        try:
            self._write(self._descriptor, data)
            if time.perf_counter() - self._synced > _SYNC_AFTER:
                self._sync()
        except OSError as error:
            raise self._failed(error) from error

    def cut(self, size: int) -> None:
        """Forget what stands after `size` bytes."""
        try:
            os.ftruncate(self._descriptor, size)
        except OSError as error:
            raise self._failed(error) from error

    def replace(self, lines: Iterator[bytes]) -> None:
        """These lines in the place of all, in one step; the new file is this process's before it has the name."""
        target = Path(os.path.realpath(self.path))
        try:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".exegesis-")
        except OSError as error:
            raise self._failed(error) from error
        try:
            _lock(handle)
            for line in lines:
                self._write(handle, line)
            os.fsync(handle)
            os.chmod(name, stat.S_IMODE(os.fstat(self._descriptor).st_mode))
            os.replace(name, target)
        except BaseException as error:
            os.close(handle)
            Path(name).unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise self._failed(error) from error
            raise
        os.close(self._descriptor)
        self._handle = handle

    def close(self) -> None:
        """Let go of the file; what was added is on the disk. A new file that got no line is taken away again."""
        if self._handle is None:
            return
        with suppress(OSError):
            if self._is_new and not self.size():
                self.path.unlink()
            os.fsync(self._handle)
        handle, self._handle = self._handle, None
        os.close(handle)

    def remove(self) -> None:
        """Take the file away, still locked, and let go of it."""
        with suppress(OSError):
            self.path.unlink()
        self.close()

    def forget(self) -> None:
        """Drop the file in a forked process, whose parent still owns it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    # -- inside ---------------------------------------------------------------------------------------------------

    @property
    def _descriptor(self) -> int:
        if self._handle is None:
            raise ValueError(f"{str(self.path)!r} is closed")
        return self._handle

    def _opened(self) -> int:
        try:
            if not self.is_regular:
                return os.open(self.path, os.O_WRONLY | _flag("O_NOCTTY"))
            while True:
                handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _flag("O_BINARY"), 0o666)
                try:
                    _lock(handle)
                except OSError:
                    os.close(handle)
                    raise
                if _is_at(handle, self.path):
                    return handle
                os.close(handle)  # another process put a new file in its place meanwhile
        except BlockingIOError:
            raise InputError(
                f"another run is writing {str(self.path)!r}; wait for its end, or give another file."
            ) from None
        except OSError as error:
            raise InputError(f"cannot write {str(self.path)!r}: {error.strerror or error}.") from error

    def _write(self, handle: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]

    def _sync(self) -> None:
        if self.is_regular:
            os.fsync(self._descriptor)
        self._synced = time.perf_counter()

    def _failed(self, error: OSError) -> ExegesisError:
        return ExegesisError(f"cannot write {str(self.path)!r}: {error.strerror or error}.")


def lines_of(file: IO[bytes], otherwise: Exception) -> Iterator[bytes]:
    """The lines of a file with their ends; raises `otherwise` for one longer than any of ours, and reads no further."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise otherwise
        yield line


def _flag(name: str) -> int:
    return int(getattr(os, name, 0))


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


def _locking() -> Callable[[int], None]:
    """How this system locks a file without waiting: `BlockingIOError` where another process has it."""
    if sys.platform == "win32":
        import msvcrt

        def locked(handle: int) -> None:
            os.lseek(handle, 2**62, os.SEEK_SET)  # a byte that no file has: the lines stay readable for others
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError as error:
                raise BlockingIOError(error.errno, error.strerror) from None
            os.lseek(handle, 0, os.SEEK_SET)

    else:
        import fcntl

        def locked(handle: int) -> None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno == errno.EWOULDBLOCK:
                    raise BlockingIOError(error.errno, error.strerror) from None
                raise OSError(error.errno, "the file system cannot lock files, so two runs could mix") from None

    return locked


_lock = _locking()

# A lock lasts until every process that has the file open has let go of it. A worker that outlives a killed run would
# hold it for ever, so what a process forks does not have it.
_OWNED: "WeakSet[OwnedFile]" = WeakSet()


def _forget_all() -> None:
    for file in list(_OWNED):
        file.forget()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_forget_all)
