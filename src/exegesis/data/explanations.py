"""Explanations of one input, as `explain` gives them for several targets: a list that shows itself as one page."""

from pathlib import Path

from exegesis.data import renderers
from exegesis.data.explanation import Explanation


class Explanations(list[Explanation]):
    """A list of explanations; in a notebook they stand side by side."""

    def to_html(self, path: str | Path | None = None) -> str:
        """One self-contained HTML page of all, written to `path` too where one is given."""
        return renderers.page("html", self, path)

    def _repr_html_(self) -> str | None:
        if not self:
            return None
        fragment: str = renderers.renderer("fragment")(self)
        return fragment
