"""How the views draw a kind of data that is no text: above the bars of a page, of a terminal, of a figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from exegesis.data.explanation import Explanation
from exegesis.data.records import Group

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.text import Text

    from exegesis.views.paper import Paper


class KindView:
    """One kind of data, drawn. What a kind does not have, it leaves out: of columns of a table the bars say all.

    `policy`: what a page's content policy must allow beside its styles. `template`: of the page, drawn with
    `explanation`, `drawn` (what `drawing` gives) and `is_first` (of those of one input). `inches`: of the figure.
    `long_labels`: whether what units are called takes room, and is broken into lines on a page.
    """

    policy: ClassVar[str] = ""
    template: ClassVar[str] = ""
    inches: ClassVar[float] = 0.0
    long_labels: ClassVar[bool] = False

    def drawing(self, explanation: Explanation) -> Any:
        """What the template draws; None for nothing."""
        return None

    def says_scores(self, drawn: Any) -> bool:
        """Whether what `drawing` gave says all that bars of the scores would."""
        return False

    def lines(self, explanation: Explanation, paper: Paper) -> Iterable[Text]:
        """Lines of a terminal."""
        return ()

    def inches_of(self, explanation: Explanation) -> float:
        """The same of one explanation, where not every one is drawn."""
        return self.inches

    def draw(self, axes: Axes, explanation: Explanation) -> None:
        """On axes of the figure, which have no ticks yet."""

    def group(self, explanation: Explanation, group: Group) -> str:
        """What a group of its units is called."""
        return group.text

    def label(self, explanation: Explanation, index: int) -> str:
        """What a unit is called beside its bar."""
        return explanation.units[index].text

    def where(self, explanation: Explanation, index: int) -> str:
        """Where a unit lies, in few words that stand with its name in a list; "" for what its name says already."""
        return ""

    def place(self, explanation: Explanation, index: int) -> str:
        """Where a unit stands or what it holds, beside its name; "" for nothing."""
        return ""

    def in_sentence(self, explanation: Explanation, index: int) -> str:
        """What a unit is called in a sentence."""
        place = self.place(explanation, index)
        return f"{explanation.units[index].text} ({place})" if place else explanation.units[index].text
