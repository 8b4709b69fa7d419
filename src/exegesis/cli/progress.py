"""What a person who waits sees on standard error, where that is a terminal: a line at once, a bar after a second."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exegesis.core.characters import one_line

_AFTER_SECONDS = 1.0  # work shorter than this shows no progress bar


_shown = 0  # characters of the line that stands there now


@contextmanager
def reading_model(model: object) -> Iterator[None]:
    """ "reading MODEL ..." while inside: a library and a model are read before the work begins, and take seconds."""
    global _shown
    if sys.stderr.isatty():
        line = one_line(f"reading {model} ...")[: shutil.get_terminal_size().columns - 1]
        _shown = len(line)
        sys.stderr.write(line)
        sys.stderr.flush()
    try:
        yield
    finally:
        clear()


def clear() -> None:
    """Take that line away, before anything else is written."""
    global _shown
    if _shown:
        sys.stderr.write("\r" + " " * _shown + "\r")
        sys.stderr.flush()
        _shown = 0


@contextmanager
def progress_of(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error, moved by (done, expected); none when it is not a terminal.

    Inside `reading_model` its line stands until the first step is done.
    """
    if not sys.stderr.isatty():
        yield None
        return
    import time

    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(name)
    started = time.monotonic()

    def advance(done: int, expected: int) -> None:
        clear()
        if not bar.live.is_started and time.monotonic() - started > _AFTER_SECONDS:
            bar.start()
        bar.update(task, completed=done, total=expected)

    try:
        yield advance
    finally:
        bar.stop()
