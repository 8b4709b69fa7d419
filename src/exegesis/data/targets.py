"""How a caller names what is to be explained, beyond a label's name or index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias, TypeGuard, Union

from exegesis.core.codec import ByFields


@dataclass(frozen=True, slots=True)
class Contrast:
    """Why this and not that: the difference of two targets' numbers. None: what is explained by default."""

    target: "OneTarget | None"
    versus: "OneTarget | None"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the context, the model's own or not: its text, and its first character where it stands repeatedly.

    `side`: "start", "end", or "span" (both together).
    """

    text: str
    start: int | None = None
    side: str = "span"


@dataclass(frozen=True, slots=True)
class Word:
    """A word guessed at one of several hidden places; `place` counts them from 1.

    `word` None: the hidden one; a number: the guess of this rank, 0 the best.
    """

    word: str | int | None
    place: int = 1


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag of a word, or of an entity of several words. `tag` None: what the model gives it."""

    word: str
    tag: str | None = None
    occurrence: int = 1


OneTarget: TypeAlias = Annotated[Union[str, int, Contrast, Answer, Word, Tag], ByFields()]  # noqa: UP007 (of Contrast)
TargetSpec: TypeAlias = OneTarget | Sequence[OneTarget] | None


def several(spec: TargetSpec) -> TypeGuard[Sequence[OneTarget]]:
    """Whether `spec` is a sequence of targets and not one."""
    return isinstance(spec, Iterable) and not isinstance(spec, str)


def listed(spec: TargetSpec) -> list[OneTarget | None]:
    """The targets named, as a list; [None] for the task's own choice."""
    return list(spec) if several(spec) else [spec]  # type: ignore[list-item]
