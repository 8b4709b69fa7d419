"""Regular expressions of strangers: compiled with their fault told, and stopped where they explode."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any

import regex

from exegesis.core.errors import InputError, shown

SECONDS = 2.0  # of one search, over all that it is tried on
_LONGEST = 1_000  # characters


class Expression:
    """A regular expression (of `regex`, version 1) that is found anywhere in a value, as grep finds it."""

    def __init__(self, pattern: str, ignores_case: bool = False) -> None:
        """`InputError` for what is none, with the character at which it goes wrong."""
        if len(pattern) > _LONGEST:
            raise InputError(f"a regular expression may have {_LONGEST:,} characters, not {len(pattern):,}.")
        try:
            self._compiled = regex.compile(pattern, regex.V1 | (regex.I if ignores_case else 0))
        except regex.error as error:
            at = "" if error.pos is None else f" at its character {error.pos + 1}"
            raise InputError(f"{shown(pattern)} is no regular expression: {error.msg}{at}.") from None
        except (RecursionError, OverflowError, ValueError, KeyError):
            raise InputError(
                f"{shown(pattern)} is no regular expression that can be read; write a simpler one."
            ) from None
        self.pattern = pattern

    def holding(self, values: Iterable[str]) -> list[str]:
        """Those of the values in which it is found."""
        return [value for value, found in self._tried(values, self._compiled.search) if found is not None]

    def marks(self, values: Iterable[str], seconds: float | None = None) -> list[bool]:
        """Of each value whether it is found there; `seconds` for all together, where it is not the usual."""
        return [found is not None for _, found in self._tried(values, self._compiled.search, seconds)]

    def places(self, texts: Iterable[str]) -> list[list[tuple[int, int]]]:
        """Of each text the characters (start, end) of all that it finds; what is empty is left out."""

        def every(text: str, timeout: float) -> list[tuple[int, int]]:
            return [one.span() for one in self._compiled.finditer(text, timeout=timeout) if one.end() > one.start()]

        return [found for _, found in self._tried(texts, every)]

    def _tried(
        self, values: Iterable[str], find: Callable[..., Any], seconds: float | None = None
    ) -> Iterator[tuple[str, Any]]:
        """All values together get `SECONDS`, or so many; `InputError` where that is not enough."""
        allowed = SECONDS if seconds is None else seconds
        ends = monotonic() + allowed
        for value in values:
            try:
                yield value, find(value, timeout=max(ends - monotonic(), 1e-3))
            except TimeoutError:
                raise InputError(
                    f"the regular expression {shown(self.pattern)} was stopped after {allowed:g} s, at {shown(value)}; "
                    "write one without repeats inside of repeats."
                ) from None
