"""Extractive question answering: targets are an answer's start, end, both, or "no answer", at fixed positions."""

from collections.abc import Sequence
from typing import Any, ClassVar

from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.text import is_blank
from exegesis.core.types import Span
from exegesis.data.inputs import AnyInput, Document, Question, of_two
from exegesis.data.records import Prediction, Target
from exegesis.data.rows import Tokens
from exegesis.data.targets import Answer, Contrast, OneTarget, TargetSpec
from exegesis.tasks import tables
from exegesis.tasks.answers import NO_ANSWER, Candidate, Decoding, WindowLogits, decoded, placed
from exegesis.tasks.base import Aimed, Look, Scene, Task
from exegesis.tasks.cell_readout import CellReadout
from exegesis.tasks.cells import FROM_END, FROM_START, Aim, Cell
from exegesis.tasks.class_names import number
from exegesis.tasks.contrasts import contrasted_cells

SIDES = ("start", "end", "span")
_SHOWN = 5  # answers in the prediction


class SpanQA(Task):
    """Question answering by start and end logits over the context (BERT's, Devlin et al. 2019, section 4.2).

    Units: "logit" (of a span: start logit + end logit), "log-probability" and "probability" under the model's own
    softmax over all positions of the window that the answer is read in.
    """

    head: ClassVar[str] = "question-answering"
    named_by: ClassVar[tuple[type, ...]] = (Answer,)
    takes: ClassVar[tuple[type, ...]] = (Question,)
    outputs: ClassVar[tuple[str, ...]] = ("logit", "log-probability", "probability")

    def _document(self, given: Any) -> Document:
        document = of_two(("question", "context"), given.question, given.context)
        if given.true_answer is not None and not isinstance(given.true_answer, str):
            raise InputError(f"the true answer must be a text ('' for no answer), not {shown(given.true_answer)}.")
        if given.true_answer and given.true_answer not in given.context:
            raise InputError(f"the true answer {shown(given.true_answer)} does not stand in the context.")
        return document

    def truth(self, given: AnyInput) -> str | None:
        if not isinstance(given, Question) or given.true_answer is None:
            return None
        return given.true_answer or NO_ANSWER

    def aim(self, scene: Scene, spec: TargetSpec, look: Look) -> Aimed:
        """Targets "start", "end", "span", "no-answer", the k-th answer by its number, an `Answer`, or contrasts."""
        logits = self.logits(scene, look)
        found = decoded(scene.document, logits, _SHOWN, Decoding())
        specs = self.specs(spec)
        if not specs:
            raise InputError(f"no target given. Choose from: {', '.join(SIDES)}, no-answer.")
        made = [self._target(scene, logits, found, one) for one in specs]
        readout = self._readout(scene, [aim for _, aim in made])
        return Aimed(tuple(target for target, _ in made), (prediction(found),) * len(made), readout)

    def predict(self, scene: Scene, look: Look, k: int) -> list[Prediction]:
        return [prediction(decoded(scene.document, self.logits(scene, look), k, Decoding()))]

    def answers(self, scene: Scene, look: Look, k: int, decoding: Decoding) -> list[Candidate]:
        """The `k` best answers, best first, decoded as wished."""
        return decoded(scene.document, self.logits(scene, look), k, decoding)

    def logits(self, scene: Scene, look: Look) -> list[WindowLogits]:
        """Start and end logits of every window."""
        made = []
        for window, part in zip(scene.windows, scene.tokens, strict=True):
            start, end = look(part.row, tables.sides).reshape(2, -1)
            made.append(WindowLogits.of(scene.document, window, part, start, end, self._no_answer(part)))
        return made

    def _no_answer(self, tokens: Tokens) -> int | None:
        """The position of [CLS], where "no answer" is said; None for tokenizers without one.

        A "[CLS]" that the user wrote is none: it has characters in the text.
        """
        cls = self._reader.tokenizer.cls_token_id
        added = zip(tokens.row.ids, tokens.special, strict=True)
        return next((place for place, (token, special) in enumerate(added) if special and token == cls), None)

    def _readout(self, scene: Scene, aims: list[Aim]) -> CellReadout:
        return CellReadout("sides", self.output, aims, len(scene.windows), None)

    def _target(
        self, scene: Scene, logits: list[WindowLogits], found: list[Candidate], spec: OneTarget | None
    ) -> tuple[Target, Aim]:
        if isinstance(spec, Contrast):
            this, that = (self._target(scene, logits, found, one) for one in (spec.target, spec.versus))
            return contrasted_cells(this, that)
        side, candidate = self._chosen(scene, logits, found, spec)
        sides = {"start": (0,), "end": (1,)}.get(side, (0, 1))
        places = (candidate.first, candidate.last)
        anchor, nth = _anchor(candidate, len(scene.tokens[candidate.window].row))
        cells = tuple(Cell(candidate.window, places[s], s, anchor, nth) for s in sides)
        spans = () if candidate.is_none else (candidate.span,)
        return Target(candidate.text, places[sides[0]], self.output, side, spans), Aim(cells)

    def _chosen(
        self, scene: Scene, logits: list[WindowLogits], found: list[Candidate], spec: OneTarget | None
    ) -> tuple[str, Candidate]:
        """The side and the answer that a caller's word means."""
        if isinstance(spec, Answer):
            if spec.side not in SIDES:
                raise unknown("side of an answer", spec.side, SIDES)
            return spec.side, placed(scene.document, logits, self._place(scene.document, spec))
        if spec in (None, "predicted"):
            best = found[0]
        elif spec == "no-answer":
            best = next((one for one in found if one.is_none), found[0])
            if not best.is_none:
                raise UnsupportedError(f"{self.model.name} has no [CLS] token, so it cannot say 'no answer'.")
        elif spec in SIDES:
            return str(spec), next(one for one in found if not one.is_none)
        else:
            best = found[self._numbered(spec, found)]
        return ("no-answer" if best.is_none else "span"), best

    def _numbered(self, spec: object, found: list[Candidate]) -> int:
        index = number(spec)
        if index is None:
            raise unknown("target", spec, [*SIDES, "no-answer", "predicted"])
        if not 0 <= index < len(found):
            raise InputError(f"answer {index} is out of range; the {len(found)} best are 0 to {len(found) - 1}.")
        return index

    def _place(self, document: Document, answer: Answer) -> Span:
        """Where in the document the answer's characters are."""
        if not isinstance(answer.text, str) or is_blank(answer.text):
            raise InputError(f"an answer is a text as it stands in the context, not {shown(answer.text)}.")
        context, offset = document.inside(1), document.parts[1].start
        starts = [at for at in range(len(context)) if context.startswith(answer.text, at)]
        if not starts:
            raise InputError(f"the answer {shown(answer.text)} does not stand in the context.")
        if answer.start is None and len(starts) > 1:
            places = ", ".join(map(str, starts[:10]))
            raise InputError(
                f"the answer {shown(answer.text)} stands {len(starts)} times in the context (at characters {places}); "
                "say which with Answer(text, start=...)."
            )
        start = starts[0] if answer.start is None else answer.start
        if start not in starts:
            raise InputError(f"the answer {shown(answer.text)} does not stand at character {start} of the context.")
        return Span(offset + start, offset + start + len(answer.text))


def _anchor(candidate: Candidate, length: int) -> tuple[str | None, int]:
    """[CLS] stays at its end of the row whatever is deleted beside it: at the first, or the last (XLNet's)."""
    if not candidate.is_none:
        return None, 0
    after = length - 1 - candidate.first
    return (FROM_START, 0) if candidate.first == 0 else (FROM_END, after)


def prediction(found: Sequence[Candidate]) -> Prediction:
    """The best answers as a prediction; the first is the model's."""
    return Prediction(
        found[0].text,
        0,
        tuple(one.probability for one in found),
        tuple(one.text for one in found),
        "answer",
        tuple(one.span for one in found),
    )
