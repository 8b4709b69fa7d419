"""How many of torch's threads a pass gets: learned from the passes themselves for each size, and put back after each.

The threads of one product wait for one another, and a pass makes dozens of products. Where they are small, or another
process has one of the cores, that waiting takes longer than the work: twenty times as long was seen. So passes are
timed, other numbers are tried now and then, and each size gets what was fastest of late. Only the calling thread's
number is changed (OpenMP's own, which torch asks), never the process's.
"""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from statistics import median
from threading import local
from typing import Any

from exegesis.core.errors import check_count

_AT_FIRST = 4e9  # multiplications and additions of a pass for each thread that it begins with
_TRIALS = 0.03  # of the time of all passes that may be lost by trying other numbers of threads
_FIRST_TRIALS = 0.2  # and by trying what was never tried
_HEARD_TRIALS = 0.1  # and by trying what was tried at another size, of the time since then
_UNTRIED = 0.05  # seconds that this is taken to lose at least
_OVERHEAD = 64  # tokens whose work takes as long as what a pass of any size does besides
_CLEARLY = 0.97  # of the time of the best so far: less is a better number
_REMEMBERED = 3  # passes; their median is what counts, so that one slow pass says nothing

_inside = local()
_fixed: int | None = None


def fix(count: int | None) -> None:
    """Give every pass of this process so many threads, where its model was not loaded with a number of its own.

    None: as many as turn out best. `InputError` for what is no count.
    """
    global _fixed
    if count is not None:
        check_count("threads", count)
    _fixed = count


def fixed() -> int | None:
    """What `fix` was given last."""
    return _fixed


@dataclass
class _Tried:
    """Passes of one size with one number of threads: seconds a token, and the size's clock when one was last made.

    `heard`: they were of another size, so that what they took is only expected.
    """

    seconds: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    when: float = 0.0
    heard: bool = False

    @property
    def rate(self) -> float:
        return median(self.seconds)


@dataclass
class _Size:
    """What is known of passes of one size: the best number of threads, all that were tried, seconds of all passes."""

    best: int
    tried: dict[int, _Tried] = field(default_factory=dict)
    clock: float = 0.0

    def chosen(self, tokens: int, usual: int) -> int:
        """The best number, or one beside it whose trial is due: the more it may lose, the longer it waits."""
        steps = _ladder(usual)
        place = max(index for index, count in enumerate(steps) if count <= self.best)
        for count in {*steps[max(0, place - 1) : place + 2]} - {self.best}:
            known = self.tried.get(count)
            since = self.clock - (0.0 if known is None else known.when)
            share = _FIRST_TRIALS if known is None else _HEARD_TRIALS if known.heard else _TRIALS
            lost = since * share
            if lost > self.loss(count, tokens):
                return count
        return steps[place]

    def loss(self, count: int, tokens: int) -> float:
        """Seconds that a pass with so many threads is expected to take beyond one with the best number."""
        if self.best not in self.tried:
            return float("inf")  # first it is to be known what there is to lose
        usual = self.tried[self.best].rate * tokens
        if count not in self.tried:
            return max(_UNTRIED, usual)
        if self.tried[count].heard:
            return self.tried[count].rate * tokens - usual
        # The longest of them: beside other work passes on several threads differ much, and a lucky one says little.
        return max(self.tried[count].seconds) * tokens - usual

    def took(self, count: int, seconds: float, tokens: int) -> None:
        """Learn from a pass."""
        self.clock += seconds
        rate = seconds / tokens
        tried = self.tried.setdefault(count, _Tried())
        if tried.heard:
            tried = self.tried[count] = _Tried()
        if count != self.best and self.best in self.tried and rate < self.tried[self.best].rate:
            tried.seconds.clear()  # what it was before no longer holds; if this is chance, the next passes tell
        tried.seconds.append(rate)
        tried.when = self.clock
        seen = {each: known.rate for each, known in self.tried.items() if not known.heard}
        fastest = min(seen, key=lambda each: seen[each])
        if self.best not in seen or seen[fastest] < _CLEARLY * seen[self.best]:
            self.best = fastest

    def told(self) -> "_Size":
        """What another size expects by this one, until it has seen for itself."""
        heard = {
            count: _Tried(deque([known.rate], maxlen=_REMEMBERED), self.clock, True)
            for count, known in self.tried.items()
        }
        return _Size(self.best, heard, self.clock)


