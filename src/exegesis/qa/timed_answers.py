"""Questions put to one model at a time, each pass timed: what the models cost where they stand side by side."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.adapters.reads import Read
from exegesis.core.errors import ExegesisError
from exegesis.core.types import Floats
from exegesis.data.inputs import Question
from exegesis.data.rows import Row
from exegesis.data.squad.reading import V2, SquadQuestion
from exegesis.data.squad.scoring import AnswerScore, best_score
from exegesis.data.squad.scoring_v2 import score_v2
from exegesis.qa.contestants import Contestant
from exegesis.qa.result import GivenAnswer
from exegesis.tasks.answers import Decoding

_WARM_UP = 3  # questions that each model answers before the clock runs: the first passes of a process are slow

# What one question may meet without the others being lost: errors of ours, and those of torch, such as no memory.
FAILURES = (ExegesisError, RuntimeError, MemoryError)


@dataclass
class _Clock:
    """Runs the model as the engine does, and adds up the seconds of its passes."""

    contestant: Contestant
    seconds: float = 0.0

    def look(self, row: Row, read: Read | None) -> Floats:
        started = time.perf_counter()
        found = self.contestant.model.forward([row], read=read)
        self.seconds += time.perf_counter() - started
        return np.asarray(found[0])


def warm_up(contestants: Sequence[Contestant], asked: Sequence[SquadQuestion]) -> None:
    """Let each model answer a few questions, unmeasured."""
    for one in asked[:_WARM_UP]:
        for contestant in contestants:
            answer(contestant, one, V2)


def in_turn(contestants: Sequence[Contestant], number: int) -> list[int]:
    """In which order the models answer question `number`: another one begins each time, so that none has the drift."""
    count = len(contestants)
    return [(number + step) % count for step in range(count)]


def answer(contestant: Contestant, one: SquadQuestion, rules: str) -> GivenAnswer:
    """The model's answer to one question, timed and scored; an error met is told in it."""
    clock = _Clock(contestant)
    task = contestant.task
    try:
        scene = task.scene(Question(one.question, one.context))
        best = task.answers(scene, clock.look, 1, Decoding())[0]
    except FAILURES as error:
        return GivenAnswer("", error=told(error))
    text = "" if best.is_none else best.text
    score = _score(text, one, rules)
    return GivenAnswer(
        text=text,
        start=None if best.is_none else best.span.start - scene.document.parts[-1].start,
        probability=best.probability,
        exact_match=score.exact_match == 1.0,
        f1=score.f1,
        seconds=clock.seconds,
    )


def told(error: BaseException) -> str:
    """The error in one line; of one that is not ours the kind too."""
    line = (str(error).strip().splitlines() or [""])[0]
    return line if isinstance(error, ExegesisError) else f"{type(error).__name__}: {line}"


def _score(text: str, one: SquadQuestion, rules: str) -> AnswerScore:
    """By the arithmetic that the whole file is scored with."""
    if rules == V2:
        return score_v2(text, one)
    return best_score(text, [reference.text for reference in one.answers])
