"""Several question answering models on the questions of one SQuAD file: answers, scores, times, saliency."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, check_count
from exegesis.data.squad.reading import SquadQuestion, read_squad, rules_of
from exegesis.engine.chosen_methods import MethodSpec, chosen_methods
from exegesis.qa.contestants import Contestant, contestants
from exegesis.qa.result import GivenAnswer, QuestionAnswers, QuestionComparison
from exegesis.qa.saliency import METHOD, Saliency
from exegesis.qa.timed_answers import answer, in_turn, warm_up
from exegesis.qa.totals import totals

EXPLAINED = 50  # questions whose saliency is made and drawn, where nothing else is said


def compare_questions(
    models: Sequence[Any],
    data: Path | str | Sequence[SquadQuestion],
    method: MethodSpec = METHOD,
    seed: int = 0,
    unit: str | None = None,
    *,
    limit: int | None = None,
    explained: int = EXPLAINED,
    progress: Callable[[int, int], None] | None = None,
    **settings: Any,
) -> QuestionComparison:
    """Ask every model every question (the first `limit`) and explain the answers to the first `explained`.

    `models`: what `api.load` takes. `data`: a SQuAD file, or questions read from one. The models answer question by
    question, another one first each time, so that a machine that grows slower does so for all of them. `method` with
    `settings`: the gradient, as published for this task, where none is named. `unit` None: "token" as published, else
    "word". `progress` is
    called as (steps done, steps in all). Raises `InputError` for a file or a model that cannot be used; what a single
    question meets is an error in its answer.
    """
    check_count("explained", explained, 0)
    if limit is not None:
        check_count("limit", limit)
    (way,) = chosen_methods(method, settings)
    chosen = Saliency(way.method, unit, way.settings, seed)
    kind = chosen.kind  # a slip in its settings is told before the work
    asked, source, rules = _asked(data, limit)
    shown = asked[:explained]
    contest = contestants(models)
    warm_up(contest, asked)
    step = _Steps(progress, len(contest) * (len(asked) + len(shown)))
    answers = [_answers(contest, one, number, rules, step) for number, one in enumerate(asked)]
    for number, one in enumerate(shown):
        answers[number] = [_explained(chosen, *pair, one, step) for pair in zip(answers[number], contest, strict=True)]
    return QuestionComparison(
        source=source,
        rules=rules,
        models=tuple(contestant.facts for contestant in contest),
        totals=tuple(totals(asked, [given[place] for given in answers], rules) for place in range(len(contest))),
        questions=tuple(_together(one, given) for one, given in zip(asked, answers, strict=True)),
        saliency=replace(kind, questions=len(shown)),
    )


class _Steps:
    """Counts what is done."""

    def __init__(self, progress: Callable[[int, int], None] | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _answers(
    contest: Sequence[Contestant], one: SquadQuestion, number: int, rules: str, step: _Steps
) -> list[GivenAnswer]:
    """Every model's answer to one question, in the models' order, asked in turn."""
    found: dict[int, GivenAnswer] = {}
    for place in in_turn(contest, number):
        found[place] = answer(contest[place], one, rules)
        step()
    return [found[place] for place in range(len(contest))]


def _explained(
    saliency: Saliency, given: GivenAnswer, contestant: Contestant, one: SquadQuestion, step: _Steps
) -> GivenAnswer:
    found = saliency.beside(given, contestant, one)
    step()
    return found


def _together(one: SquadQuestion, answers: Sequence[GivenAnswer]) -> QuestionAnswers:
    references = tuple(dict.fromkeys(reference.text for reference in one.answers))
    return QuestionAnswers(one.id, one.question, one.context, references, tuple(answers))


def _asked(data: Path | str | Sequence[SquadQuestion], limit: int | None) -> tuple[list[SquadQuestion], str, str]:
    """The questions, what they are from, and by which rules they are scored."""
    named = Path(data).name if isinstance(data, Path | str) else "questions given"
    every = read_squad(data) if isinstance(data, Path | str) else list(data)
    if not every:
        raise InputError(f"{named} holds no question.")
    return every[:limit], named, rules_of(every)
