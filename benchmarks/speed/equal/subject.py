"""A text in front of a model: how both sides ask about it, and what they are given to ask."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from benchmarks.speed.figures import Scores
from benchmarks.speed.peers import Predict, usual_predict
from benchmarks.speed.shapes import place_of

import exegesis
from exegesis.data.requests import driven
from exegesis.engine.engine import Engine
from exegesis.engine.plan import planned


class Models:
    """One model, loaded for both sides: ours by `exegesis.load`, the peer's by transformers."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.ours: Any = exegesis.load(source)

    @cached_property
    def theirs(self) -> tuple[Any, Any]:
        """Model and tokenizer of transformers."""
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        place = place_of(self.source)
        model: Any = AutoModelForSequenceClassification.from_pretrained(place, use_safetensors=True).eval()
        return model, AutoTokenizer.from_pretrained(place)

    @cached_property
    def usual(self) -> Predict:
        """The usual predict function over the model of transformers."""
        return usual_predict(*self.theirs)

    def pieces(self, text: str) -> int:
        """Word pieces with the special tokens."""
        return len(self.ours.tokenizer(text, verbose=False)["input_ids"])


class Subject:
    """A text before both. Our engine remembers every input that it has seen, so that errors at many settings are soon
    had; what is counted or timed asks anew."""

    def __init__(self, models: Models, kind: str, number: int, text: str) -> None:
        self.models, self.kind, self.number, self.text = models, kind, number, text
        self.pieces = models.pieces(text)
        self.engine = Engine(models.ours)
        self.kept: dict[Any, Scores] = {}  # references

    @cached_property
    def label(self) -> int:
        """The class explained."""
        return int(self.predicted([self.text])[0].argmax())

    def predicted(self, texts: Sequence[str]) -> Any:
        """(n, C) probabilities with our batches: the usual predict function's to 1e-5, sooner."""
        return self.models.ours.predict([str(text) for text in texts])

    def remembered(self, method: str, unit: Any, seed: int, *, key: str, **settings: Any) -> Scores:
        """Scores of our method. `key`: how units are named, "start" (their first character) or "text"."""
        plan = planned(self.models.ours, method, settings, None, unit, seed)
        problem = plan.problem(self.engine, self.text)
        steps = plan.explainer.explain(problem.game, plan.stream(self.text, None))
        found = driven(steps, lambda request: self.engine.answer(problem, request))
        return {_named(one, key): float(score) for one, score in zip(problem.units, found.scores[0], strict=True)}

    def spans(self, unit: str) -> list[tuple[int, int]]:
        """Where the units stand."""
        plan = planned(self.models.ours, "occlusion", {}, None, unit)
        units = plan.problem(self.engine, self.text).units
        return [(unit.spans[0].start, unit.spans[0].end) for unit in units]

    def explained(self, method: str, unit: Any, seed: int, *, key: str, **settings: Any) -> Scores:
        """The same by the public function, from nothing."""
        found: Any = exegesis.explain(self.models.ours, self.text, method, unit=unit, seed=seed, **settings)
        return {_named(one, key): float(score) for one, score in zip(found.units, found.scores, strict=True)}


def _named(unit: Any, key: str) -> str:
    return str(unit.spans[0].start) if key == "start" else str(unit.text)
