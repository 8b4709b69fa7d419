"""Many texts at once: the rows that all of them wait for share batches; results come in the order of the texts.

A text's work is a generator of asks (`asks`). Some dozens of works are under way, the oldest served first. Their asks
are gathered until some batches can be filled, run together, and answered; finished works leave, and new ones enter.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from exegesis.core.errors import ExegesisError
from exegesis.core.types import Outputs
from exegesis.engine.asks import Ask, Asks, run_asks
from exegesis.engine.engine import Engine

T = TypeVar("T")

TEXTS_AT_ONCE = 64  # begun, whose result has not been taken yet
TOKENS_AT_ONCE = 65_536  # of the texts begun; one text may be longer than that, and is then alone
# Rows are gathered for so many batches: they are sorted by length over all of these.
_BATCHES_AT_ONCE = 16


@dataclass(eq=False)
class Work(Generic[T]):
    """One text's work under way; `engine` counts what it costs, `size` is about how many tokens the text has.

    Finished it has a `result` or an `error`.
    """

    engine: Engine
    steps: Asks[T]
    size: int
    id: str | None = None
    ask: Ask | None = None  # what it waits for
    reply: Outputs | Exception | None = None  # what it can go on with
    result: T | None = None
    error: Exception | None = None
    begun: bool = False
    finished: bool = False

    @property
    def ready(self) -> bool:
        """Whether it can go on."""
        return not self.finished and (not self.begun or self.reply is not None)

    def go_on(self) -> None:
        """Work until more rows are needed, or to the end; an error ends this work alone."""
        reply, self.reply, self.begun = self.reply, None, True
        self.engine.meter.watch.go_on()
        try:
            self.ask = self._next(reply)
        except StopIteration as stop:
            self.result, self.finished = stop.value, True
        except Exception as error:
            # An error of ours is a sentence; its frames would keep all that the work held.
            self.error = error.with_traceback(None) if isinstance(error, ExegesisError) else error
            self.finished = True
        self.engine.meter.watch.rest()

    def _next(self, reply: Outputs | Exception | None) -> Ask:
        if isinstance(reply, Exception):
            return self.steps.throw(reply)
        return next(self.steps) if reply is None else self.steps.send(reply)

    def answered(self, reply: Outputs | Exception, seconds: float) -> None:
        """Take the reply that was waited for, and the share of the time it took."""
        self.ask, self.reply = None, reply
        self.engine.meter.watch.add(seconds)


def pooled(works: Iterator[Work[T]]) -> Iterator[Work[T]]:
    """Every work, finished, in their order.

    Works are taken from the iterator as there is room for them. An error of the iterator itself is raised when all
    that was begun is done.
    """
    under_way: deque[Work[T]] = deque()
    source = _Source(works)
    try:
        while True:
            if under_way and under_way[0].finished:
                yield under_way.popleft()
            elif not _advance(under_way, source):
                break
    finally:
        for work in under_way:
            work.steps.close()
    if source.error is not None:
        raise source.error


class _Source(Generic[T]):
    """The works to come."""

    def __init__(self, works: Iterator[Work[T]]) -> None:
        self.works: Iterator[Work[T]] | None = works
        self.error: Exception | None = None

    def next(self) -> Work[T] | None:
        """The next work, None when there is none."""
        if self.works is None:
            return None
        try:
            return next(self.works)
        except StopIteration:
            self.works = None
        except Exception as error:
            self.works, self.error = None, error
        return None


def _advance(under_way: deque[Work[T]], source: _Source[T]) -> bool:
    """One step: let the oldest that can go on do so, else take in another, else run what is waited for."""
    waiting = [(work, work.ask) for work in under_way if work.ask is not None]
    gathered = sum(ask.tokens for _, ask in waiting)
    if not waiting or gathered < _BATCHES_AT_ONCE * waiting[0][0].engine.batch_tokens:
        ready = next((work for work in under_way if work.ready), None)
        if ready is None and _has_room(under_way) and (ready := source.next()) is not None:
            under_way.append(ready)
        if ready is not None:
            ready.go_on()
            return True
    if waiting:
        _run(waiting)
    return bool(waiting)


def _has_room(under_way: Sequence[Work[T]]) -> bool:
    return len(under_way) < TEXTS_AT_ONCE and sum(work.size for work in under_way) < TOKENS_AT_ONCE


def _run(waiting: Sequence[tuple[Work[T], Ask]]) -> None:
    """Answer all asks in shared batches; where that fails each alone, so that the error ends only whose it is."""
    engine = waiting[0][0].engine
    started = time.perf_counter()
    try:
        replies = run_asks(engine.model, [ask for _, ask in waiting], engine.batch_tokens)
    except Exception as error:
        if len(waiting) > 1:
            for one in waiting:
                _run([one])
            return
        waiting[0][0].answered(error, time.perf_counter() - started)
        return
    per_token = (time.perf_counter() - started) / max(1, sum(ask.tokens for _, ask in waiting))
    for (work, ask), reply in zip(waiting, replies, strict=True):
        work.answered(reply, per_token * ask.tokens)
