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
    finished: bool = False
    number: int = 0  # of its place among all

    def go_on(self) -> None:
        """Work until more rows are needed, or to the end; an error ends this work alone."""
        reply, self.reply = self.reply, None
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
    pool: _Pool[T] = _Pool()
    source = _Source(works)
    try:
        while True:
            if pool.under_way and pool.under_way[0].finished:
                yield pool.left()
            elif not pool.advance(source):
                break
    finally:
        for work in pool.under_way:
            work.steps.close()
    if source.error is not None:
        raise source.error


class _Source(Generic[T]):
    """The works to come."""

    def __init__(self, works: Iterator[Work[T]]) -> None:
        self.works: Iterator[Work[T]] | None = works
        self._taken = 0
        self.error: Exception | None = None

    def next(self) -> Work[T] | None:
        """The next work, None when there is none."""
        if self.works is None:
            return None
        try:
            work = next(self.works)
            work.number = self._taken = self._taken + 1
            return work
        except StopIteration:
            self.works = None
        except Exception as error:
            self.works, self.error = None, error
        return None


class _Pool(Generic[T]):
    """The works under way, in their order: those that can go on, and those that wait with what they wait for."""

    def __init__(self) -> None:
        self.under_way: deque[Work[T]] = deque()
        self._ready: deque[Work[T]] = deque()  # in the same order
        self._waiting: list[tuple[Work[T], Ask]] = []
        self._gathered = self._held = 0  # tokens waited for, and of the texts under way

    def left(self) -> Work[T]:
        """The oldest, which is finished, and leaves."""
        work = self.under_way.popleft()
        self._held -= work.size
        return work

    def advance(self, source: _Source[T]) -> bool:
        """One step: let the oldest that can go on do so, else take in another, else run what is waited for."""
        if not self._waiting or self._gathered < _BATCHES_AT_ONCE * self._waiting[0][0].engine.batch_tokens:
            ready = self._ready.popleft() if self._ready else self._taken(source)
            if ready is not None:
                self._go_on(ready)
                return True
        if not self._waiting:
            return False
        waiting = sorted(self._waiting, key=lambda pair: pair[0].number)
        self._waiting, self._gathered = [], 0
        _run(waiting)
        self._ready = deque(sorted([*self._ready, *(work for work, _ in waiting)], key=lambda work: work.number))
        return True

    def _taken(self, source: _Source[T]) -> Work[T] | None:
        """The next work, where there is one and room for it."""
        if len(self.under_way) >= TEXTS_AT_ONCE or self._held >= TOKENS_AT_ONCE:
            return None
        work = source.next()
        if work is not None:
            self.under_way.append(work)
            self._held += work.size
        return work

    def _go_on(self, work: Work[T]) -> None:
        work.go_on()
        if work.ask is not None and not work.finished:
            self._waiting.append((work, work.ask))
            self._gathered += work.ask.tokens


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
