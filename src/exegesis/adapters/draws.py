"""Models that draw random numbers in a pass (Reformer's hashing) are given the same ones in every pass."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_SEED = 0


class TorchDraws:
    """Whether one model's answers depend on torch's global generator: found out when a pass first draws from it."""

    def __init__(self) -> None:
        self.matter: bool | None = None

    @contextmanager
    def steady(self, device: Any) -> Iterator[None]:
        """Inside, a model whose draws matter gets those of one seed; the global generator is put back after it."""
        if not self.matter:
            yield
            return
        with _seeded(device, _SEED):
            yield

    def watched(self, run: Callable[[], Any], device: Any) -> Any:
        """What `run` gives. Where something drew meanwhile, which may be another thread, two seeds show who it was."""
        if self.matter is not None:
            return run()
        before = _state(device)
        output = run()
        if _equal(before, _state(device)):
            return output
        with _seeded(device, _SEED):
            first = run()
        with _seeded(device, _SEED + 1):
            second = run()
        self.matter = not _equal(first[0], second[0])
        return first if self.matter else output


def _state(device: Any) -> Any:
    import torch

    return torch.cuda.get_rng_state(device) if device.type == "cuda" else torch.get_rng_state()


def _equal(a: Any, b: Any) -> bool:
    import torch

    return bool(torch.equal(a, b))


@contextmanager
def _seeded(device: Any, seed: int) -> Iterator[None]:
    import torch

    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield
