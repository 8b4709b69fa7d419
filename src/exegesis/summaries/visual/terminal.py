"""Visual words in a terminal: how important each is, and for how many images it speaks; names are not interpreted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from exegesis.summaries.visual.result import VisualWords
from exegesis.summaries.visual.wording import said_of, told
from exegesis.views import scale, wording
from exegesis.views.characters import label
from exegesis.views.paper import Paper, printed

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_SHOWN = 10  # words


def show(found: VisualWords, console: Console | None = None, width: int | None = None) -> None:
    """Print to standard output or `console`, as wide as the terminal or `width` columns."""
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    for line in lines(found, Paper(console, width or console.width)):
        printed(console, line)


def lines(found: VisualWords, paper: Paper) -> Iterable[Text]:
    """The words that images speak of, the most important first."""
    yield paper.write(label(told(found), 300), "dim")
    spoken = [word for word in found.words if word.images]
    decimals = wording.decimals(np.array([word.mean for word in spoken]))
    for word in spoken[:_SHOWN]:
        colour = scale.LIGHT.towards if word.mean > 0 else scale.LIGHT.against
        said = said_of(word, len(found.owners), decimals)
        yield paper.write(f"  {word.name:<8} {word.importance:.3f}  ", scale.hexadecimal(colour)) + paper.write(said)
    if len(spoken) > _SHOWN:
        yield paper.write(f"  and {len(spoken) - _SHOWN} more; the page shows how they look", "dim")
