"""Objects of transformers that are made when something is first asked of them that is not known without it."""

from collections.abc import Callable
from threading import RLock
from typing import Any

_MISSING = object()
_MAKING = RLock()  # of all of them: one may need another


class Late:
    """Answers from `bare` what that knows, until anything else is asked, or set: from then on it is the whole object.

    So what is changed on the whole one is never answered from before the change.
    """

    def __init__(self, bare: Any, make: Callable[[], Any]) -> None:
        vars(self).update(_bare=bare, _make=make, _whole=None)

    def whole(self) -> Any:
        """The object of transformers, made once."""
        with _MAKING:
            if self._whole is None:
                vars(self)["_whole"] = self._make()
        return self._whole

    @property
    def is_bare(self) -> bool:
        """Whether the whole object was not needed yet."""
        return self._whole is None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("_bare", "_make", "_whole"):  # while it is being copied
            raise AttributeError(name)
        found = getattr(self._bare, name, _MISSING) if self._whole is None else _MISSING
        return getattr(self.whole(), name) if found is _MISSING else found

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.whole(), name, value)


class LateTokenizer(Late):
    """A tokenizer."""

    @property
    def kind(self) -> str:
        """The name of its class in transformers."""
        name: str = self._bare.kind
        return name

    def __len__(self) -> int:
        return len(self._bare if self._whole is None else self._whole)

    def __call__(self, *texts: Any, **options: Any) -> Any:
        if self._whole is None and self._bare.answers(texts, options):
            return self._bare.encoded(*texts, **options)
        return self.whole()(*texts, **options)

    def decode(self, ids: Any, *given: Any, **options: Any) -> Any:
        """What these ids are in a text, as transformers' own says it."""
        if self._whole is None and isinstance(ids, list) and options == {"clean_up_tokenization_spaces": False}:
            return self._bare.decode(ids)
        return self.whole().decode(ids, *given, **options)
