"""The heads a transformer may carry: what each is for, how its class is called, and which table of logits it gives."""

from dataclasses import dataclass
from typing import Any

from exegesis.core.errors import LoadError, unknown


@dataclass(frozen=True)
class Head:
    """One row. `suffixes` end the class names of transformers that have this head; `auto` loads them.

    `among`: classes that have it among others. Their files hold its weights, but their output is another.
    `table` tells how the output becomes logits (B, L, K): "classes" has no positions, (B, K); "sides" stacks the
    start and the end logits of each position; "positions" has them as they are.
    """

    name: str
    suffixes: tuple[str, ...]
    auto: str
    table: str
    spoken: str
    among: tuple[str, ...] = ()


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
            ("ForMaskedLM", "WithLMHeadModel"),
            "AutoModelForMaskedLM",
            "positions",
            "masked words",
            ("ForPreTraining",),
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
_WRITES = "ForConditionalGeneration"  # an encoder-decoder that writes a text
# What a pass gives, by the table that its head has.
OUTPUTS = {"classes": ("logits",), "positions": ("logits",), "sides": ("start_logits", "end_logits")}
# Named like a head, and none that can be read: a beam search for answers, a judge of replaced words, a language model
# that sees the word it is to guess unless it is told otherwise.
_NO_PLAIN_TABLE = {"XLNetForQuestionAnswering", "XLMForQuestionAnswering", "FlaubertForQuestionAnswering"}
_NO_PLAIN_TABLE |= {"ElectraForPreTraining", "FunnelForPreTraining", "XLNetLMHeadModel"}


def head(name: str) -> Head:
    """The row called `name`, or an error that lists the names."""
    if name not in HEADS:
        raise unknown("task", name, HEADS)
    return HEADS[name]


def heads_of(class_name: str) -> list[Head]:
    """The heads whose weights a model class has, by its name; none for a bare encoder."""
    if class_name in _NO_PLAIN_TABLE:
        return []
    return [row for row in HEADS.values() if class_name.endswith(row.suffixes + row.among)]


def head_of(model: Any) -> Head:
    """The head of a loaded model; `LoadError` naming the heads that can be explained where it has none of them."""
    name = type(model).__name__
    found = [row for row in heads_of(name) if name.endswith(row.suffixes)]
    if not found or hasattr(model, "_orig_mod"):  # a compiled model hides its modules
        known = ", ".join(f"...{row.suffixes[0]}" for row in HEADS.values())
        seen = " Its attention can be seen: exegesis.explorer.look(pair, text)." if name.endswith(_WRITES) else ""
        raise LoadError(f"{name} has no head that can be explained; give one of {known}, unwrapped.{seen}")
    if found[0].name == "causal-lm" and _sees_what_follows(model.config):
        raise LoadError(
            f"{name} is an encoder that sees the words it is to guess (its configuration has is_decoder false), so it "
            "has no next word; load it with task='masked-lm'."
        )
    return found[0]


def _sees_what_follows(config: Any) -> bool:
    """Whether a model with a next-word head attends to both sides: an encoder that was not made a decoder."""
    from transformers.models.auto.modeling_auto import MODEL_FOR_MASKED_LM_MAPPING_NAMES

    return config.model_type in MODEL_FOR_MASKED_LM_MAPPING_NAMES and getattr(config, "is_decoder", None) is False
