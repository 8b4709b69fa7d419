"""How a look shows itself: as a page of its own, and in a notebook."""

from pathlib import Path
from typing import TYPE_CHECKING

from exegesis.data import renderers

if TYPE_CHECKING:
    from exegesis.data.explanation import Explanation
    from exegesis.data.result import Result


class ShownLook:
    """The parent of `Look` that knows where its pages are drawn."""

    def to_html(
        self,
        path: str | Path | None = None,
        *,
        layer: int | None = None,
        head: int | None = None,
        explanation: "Explanation | None" = None,
        predictions: "Result | None" = None,
        matches: "Result | None" = None,
    ) -> str:
        """A self-contained page of all layers and heads, to be explored with no model and no network.

        It opens with the tokens that this look shows (words, parts, special tokens) and holds all of them.

        Args:
            path: where it is written too (.html).
            layer: opens at this layer, from 1; None: at the last.
            head: and at this head of it, from 1; None: at the mean of the layer's heads.
            explanation: of the same text, whose scores stand beside the attention.
            predictions: of the same text, what `explorer.predictions` or `explorer.layer_predictions` gives.
            matches: what a search found in a corpus of the same model.

        Returns:
            The page. It holds weights in two bytes each, of large looks in one, and says how far off they are.

        Raises:
            InputError: a layer or head that is not there, an explanation or predictions of another text, a name that
                is no page's.
        """
        asked = self, layer, head, explanation, predictions, matches
        return renderers.page("look html", asked, path)

    def _repr_html_(self) -> str:
        fragment: str = renderers.renderer("look fragment")((self,))
        return fragment
