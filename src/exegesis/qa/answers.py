"""Many questions at once: the windows of all of them in length-sorted batches, decoded as `predict` decodes one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from exegesis.adapters.base import Model
from exegesis.adapters.batching import run_batched
from exegesis.adapters.reads import Read
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import InputError, ModelError, UnsupportedError, check_count, unknown
from exegesis.core.types import Floats
from exegesis.data.inputs import Question
from exegesis.data.requests import PRECISIONS
from exegesis.data.rows import Row, TokenRow
from exegesis.tasks.answers import Candidate, Decoding
from exegesis.tasks.base import Scene
from exegesis.tasks.span_qa import SpanQA
from exegesis.tasks.tables import padded_sides

# Questions that are tokenised, sorted and run together: memory stays bounded, and batches are of like lengths.
_AT_ONCE = 1024


@dataclass(frozen=True)
class Answered:
    """The answers to one question, the model's own first; or the error, where the question does not fit the model."""

    found: tuple[Candidate, ...] = ()
    error: str | None = None

    @property
    def text(self) -> str | None:
        """The model's own answer as SQuAD writes it: "" for "no answer"; None where there is an error."""
        if not self.found:
            return None
        return "" if self.found[0].is_none else self.found[0].text

    @property
    def best(self) -> Candidate | None:
        """The best stretch of the context, be "no answer" likelier or not; None where there is an error."""
        return next((one for one in self.found if not one.is_none), None)

    @property
    def no_answer_score(self) -> float | None:
        """By how many logits "no answer" leads over the best stretch; None where the model cannot say "no answer"."""
        none = next((one for one in self.found if one.is_none), None)
        return None if none is None or self.best is None else none.score - self.best.score


def question_task(model: Model) -> SpanQA:
    """The task of a model that answers questions; an `UnsupportedError` names the head of one that does not."""
    if model.head != SpanQA.head or not isinstance(model, TextModel):
        raise UnsupportedError(
            f"{model.name} has a head for {model.head} and cannot answer questions; give a model with a "
            f"{SpanQA.head} head, such as bundled:questions."
        )
    return SpanQA(model)


def answer_all(
    model: Model,
    questions: Sequence[Question],
    decoding: Decoding | None = None,
    k: int = 1,
    *,
    batch_tokens: int | None = None,
    precision: str = "float32",
    progress: Callable[[int, int], None] | None = None,
) -> list[Answered]:
    """The `k` best answers to each question, and "no answer" among them, as `predict` gives them one by one.

    A context longer than the model reads at once is read in overlapping windows. `batch_tokens`: padded tokens in a
    batch. `progress` is called as (questions done, questions in all). A question that does not fit the model gets its
    error; the others are answered all the same. Raises `UnsupportedError` where the model answers no questions.
    """
    if batch_tokens is not None:
        check_count("batch_tokens", batch_tokens)
    if precision not in PRECISIONS:
        raise unknown("precision", precision, PRECISIONS)
    task = question_task(model)
    runner = _Runner(model, batch_tokens or model.batch_tokens, precision)
    made: list[Answered] = []
    for start in range(0, len(questions), _AT_ONCE):
        part = questions[start : start + _AT_ONCE]
        scenes = [_scene(task, question) for question in part]
        rows = [tokens.row for scene in scenes if isinstance(scene, Scene) for tokens in scene.tokens]
        logits = runner.logits(rows, _share(progress, start, len(part), len(questions)))
        made += [_answered(task, scene, logits, k, decoding or Decoding()) for scene in scenes]
    return made


@dataclass(frozen=True)
class _Logits:
    """For each row its start logits and then its end logits (2 L,), or the error met."""

    tables: dict[Row, Floats] = field(default_factory=dict)
    errors: dict[Row, str] = field(default_factory=dict)

    def look(self, row: Row, read: Read | None) -> Floats:
        """What the engine would give for the row, known already."""
        return self.tables[row]


@dataclass(frozen=True)
class _Runner:
    """How rows are taken through the model."""

    model: Model
    batch_tokens: int
    precision: str

    def logits(self, rows: Sequence[TokenRow], done: Callable[[float], None]) -> _Logits:
        """The logits of all rows. `done` hears of the share that is finished."""
        distinct = list(dict.fromkeys(rows))
        finished = 0

        def advance(count: int) -> None:
            nonlocal finished
            finished += count
            done(finished / len(distinct))

        try:
            return _Logits(self._tables(distinct, advance))
        except ModelError:  # of one row, it may be: the others are not to be lost
            return self._one_by_one(distinct)

    def _tables(self, rows: Sequence[TokenRow], advance: Callable[[int], None]) -> dict[Row, Floats]:
        longest = max(map(len, rows), default=0)
        read = padded_sides(longest)

        def forward(batch: Sequence[Row]) -> Floats:
            return self.model.forward(batch, self.precision, read)

        found = run_batched(forward, rows, self.batch_tokens, advance).reshape(len(rows), 2, longest)
        return {row: table[:, : len(row)].reshape(-1) for row, table in zip(rows, found, strict=True)}

    def _one_by_one(self, rows: Sequence[TokenRow]) -> _Logits:
        made = _Logits()
        for row in rows:
            try:
                made.tables.update(self._tables([row], lambda count: None))
            except ModelError as error:
                made.errors[row] = str(error)
        return made


def _scene(task: SpanQA, question: Question) -> Scene | str:
    """The question before the model, or why it does not fit."""
    try:
        return task.scene(question)
    except InputError as error:
        return str(error)


def _answered(task: SpanQA, scene: Scene | str, logits: _Logits, k: int, decoding: Decoding) -> Answered:
    if isinstance(scene, str):
        return Answered(error=scene)
    for tokens in scene.tokens:
        if tokens.row in logits.errors:
            return Answered(error=logits.errors[tokens.row])
    try:
        return Answered(tuple(task.answers(scene, logits.look, k, decoding)))
    except InputError as error:
        return Answered(error=str(error))


def _share(progress: Callable[[int, int], None] | None, before: int, count: int, total: int) -> Callable[[float], None]:
    """A share of this stretch's rows, told as questions done: a long question has several rows."""

    def advance(share: float) -> None:
        if progress is not None:
            progress(before + int(share * count), total)

    return advance
