"""Where a unit stands: characters of a text, pixels of an image, a column, a stretch of a series, an item of a list, a
tile of time and frequency.

Of a text the place is its spans, as plain as can be; other kinds of data have a small record each. Views choose by it.
"""

from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from exegesis.core.codec import LATER, Limit
from exegesis.core.types import Count, Span


@dataclass(frozen=True, slots=True)
class Pixels:
    """A region of an image: runs of pixels, each its first pixel, counted along the rows, and how many there are."""

    runs: Annotated[tuple[tuple[Count, Count], ...], Limit(items=1)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, by its number; its name is the unit's text."""

    column: Count


@dataclass(frozen=True, slots=True)
class Stretch:
    """A half-open stretch of steps in one channel of a series."""

    channel: Count
    start: Count
    stop: Count


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things an input is made of (a film that was seen, an event), by its number in the input.

    `count`: how many are taken together from there on.
    """

    item: Count
    count: Annotated[int, Limit(at_least=1)] = field(default=1, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Tile:
    """A stretch of time of a sound, in seconds, and of its frequencies, in Hz; `high` None: to the top."""

    start: Annotated[float, Limit(at_least=0)]
    stop: Annotated[float, Limit(at_least=0)]
    low: Annotated[float, Limit(at_least=0)] = 0.0
    high: Annotated[float, Limit(at_least=0)] | None = None


# What a unit of each is called, where it is no word, token, sentence or segment of a text.
OTHER_UNITS = ("region", "column", "stretch", "item", "tile", "event", "cell")
Elsewhere: TypeAlias = Pixels | Column | Stretch | Item | Tile
Place: TypeAlias = tuple[Span, ...] | Elsewhere
