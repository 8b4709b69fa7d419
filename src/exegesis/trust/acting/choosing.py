"""Choosing between two models from their explanations alone: which is which is hidden until the last answer.

After Ribeiro et al. 2016, section 6.2. The object asks nothing itself: a terminal, a web page or a simulated person
takes its question, shows it and tells it the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from exegesis.core.errors import InputError, unknown
from exegesis.core.journal import Journal
from exegesis.core.randomness import stream

ANSWERS = ("left", "right", "same")
_SIDES = ("left", "right")

S = TypeVar("S")  # what is shown of a model: an Explanation, or whatever the face knows how to draw


@dataclass(frozen=True)
class ChoiceItem(Generic[S]):
    """A text by its name, and what is shown of the first and of the second model."""

    id: str
    first: S
    second: S


@dataclass(frozen=True)
class ChoiceQuestion(Generic[S]):
    """Which is better, what stands at the left or at the right? Says nothing of whose each is."""

    number: int  # from 1
    of: int
    item: str
    left: S
    right: S


@dataclass(frozen=True)
class ChoiceVerdict:
    """What was chosen. `model` is its name, None for a tie; `votes` are for the first and the second model."""

    model: str | None
    votes: tuple[int, int]
    same: int

    def sentence(self) -> str:
        """One line for a person."""
        asked = sum(self.votes) + self.same
        if self.model is None:
            return f"No choice: {self.votes[0]} answers for each model, and {self.same} that saw no difference."
        return f"You chose {self.model}: {max(self.votes)} of {asked} answers, {min(self.votes)} for the other."


class Choice(Generic[S]):
    """A session over `items`: their order and the sides are drawn from `seed`, each model as often left as right.

    `names` and `prints` say which the two models are (`prints`: plain data, such as fingerprints); nothing gives them
    out before the last answer. With `log`, each answer becomes a line of JSON in that file as soon as it is told, and
    a session that was broken off goes on where it was; a log of another session is refused.
    """

    def __init__(
        self,
        items: Sequence[ChoiceItem[S]],
        names: tuple[str, str],
        seed: int = 0,
        *,
        prints: tuple[Any, Any] = (None, None),
        log: str | Path | None = None,
    ) -> None:
        if not items:
            raise InputError("there is nothing to choose by; give at least one text.")
        if len({item.id for item in items}) != len(items):
            raise InputError("two texts have the same id; each needs its own.")
        if names[0] == names[1]:
            raise InputError(f"both models are called {names[0]!r}; give two models.")
        self._names, self._prints, self._seed = names, prints, seed
        rng = stream(seed, "choice")
        self._items = [items[place] for place in rng.permutation(len(items))]
        self._first_left = sides(len(items), rng)
        self._answers: list[str] = []
        self._log = None if log is None else Path(log)
        if self._log is not None:
            self._go_on(self._log)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def question(self) -> ChoiceQuestion[S] | None:
        """What is to be answered now; None when all is answered."""
        place = len(self._answers)
        if place == len(self._items):
            return None
        item = self._items[place]
        left, right = (item.first, item.second) if self._first_left[place] else (item.second, item.first)
        return ChoiceQuestion(place + 1, len(self._items), item.id, left, right)

    def answer(self, which: str) -> None:
        """Tell the answer to the present question: "left", "right" or "same" (no difference)."""
        if which not in ANSWERS:
            raise unknown("answer", which, ANSWERS)
        if self.question is None:
            raise InputError("every question has its answer; ask for the verdict.")
        if self._log is not None:
            self._keep(self._log, which)
        self._answers.append(which)

    def verdict(self) -> ChoiceVerdict:
        """The model with more votes; `InputError` before the last answer."""
        left = len(self._items) - len(self._answers)
        if left:
            raise InputError(f"the verdict comes after the last answer; {left} of {len(self._items)} are still open.")
        given = list(zip(self._answers, self._first_left, strict=True))
        first = sum(answer != "same" and (answer == "left") == on_left for answer, on_left in given)
        same = self._answers.count("same")
        votes = (first, len(given) - first - same)
        model = None if votes[0] == votes[1] else self._names[int(votes[1] > votes[0])]
        return ChoiceVerdict(model, votes, same)

    def _keep(self, log: Path, which: str) -> None:
        """On disk before the next question is asked."""
        place = len(self._answers)
        order = (0, 1) if self._first_left[place] else (1, 0)
        line = {
            "text": self._items[place].id,
            "sides": {side: self._names[model] for side, model in zip(_SIDES, order, strict=True)},
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "answer": which,
        }
        with self._logged(log) as lines:
            if len(lines.lines) != place:
                raise lines.refused("another session has answered meanwhile")
            lines.add((place + 1, line))

    def _go_on(self, log: Path) -> None:
        with self._logged(log) as lines:
            numbers = list(range(1, len(lines.lines) + 1))
            if list(lines.lines) != numbers or len(numbers) > len(self._items):
                raise lines.refused("its answers are not those of the questions")
            self._answers = list(lines.lines.values())

    def _logged(self, log: Path) -> Journal[int, str]:
        """The answers by question; the header has all that must be known to count them again."""
        plan = {
            "models": [
                {"name": name, "fingerprint": print_} for name, print_ in zip(self._names, self._prints, strict=True)
            ],
            "texts": [item.id for item in self._items],
            "seed": self._seed,
        }
        return Journal(log, "answers", plan, _answer)


def _answer(line: Mapping[str, Any]) -> str:
    found: str = line["answer"]
    if found not in ANSWERS:
        raise ValueError("no answer")
    return found


def sides(count: int, rng: np.random.Generator) -> list[bool]:
    """Whether the first model stands left, for each question: half of them each, the odd one by chance."""
    half = count // 2 + (int(rng.integers(2)) if count % 2 else 0)
    drawn: list[bool] = rng.permutation(np.arange(count) < half).tolist()
    return drawn