class Threads:
    """The number of threads for the passes of one model, of which one is made at a time.

    `count`: always so many. `operations`: multiplications and additions that the model makes for a token.
    """

    def __init__(self, count: int | None = None, operations: float = 0.0) -> None:
        self.count = count
        self.operations = operations
        self._sizes: dict[tuple[str, int], _Size] = {}
        self._warm: set[str] = set()  # kinds of passes of which one was made: the first is slow in its own way

    @contextmanager
    def of(self, kind: str, tokens: int, device: str = "cpu") -> Iterator[None]:
        """While inside, torch has the threads for one pass of this kind ("forward", "gradients") over so many tokens.

        Inside another such block it changes nothing. On another `device` than the processor, whose passes wait for
        no thread, none is tried: it stays at the caller's number, or else at torch's own.
        """
        if getattr(_inside, "a_pass", False):
            yield
            return
        import torch

        _inside.a_pass = True
        try:
            usual = torch.get_num_threads()
            count = self.count or _fixed
            if count is not None or usual == 1 or device != "cpu":
                with threads(count or usual):
                    yield
                return
            size = self._size(kind, tokens, usual)
            chosen = size.chosen(tokens + _OVERHEAD, usual)
            started = time.perf_counter()
            with threads(chosen):
                yield
            if kind in self._warm:
                size.took(chosen, time.perf_counter() - started, tokens + _OVERHEAD)
            self._warm.add(kind)
        finally:
            _inside.a_pass = False

    def _size(self, kind: str, tokens: int, usual: int) -> _Size:
        """What is known of this size, at first what is known of the nearest one."""
        key = (kind, round(2 * _log2(tokens)))
        if key not in self._sizes:
            alike = [size for size in self._sizes if size[0] == kind]
            nearest = min(alike, key=lambda size: abs(size[1] - key[1]), default=None)
            known = None if nearest is None else self._sizes[nearest]
            self._sizes[key] = _Size(self._first(kind, tokens, usual)) if known is None else known.told()
        return self._sizes[key]

    def _first(self, kind: str, tokens: int, usual: int) -> int:
        """The number to begin with."""
        work = self.operations * tokens * (3 if kind == "gradients" else 1)
        wished = min(usual, work / _AT_FIRST)
        return max(count for count in _ladder(usual if wished < 2 else min(usual, _cores())) if count <= max(1, wished))


@contextmanager
def threads(count: int) -> Iterator[None]:
    """While inside, torch uses so many threads for what the calling thread asks of it."""
    import torch

    usual = torch.get_num_threads()
    if count == usual:
        yield
        return
    with _pools().limit(limits=count, user_api="openmp"):
        if torch.get_num_threads() == count:
            yield
            return
    torch.set_num_threads(count)  # a torch with threads of another kind: then it is the process's number after all
    try:
        yield
    finally:
        torch.set_num_threads(usual)


@cache
def _pools() -> Any:
    """The libraries of threads that are loaded; looked for once, since it takes milliseconds."""
    import torch  # noqa: F401 - so that its own is among them
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@cache
def _cores() -> int:
    """Cores that this process may use, by its affinity and its container's quota, of which torch does not know."""
    from joblib import cpu_count

    return int(cpu_count())


def _ladder(usual: int) -> list[int]:
    """1, 2, 4, ... and the usual number."""
    return [*(2**power for power in range(usual.bit_length()) if 2**power < usual), usual]


def _log2(tokens: int) -> float:
    from math import log2

    return log2(max(1, tokens))
