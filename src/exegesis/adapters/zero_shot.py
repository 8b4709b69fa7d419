"""Zero-shot pipelines: a model of natural-language inference asked whether a text entails "This example is {}."."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from exegesis.adapters.function import FunctionModel
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.outputs import Outputs
from exegesis.core.errors import InputError, LoadError
from exegesis.core.probabilities import expit, softmax
from exegesis.core.types import Outputs as Table
from exegesis.data.records import Fingerprint
from exegesis.data.rows import Row, Texts

_TEMPLATE = "This example is {}."  # the pipeline's own


def zero_shot(
    source: Any, settings: Mapping[str, Any], head: str | None, outputs: Outputs, name: str | None
) -> "ZeroShotModel":
    """The pipeline with its candidate labels; `LoadError` where it has none and `labels` gives none."""
    inner = TransformerModel(source.model, source.tokenizer, name=name)
    if head is not None or outputs.kind is not None:
        raise LoadError("a zero-shot pipeline says itself how its labels are read (multi_label=); leave out task=.")
    own = settings.get("candidate_labels")
    labels = outputs.labels or (None if own is None else tuple(map(str, own)))
    if not labels:
        raise LoadError("a zero-shot pipeline needs its candidate labels, such as labels=['sport', 'politics'].")
    return ZeroShotModel(
        inner,
        labels,
        template=str(settings.get("hypothesis_template", _TEMPLATE)),
        several=bool(settings.get("multi_label", False)),
        entails=int(source.entailment_id),
    )


class ZeroShotModel(FunctionModel):
    """Probabilities of candidate labels as the pipeline gives them: `softmax` over the labels' entailment logits.

    With `several` (and for one label alone) each label by itself: entailment against contradiction.
    """

    def __init__(
        self, inner: TransformerModel, labels: Sequence[str], *, template: str, several: bool, entails: int
    ) -> None:
        task = "multi-label" if several or len(labels) == 1 else "classification"
        super().__init__(self._probabilities, task=task, labels=labels, name=inner.name)
        self.inner = inner
        self.entails = entails
        self.hypotheses = [template.format(label) for label in labels]

    def with_threads(self, count: int) -> "ZeroShotModel":
        """The same model, whose passes get so many threads."""
        made = copy.copy(self)
        made.inner = self.inner.with_threads(count)
        made.function = made._probabilities
        return made

    def check(self) -> None:
        self.inner.check()

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        """The texts as they are; `InputError` where one does not fit the model beside the longest hypothesis."""
        for text in texts:
            if not isinstance(text, str):
                raise InputError(f"{self.name} is asked about one text with each of its labels, not about a pair.")
            self._pairs([text])
        return list(texts)

    def _pairs(self, texts: Sequence[Any]) -> list[Row]:
        return self.inner.encode([(text, hypothesis) for text in texts for hypothesis in self.hypotheses])

    def _probabilities(self, texts: list[Any]) -> Table:
        rows = self._pairs(texts)
        logits = self.inner.outputs(rows).reshape(len(texts), len(self.labels), -1)
        entailed = logits[..., self.entails]
        if self.kind == "multi-label":
            found: Table = expit(entailed - logits[..., -1 if self.entails == 0 else 0])
        else:
            found = softmax(entailed)
        return found

    def fingerprint(self) -> Fingerprint:
        return self.inner.fingerprint()
