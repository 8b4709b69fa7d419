"""A bar for work of over a second."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_AFTER_SECONDS = 1.0  # work shorter than this shows no progress bar


@contextmanager
def progress_of(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error, moved by (done, expected); none when it is not a terminal."""
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
        if not bar.live.is_started and time.monotonic() - started > _AFTER_SECONDS:
            bar.start()
        bar.update(task, completed=done, total=expected)

    try:
        yield advance
    finally:
        bar.stop()
