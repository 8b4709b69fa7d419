"""What each model looked at: an explanation of its own answer, by default the saliency published for this task."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from exegesis import api
from exegesis.core.errors import unknown
from exegesis.data.inputs import Question
from exegesis.data.squad.reading import SquadQuestion
from exegesis.qa.contestants import Contestant
from exegesis.qa.result import GivenAnswer, SaliencyKind
from exegesis.qa.timed_answers import FAILURES, told

# |E g| over the vocabulary of start logit + end logit, for each word piece, divided by the largest.
METHOD = "gradient"
PUBLISHED: Mapping[str, Any] = {"kind": "one_hot_norm", "normalise": "maximum"}


@dataclass(frozen=True)
class Saliency:
    """How the answers are explained: a method with its settings. `unit` None: "token" as published, else "word"."""

    method: str = METHOD
    unit: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0

    @property
    def kind(self) -> SaliencyKind:
        """What is used where nothing else was said; `InputError` for a setting that the method does not have."""
        published = self.method == METHOD
        known = api.settings_of(self.method)
        for name in self.settings:
            if name not in known:
                raise unknown(f"setting of {self.method}", name, known)
        settings = {**(PUBLISHED if published else {}), **self.settings}
        return SaliencyKind(self.method, self.unit or ("token" if published else "word"), settings)

    def beside(self, answer: GivenAnswer, contestant: Contestant, one: SquadQuestion) -> GivenAnswer:
        """The answer with its explanation, or with the error met; nothing is explained where there is no answer.

        What is explained is what the model said: start and end logit of its answer, or of "no answer" at [CLS].
        """
        if answer.error is not None:
            return answer
        kind = self.kind
        question = Question(one.question, one.context)
        id_ = one.id if one.id.isprintable() else None
        try:
            found = api.explain(
                contestant.model, question, kind.method, "predicted", self.seed, kind.unit, id_, **kind.settings
            )
        except FAILURES as error:
            return replace(answer, saliency_error=told(error))
        return replace(answer, saliency=found)
