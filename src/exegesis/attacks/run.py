"""Attacks on the answers of a model: `attack` over texts, whose drafts share their passes."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.attacks.drafts import Draft
from exegesis.attacks.editing import word_edits
from exegesis.attacks.frames import Frame, check_classes
from exegesis.attacks.plan import AttackPlan, recipe_of
from exegesis.attacks.recipes.base import Recipe
from exegesis.attacks.result import ERROR, FAILED, SKIPPED, SUCCEEDED, UNEDITED, Attack, AttackedText
from exegesis.attacks.searches.base import Judge, Scores, Steps, Strengths
from exegesis.attacks.victim import BudgetSpent, QueryBudget, Victim
from exegesis.core import codec
from exegesis.core.errors import ExegesisError, InputError, check_count
from exegesis.core.journal import Journal
from exegesis.core.randomness import stream
from exegesis.core.types import Floats
from exegesis.data.aligning import aligned
from exegesis.data.inputs import Pair, check_several, content
from exegesis.data.truth import place_of_truth
from exegesis.engine.asks import Asks
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.engine.plan import planned
from exegesis.engine.pool import Work, pooled
from exegesis.tasks.class_names import place_of


def attack(
    model: Model | str | Path,
    texts: str | Pair | Iterable[str | Pair],
    recipe: str | Recipe = "deepwordbug",
    seed: int = 0,
    ids: Sequence[str | None] | None = None,
    *,
    truths: Sequence[str | int] | None = None,
    words: Any = None,
    search: str | None = None,
    goal: str | None = None,
    part: str | None = None,
    queries: int | None = None,
    seconds: float | None = None,
    batch_tokens: int | None = None,
    journal: str | Path | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Attack:
    """Look for small edits that turn a model's answers (Morris et al., "TextAttack", EMNLP 2020: goal, constraints,
    transformation, search).

    All drafts of a step, of some dozens of texts, go through the model together. What happens to a text depends on
    (seed, its id or itself) alone, not on the order, the batches or the other texts.

    Args:
        model: what `load` gives or takes: a transformer, a pipeline or any function of texts, with classes.
        texts: a text, a `Pair`, or many of them.
        recipe: a name of `exegesis.attacks.RECIPES`, or a `Recipe` of your own.
        truths: what is true of each text: those answered otherwise are skipped. Without them every answer counts as
            right.
        seed: of all that is random.
        ids: names of the texts.
        words: the word list of recipes that take one: a mapping, or a file (JSON, or lines of word<TAB>other).
        search: another search than the recipe's: "ranked", "greedy", "beam", "genetic", "swarm".
        goal: another goal: "other", "named" (with `target=`), "shorter".
        part: which text of a pair is edited, "first" or "second" (the usual).
        queries: different texts that the model answers for one text at most, the original among them.
        seconds: of one text at most.
        batch_tokens: as for `explain`.
        journal: a file that keeps what is done, so that a run that was ended goes on.
        progress: called as (texts done, texts).
        settings: of the search and the goal: `rank` ("unk", "delete", "weighted", "gradient", "random"), `width`,
            `population`, `generations`, `particles`, `rounds`, `target`, `words`...

    Returns:
        What came of each text, in order, and the rates.

    Raises:
        InputError: a recipe, part or setting that is not there, or does not go together; labels that do not match.
        UnsupportedError: a model without classes, or without gradients where they are asked for.
    """
    loaded = api.load(model)
    check_classes(loaded)
    given = [texts] if isinstance(texts, str | Pair) else _several(texts)
    if part is not None and not any(isinstance(one, Pair) for one in given):
        raise InputError("part says which text of a pair is edited; leave it out.")
    if goal == "named" and "target" in settings:
        settings = {**settings, "target": place_of(settings["target"], loaded.labels)}
    plan = AttackPlan.of(recipe_of(recipe, words=words, search=search, goal=goal, settings=settings))
    if queries is not None:
        check_count("queries", queries, least=2)
    if seconds is not None and not seconds > 0:
        raise InputError("seconds must be above 0.")
    engine = Engine(loaded, batch_tokens=batch_tokens)
    if plan.search.needs_gradients:
        planned(loaded, "gradient", {}, None, None)  # refuses a model that has none
    run = _Run(plan, engine, _truths(truths, given, loaded.labels), part, QueryBudget(queries, seconds), seed)
    items = list(run.all(given, ids, journal, progress))
    return Attack(
        plan.recipe.name, plan.recipe.goal.name, plan.recipe.search.name, plan.settings,
        plan.transformation.changes_meaning, truths is not None, tuple(items), queries, seed, engine.fingerprint(),
    )  # fmt: skip


def _several(texts: Iterable[str | Pair]) -> list[str | Pair]:
    check_several(texts, "attack")
    given = list(texts)
    if not given:
        raise InputError("there is no text to attack.")
    return given


def _truths(truths: Sequence[str | int] | None, texts: Sequence[Any], labels: Sequence[str]) -> list[int | None]:
    """The class that is true of each text."""
    if truths is None:
        return [None] * len(texts)
    if isinstance(truths, str) or len(truths) != len(texts):
        raise InputError(f"{len(truths)} truths for {len(texts)} texts; give one for each.")
    found = [place_of_truth(labels, str(truth)) for truth in truths]
    if None in found:
        odd = truths[found.index(None)]
        raise InputError(f"{odd!r} is no class of the model; they are {', '.join(labels[:10])}.")
    return list(found)


@dataclass(frozen=True, eq=False)
class _Run:
    plan: AttackPlan
    engine: Engine
    truths: Sequence[int | None]
    part: str | None
    budget: QueryBudget
    seed: int

    def all(
        self, texts: Sequence[Any], ids: Sequence[str | None] | None, journal: str | Path | None,
        progress: Progress | None,
    ) -> Iterator[AttackedText]:  # fmt: skip
        """What comes of each text, in order; those that the journal has are taken from it."""
        names = [None] * len(texts) if ids is None else list(ids)
        if len(names) != len(texts):
            raise InputError(f"{len(names)} ids for {len(texts)} texts; give one for each, None where there is none.")
        path = None if journal is None else Path(journal)
        with Journal[int, AttackedText](path, "attack", self._wishes(texts, names), _kept) as lines:
            todo = [place for place in range(len(texts)) if place not in lines.lines]
            works = (self._work(place, texts[place], names[place]) for place in todo)
            for place, work in zip(todo, pooled(works), strict=True):
                item = work.result if work.result is not None else self._failed(place, texts[place], work)
                lines.add((place, {"text": codec.plain(item)}))
                if progress is not None:
                    progress(len(lines.lines), len(texts))
            for place in range(len(texts)):
                yield lines.lines[place]

    def _wishes(self, texts: Sequence[Any], ids: Sequence[str | None]) -> dict[str, Any]:
        """All that decides the lines."""
        digest = hashlib.sha256()
        for text, id, truth in zip(texts, ids, self.truths, strict=True):
            digest.update(f"{_content(text)}\0{id}\0{truth}\0".encode("utf-8", "surrogatepass"))
        return {
            **self.plan.settings,
            "model": codec.plain(self.engine.fingerprint()),
            "texts": digest.hexdigest(),
            "part": self.part,
            "queries": self.budget.queries,
            "seconds": self.budget.seconds,
            "seed": self.seed,
        }

    def _work(self, place: int, given: Any, id: str | None) -> Work[AttackedText]:
        engine = self.engine.beside()
        engine.meter.watch.rest()
        return Work(engine, self._attacking(engine, place, given, id), len(_content(given)) // 4 + 1, id)

    def _attacking(self, engine: Engine, place: int, given: Any, id: str | None) -> Asks[AttackedText]:
        frame, text = Frame.of(given, self.part)
        original = Draft.of(text)
        ((before,)) = yield from frame.answers(engine, [text])
        truth, answer = self.truths[place], int(before.argmax())
        label = answer if truth is None else truth
        victim = Victim(engine, frame, self.plan.goal, label, original, self.budget, {text: before})
        if answer != label:
            return self._told(place, id, victim, before, original, SKIPPED, "wrong already")
        rng = stream(self.seed, _content(given) if id is None else id)
        space, final, reason = self.plan.space(original, rng), original, ""
        try:
            final = yield from _searching(victim, self.plan.search.steps(space, original, rng))
        except BudgetSpent as spent:
            final, reason = victim.best or original, spent.reason
        if victim.is_reached and final.text == original.text and victim.best is not None:
            final = victim.best
        reached = bool((yield from victim.judged([final])).reached[0])
        if space.is_empty and not reached and not reason:
            return self._told(place, id, victim, before, original, UNEDITED, "nothing to edit")
        return self._told(place, id, victim, before, final, SUCCEEDED if reached else FAILED, "" if reached else reason)

    def _told(
        self, place: int, id: str | None, victim: Victim, before: Floats, final: Draft, outcome: str, reason: str
    ) -> AttackedText:
        names, after = self.engine.model.labels, victim.known[final.text]
        return AttackedText(
            index=place,
            id=id,
            text=victim.original.text,
            edited=final.text,
            outcome=outcome,
            reason=reason,
            label=names[victim.label],
            answer_before=names[int(before.argmax())],
            answer_after=names[int(after.argmax())],
            before=float(before[victim.label]),
            after=float(after[victim.label]),
            edits=word_edits(victim.original, final),
            words=len(victim.original.words),
            queries=victim.queries,
            seconds=victim.engine.meter.watch.seconds,
        )

    def _failed(self, place: int, given: Any, work: Work[AttackedText]) -> AttackedText:
        """An error's item; one that is no bad input is raised."""
        if work.error is not None and not isinstance(work.error, ExegesisError):
            raise work.error
        text = _content(given)
        return AttackedText(
            place, work.id, text, text, ERROR, " ".join(str(work.error).split()), "", "", "", None, None, (), 0, 0, 0.0
        )


def _searching(victim: Victim, steps: Steps) -> Asks[Draft]:
    """Answers a search's requests until it returns."""
    reply: Scores | Floats | None = None
    while True:
        try:
            request = next(steps) if reply is None else steps.send(reply)
        except StopIteration as stop:
            draft: Draft = stop.value
            return draft
        match request:
            case Judge(drafts, are_probes):
                reply = yield from victim.judged(drafts, are_probes)
            case Strengths(draft):
                reply = yield from _strengths(victim, draft)


def _strengths(victim: Victim, draft: Draft) -> Asks[Floats]:
    """Of each word the length of the gradient of the label's probability there."""
    plan = planned(victim.engine.model, "gradient", {"kind": "norm"}, victim.label, "word", 0)
    (explanation,) = yield from plan.explaining(victim.engine, victim.frame.given(draft.text), None)
    return np.asarray(aligned([(span,) for span in victim.frame.spans(draft)], explanation))


def _content(given: Any) -> str:
    try:
        return content(given)
    except ExegesisError:
        return str(given)


def _kept(line: Mapping[str, Any]) -> AttackedText:
    return codec.read(AttackedText, line["text"], "an attacked text")
