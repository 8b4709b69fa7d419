"""What a terminal can show, and strings, columns and bars written for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from exegesis.views.characters import label, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

NAME = 22  # columns of a name beside a bar
LONGEST_BAR = 20  # columns
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_ASCII = str.maketrans(
    {"−": "-", "±": "+-", "×": "x", "“": '"', "”": '"', "–": "-", "…": "...", "²": "2", "·": "-", "✓": "+", "✗": "x"}
)


def printed(console: Console, line: Text) -> None:
    """Print a line: on a terminal broken between words, and whole where a program or a file reads it."""
    console.print(line, soft_wrap=not console.is_terminal, highlight=False, markup=False, emoji=False)


class Paper:
    """A console's encoding, colours and width, and strings made fit for it."""

    def __init__(self, console: Console, width: int) -> None:
        self.width = width
        self.encoding = console.encoding or "ascii"
        self.is_unicode = self.encoding.lower().replace("-", "").startswith("utf")
        self.bar_columns = min(max((width - 44) // 2, 4), LONGEST_BAR)
        self.has_colour = console.color_system is not None and not console.no_color

    def write(self, text: str, style: str = "") -> Text:
        """`text` as rich must print it, unchanged but for characters that the terminal must not or cannot have."""
        from rich.text import Text

        safe = printable(text)
        try:
            safe.encode(self.encoding)
        except UnicodeEncodeError:
            safe = safe.translate(_ASCII).encode(self.encoding, "backslashreplace").decode(self.encoding)
        return Text(safe, style=style)

    def column(self, name: str, width: int = NAME) -> str:
        """`name` as wide as the column of names; one from right to left leaves the order of its line alone."""
        from rich.cells import set_cell_size

        column = set_cell_size(self.write(label(name, width)).plain, width)
        turned = any(bidirectional(char) in ("R", "AL") for char in column)
        return f"{_LEFT_TO_RIGHT}{column}{_LEFT_TO_RIGHT}" if turned and self.is_unicode else column

    def bar(self, share: float, columns: int | None = None) -> str:
        """A bar of that share of the axis from the left, to an eighth of a column. `columns`: usually `bar_columns`."""
        eighths = round(min(max(share, 0.0), 1.0) * (columns or self.bar_columns) * 8)
        if not self.is_unicode:
            return "#" * max(round(eighths / 8), eighths > 0)
        return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()

    def bar_against(self, share: float, columns: int | None = None) -> str:
        """A bar that grows from the right, to half a column."""
        halves = round(min(max(share, 0.0), 1.0) * (columns or self.bar_columns) * 2)
        if not self.is_unicode:
            return "#" * max(round(halves / 2), halves > 0)
        return "▐" * (halves % 2) + "█" * (halves // 2)
