"""From an Explanation back to what was asked: input, target, units and method, bound again to a model."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesTokens
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Hidden, Input, Pair, Question, find
from exegesis.data.records import Part, Target
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, Word
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import build, setting_names
from exegesis.explainers.table import method as find_method
from exegesis.tasks.class_names import name_of
from exegesis.tasks.table import task_of

_ANSWERS = ("start", "end", "span")


class Asked:
    """What an explanation was asked, ready to be bound to the model it is judged on.

    Raises `InputError` in one line where the explanation lacks something that this needs.
    """

    def __init__(self, explanation: Explanation, model: Model) -> None:
        self.explanation = explanation
        self.mask = str(model.tokenizer.mask_token or "") if isinstance(model, GivesTokens) else ""
        self.given = _input(explanation, model.head, self.mask)
        self.parts = _parts(explanation)
        self.mode = "bag-of-words" if _is_bag(explanation) else "position"

    @property
    def item(self) -> str:
        """What names the input for its random streams, as `explain` names it."""
        found = self.explanation
        if found.id is not None:
            return found.id
        return "\n".join(found.text[part.start : part.end] for part in found.parts) if found.parts else found.text

    def bind(self, engine: Engine, wishes: Wishes, target: Target | None = None) -> Problem:
        """The problem of these units and the explanation's target (or another), under an explainer's wishes."""
        found = self.explanation
        aimed = found.target if target is None else target
        task = task_of(engine.model, aimed.output)
        spec = _spec(found, aimed, self.mask, engine.model.labels)
        wishes = replace(wishes, mode=self.mode, parts=[part.name for part in self.parts] or None, exact=True)
        problem = bind(engine, task, self.given, target=spec, unit=self._segmenter(), wishes=wishes)
        if problem.units != found.units or problem.text != found.text:
            raise InputError(
                f"the explanation's units cannot be rebuilt on {engine.model.name}: {len(found.units)} are in it, "
                f"{len(problem.units)} were found; explain again with this model."
            )
        if _named(problem.targets[0]) != _named(aimed):
            raise InputError(
                f"the explanation's target {shown(aimed.name)} is {problem.targets[0].name!r} for {engine.model.name}; "
                "explain again with this model."
            )
        return problem

    def target_in(self, output: str | None) -> Target:
        """The explanation's target, its number in another unit; as it is for None."""
        aimed = self.explanation.target
        if output is None:
            return aimed
        versus = None if aimed.versus is None else replace(aimed.versus, output=output)
        return replace(aimed, output=output, versus=versus)

    def explainer(self) -> Explainer:
        """The method with its settings; `UnsupportedError` where a setting does not survive in the record."""
        found = self.explanation
        try:
            kind = find_method(found.method).load()
            return build(kind, {name: found.settings[name] for name in setting_names(kind) if name in found.settings})
        except InputError as error:
            raise UnsupportedError(f"{found.method} cannot be run again from its record: {error}") from None

    def _segmenter(self) -> "_Spans":
        spans = sorted(span for unit in self.explanation.units for span in unit.spans)
        places = self.parts or (Part("text", 0, len(self.explanation.text)),)
        return _Spans(spans, places)


class _Spans:
    """A segmenter that gives each part, called in their order, the spans known of it."""

    def __init__(self, spans: Sequence[Span], parts: Sequence[Part]) -> None:
        self.spans = spans
        self.left: Iterator[Part] = iter(parts)

    def __call__(self, text: str) -> list[tuple[int, int]]:
        part = next(self.left)
        return [(s.start - part.start, s.end - part.start) for s in self.spans if part.start <= s.start < part.end]


def wishes_of(explainer: Explainer) -> Wishes:
    """What an explainer declares, as `explain` reads it."""
    return Wishes(
        baseline=getattr(explainer, "baseline", "auto"),
        layer=getattr(explainer, "layer", None),
        gradients="gradients" in explainer.needs,
    )


def _is_bag(explanation: Explanation) -> bool:
    if explanation.settings.get("mode") == "bag-of-words":
        return True
    return any(len(unit.spans) > 1 for unit in explanation.units)


def _parts(explanation: Explanation) -> tuple[Part, ...]:
    """The parts that hold units: those that were perturbed; () for a text of one part."""
    starts = [span.start for unit in explanation.units for span in unit.spans]
    return tuple(part for part in explanation.parts if any(part.start <= at < part.end for at in starts))


def _input(explanation: Explanation, head: str, mask: str) -> Input:
    texts = [explanation.text[part.start : part.end] for part in explanation.parts]
    names = tuple(part.name for part in explanation.parts)
    if names == ("question", "context"):
        return Question(texts[0], texts[1])
    if names == ("first", "second"):
        return Pair(texts[0], texts[1])
    if names:
        raise InputError(f"the explanation is of the parts {', '.join(names)}, which no input has.")
    if head == "masked-lm":
        return _hidden(explanation, mask)
    return explanation.text


def _hidden(explanation: Explanation, mask: str) -> Input:
    """The text with its hidden word; of several hidden words an explanation names only the one it explains."""
    spans = explanation.target.spans
    if explanation.target.kind != "word" or len(spans) != 1:
        raise InputError("the explanation does not say which word was hidden; explain again with this model.")
    start, end = spans[0]
    if explanation.text[start:end] == mask:
        return explanation.text
    return Hidden(explanation.text, ((start, end),))


def _spec(explanation: Explanation, target: Target, mask: str, labels: Sequence[str]) -> OneTarget:
    """The target as a caller names it; a class by what the output of its place is called now."""
    if target.versus is not None:
        this = _spec(explanation, replace(target, versus=None), mask, labels)
        return Contrast(this, _spec(explanation, target.versus, mask, labels))
    if target.kind == "class":
        return name_of(target.index, labels)
    if target.kind in _ANSWERS and target.spans:
        context = explanation.parts[-1].start
        return Answer(target.name, target.spans[0].start - context, target.kind)
    if target.kind == "tag" and target.spans:
        return _tag(explanation.text, target)
    if target.kind == "word":
        before = explanation.text[: target.spans[0].start] if target.spans and mask else ""
        return Word(target.name, before.count(mask) + 1 if before else 1)
    return target.kind


def _tag(text: str, target: Target) -> Tag:
    """The tagged word or words, by which of their occurrences stands at the target's place."""
    start, end = target.spans[0].start, target.spans[-1].end
    word, occurrence = text[start:end], 1
    while find(text, word, occurrence).start < start:
        occurrence += 1
    several = len(target.spans) > 1  # of an entity the first word's tag says those of the others
    return Tag(word, target.name.split(" ")[0] if several else target.name, occurrence)


def _named(target: Target) -> tuple[object, ...]:
    other = None if target.versus is None else _named(target.versus)
    return target.name, target.kind, target.index, target.output, other
