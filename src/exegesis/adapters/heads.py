"""The heads a transformer may carry: what each is for, how its class is called, and which table of logits it gives."""

from dataclasses import dataclass
from typing import Any

from exegesis.errors import LoadError, unknown


@dataclass(frozen=True)
class Head:
    """One row. `suffixes` end the class names of transformers that have this head; `auto` loads them.

    `table` tells how the output becomes logits (B, L, K): "classes" has no positions, (B, K); "sides" stacks the
    start and the end logits of each position; "positions" has them as they are.
    """

    name: str
    suffixes: tuple[str, ...]
    auto: str
    table: str
    spoken: str


HEADS: dict[str, Head] = {
    row.name: row
    for row in (
        Head(
            "classification",
            ("ForSequenceClassification",),
            "AutoModelForSequenceClassification",
            "classes",
            "text or pair classification and regression",
        ),
        Head(
            "question-answering",
            ("ForQuestionAnswering", "ForQuestionAnsweringSimple"),
            "AutoModelForQuestionAnswering",
            "sides",
            "extractive question answering",
        ),
        Head(
            "masked-lm",
            ("ForMaskedLM", "ForPreTraining", "WithLMHeadModel"),
            "AutoModelForMaskedLM",
            "positions",
            "masked words",
        ),
        Head("causal-lm", ("ForCausalLM", "LMHeadModel"), "AutoModelForCausalLM", "positions", "the next word"),
        Head(
            "token-classification",
            ("ForTokenClassification",),
            "AutoModelForTokenClassification",
            "positions",
            "tags of words",
        ),
    )
}
_NO_PLAIN_TABLE = ("XLNetForQuestionAnswering", "XLMForQuestionAnswering", "FlaubertForQuestionAnswering")


def head(name: str) -> Head:
    """The row called `name`, or an error that lists the names."""
    if name not in HEADS:
        raise unknown("task", name, HEADS)
    return HEADS[name]


def heads_of(class_name: str) -> list[Head]:
    """The heads of a model class by its name; none for a bare encoder."""
    return [row for row in HEADS.values() if class_name.endswith(row.suffixes) and class_name not in _NO_PLAIN_TABLE]


def head_of(model: Any) -> Head:
    """The head of a loaded model; `LoadError` naming the heads that can be explained where it has none of them."""
    name = type(model).__name__
    found = heads_of(name)
    if found and not hasattr(model, "_orig_mod"):  # a compiled model hides its modules
        return found[0]
    known = ", ".join(f"...{row.suffixes[0]}" for row in HEADS.values())
    raise LoadError(f"{name} has no head that can be explained; give one of {known}, unwrapped.")
