"""Forward hooks that belong to one thread: what others run through the model meanwhile stays as it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module


@contextmanager
def hooked(site: "Module", act: "Callable[[Module, Any, Any], Tensor | None]") -> Iterator[None]:
    """While inside, `act` sees the site, its first input and its output (the first of a tuple).

    What it returns takes the output's place.
    """
    thread = get_ident()

    def hook(module: Any, given: tuple[Any, ...], named: dict[str, Any], output: Any) -> Any:
        if get_ident() != thread:
            return None
        first = first_of(output)
        changed = act(module, next(iter((*given, *named.values())), None), first)
        if changed is None:
            return None
        changed = changed.to(first.dtype)
        return (changed, *output[1:]) if isinstance(output, tuple) else changed

    handle = site.register_forward_hook(hook, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()


@contextmanager
def fed(site: "Module", act: "Callable[[Module, Any], Tensor | None]", before_others: bool = False) -> Iterator[None]:
    """While inside, `act` sees the site and its first input; what it returns takes the input's place.

    `before_others`: it sees the input as it comes, before hooks that change it.
    """
    thread = get_ident()

    def hook(module: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if get_ident() != thread:
            return None
        changed = act(module, next(iter((*given, *named.values())), None))
        if changed is None:
            return None
        return ((changed, *given[1:]), named) if given else (given, {**named, next(iter(named)): changed})

    handle = site.register_forward_pre_hook(hook, prepend=before_others, with_kwargs=True)
    try:
        yield
    finally:
        handle.remove()


def first_of(output: Any) -> Any:
    """The first of a tuple, or the output itself."""
    return output[0] if isinstance(output, tuple) else output
