"""Threads take turns: hooks and the attention setting belong to the whole model, so one pass at a time goes through."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Any
from weakref import WeakKeyDictionary

_LOCKS: "WeakKeyDictionary[Any, Any]" = WeakKeyDictionary()
_NEW = Lock()


@contextmanager
def alone(model: Any) -> Iterator[None]:
    """Hold `model` (the torch module, however many adapters share it) until the block ends; may be nested."""
    with _NEW:
        lock = _LOCKS.setdefault(model, RLock())
    with lock:
        yield
