"""One item of many as the views draw it: what it is called, what was answered, what is true, its explanations."""

from dataclasses import dataclass

from exegesis.data.explanation import Explanation
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.data.truth import label_of
from exegesis.views import naming, wording


@dataclass(frozen=True)
class Drawn:
    """An item with its explanations, each with its heading."""

    name: str
    answer: str
    truth: str
    sign: str
    explanations: tuple[tuple[str, Explanation], ...]


def drawn(item: ExplainedItem) -> Drawn:
    """The item as it is drawn; of an item that was explained."""
    # As plain data: a string that calls itself safe HTML (`__html__`) would else pass unescaped.
    explanations = [one.as_plain() for one in item.explanations]
    several = len(explanations) > 1
    return Drawn(
        name=name_of(item),
        answer=wording.answer(explanations[0].prediction),
        truth=_truth(item),
        sign={True: "✓", False: "✗", None: ""}[item.is_right],
        explanations=tuple((naming.short(one.target, one.text) if several else "", one) for one in explanations),
    )


def name_of(item: ExplainedItem) -> str:
    """Its id and its place in the data."""
    kind = item.explanations[0].of if item.explanations else "text"
    kind = "row" if kind == "table" else kind
    return f"{kind} {item.number}" if item.id is None else f"{item.id} ({kind} {item.number})"


def _truth(item: ExplainedItem) -> str:
    if item.truth is None:
        return ""
    label = label_of(item.explanations[0].prediction, item.truth)
    return f"true: {item.truth} (no label of the model)" if label is None else f"true: {label}"
