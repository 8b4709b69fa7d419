"""Texts, pairs and questions whose words are deleted or replaced."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError
from exegesis.core.text import is_blank
from exegesis.core.types import Span
from exegesis.counterfactuals.changing import Changeable, ChangedInput
from exegesis.counterfactuals.space import Alternative, Edits
from exegesis.data.inputs import Document, Input, Pair, Question
from exegesis.data.records import Unit
from exegesis.tasks.base import Task
from exegesis.tasks.span_qa import SpanQA

_ENDS = ("\n", "\r")


class ChangeableText(Changeable):
    """A text of which some units become other strings, "" where they are deleted."""

    def __init__(
        self,
        task: Task,
        given: Input,
        document: Document,
        units: tuple[Unit, ...],
        alternatives: Sequence[tuple[Alternative, ...]],
    ) -> None:
        self.task, self.given, self.document = task, given, document
        self.units, self.alternatives = units, alternatives

    def candidate(self, edits: Edits) -> ChangedInput | None:
        changed = self.changed(edits)
        if changed is None:
            return None
        try:
            if isinstance(self.task, SpanQA):
                scene = self.task.scene(changed)
                return ChangedInput(
                    [part.row for part in scene.tokens], np.array([w.weight for w in scene.windows]), scene
                )
            document, model = self.task.document(changed), text_model(self.task.model)
            windows = model.windows(document)
        except InputError:  # nothing that the model could read is left
            return None
        rows = model.encode([document.texts(window) for window in windows])
        return ChangedInput(rows, np.array([window.weight for window in windows]))

    def changed(self, edits: Edits) -> Any:
        """The text, pair or question; None where a part of it would be blank."""
        parts = [self._part(Span(part.start, part.end), edits) for part in self.document.parts]
        if any(is_blank(part) for part in parts):
            return None
        if isinstance(self.given, Question):
            return Question(*parts)  # what was true of it need not be true now
        return Pair(*parts) if isinstance(self.given, Pair) else parts[0]

    def _part(self, part: Span, edits: Edits) -> str:
        places = sorted(
            (span, self.alternatives[edit.unit][edit.alternative].text)
            for edit in edits
            for span in self.units[edit.unit].spans
            if part.start <= span.start < part.end
        )
        text, made, at = self.document.text[: part.end], "", part.start
        for span, new in places:
            made, at = made + text[at : span.start] + new, span.end
            if new:
                continue
            if made.endswith(" "):  # a deleted word takes one space along: that before it, else that after it
                made = made[:-1]
            elif not made or made.endswith(_ENDS):
                at += text[at : at + 1] == " "
        return made + text[at:]
