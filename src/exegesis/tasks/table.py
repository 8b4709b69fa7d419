"""The tasks, by the head that a model has: adding one is one file and one line here."""

from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.core.errors import UnsupportedError, shown
from exegesis.tasks.base import Task
from exegesis.tasks.classification import Classification
from exegesis.tasks.masked_lm import MaskedLM
from exegesis.tasks.next_word import NextWord
from exegesis.tasks.span_qa import SpanQA
from exegesis.tasks.tags import Tags

TASKS: dict[str, type[Task]] = {kind.head: kind for kind in (Classification, SpanQA, MaskedLM, NextWord, Tags)}


def task_of(model: Model, output: str | None = None) -> Task:
    """The task that the model's head is for, with its targets in the unit `output` (None: the task's own default)."""
    if model.head not in TASKS:
        raise UnsupportedError(f"{model.name} has the head {shown(model.head)}; known are {', '.join(TASKS)}.")
    return TASKS[model.head](text_model(model), output)
