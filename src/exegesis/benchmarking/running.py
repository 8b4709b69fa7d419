"""The work itself: text by text, every method explains it once, and its explanation is measured every way."""

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.benchmarking.plan import BenchmarkPlan, Measured, TextSet, digest
from exegesis.benchmarking.store import Record, ResultStore, key
from exegesis.core.errors import ExegesisError, LongWorkWarning
from exegesis.data.explanation import Explanation
from exegesis.data.records import Fingerprint
from exegesis.engine.chosen_methods import ChosenMethod
from exegesis.engine.engine import Engine
from exegesis.evaluation.front import evaluate
from exegesis.evaluation.result import Measure
from exegesis.tasks.table import task_of

Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True)
class WorkItem:
    """One text, one model, one method."""

    name: str
    model: Model
    fingerprint: Fingerprint
    texts: TextSet
    index: int
    contender: ChosenMethod

    @property
    def text(self) -> str:
        """The text itself."""
        return self.texts.texts[self.index]

    @property
    def where(self) -> Record:
        """What the records say of it."""
        return {"model": self.name, "set": self.texts.name, "text": self.index, "method": self.contender.label}

    def key(self, plan: BenchmarkPlan, measure: Measured | None = None) -> str:
        """Of the explanation, or of a measure of it. The place counts too: a text may stand in a set twice."""
        model = (self.name, self.fingerprint.weights, self.fingerprint.tokenizer)
        text = (self.texts.name, self.index, digest(self.text))
        asked = None if measure is None else (measure.name, repr(measure.metric), plan.removal)
        return key(model, text, self.contender.label, plan.seed, plan.unit, asked)


def jobs(plan: BenchmarkPlan) -> Iterator[list[WorkItem]]:
    """All methods of one text at a time, model by model and set by set."""
    for name, model, print_ in plan.models:
        for texts in plan.sets:
            for index in range(len(texts.texts)):
                yield [WorkItem(name, model, print_, texts, index, one) for one in plan.contenders]


def run(
    plan: BenchmarkPlan, store: ResultStore, progress: Progress | None = None, stop_after: float | None = None
) -> bool:
    """Do what the store lacks; after `stop_after` seconds stop between two explanations. Whether all is done."""
    started = time.monotonic()
    total = len(plan.models) * sum(len(texts.texts) for texts in plan.sets)
    warm: set[str] = set()
    for number, several in enumerate(jobs(plan), 1):
        engine = None
        for job in several:
            lacking = missing(plan, store, job)
            if lacking is None:
                continue
            if stop_after is not None and time.monotonic() - started > stop_after:
                return False
            if job.name not in warm:
                _warm_up(plan, job)
                warm.add(job.name)
            # What one text's explanations are measured by is asked of the model once for all methods.
            engine = engine or Engine(job.model)
            store.add(*do(plan, job, lacking, engine, job.key(plan) not in store))
        if progress is not None:
            progress(number, total)
    return True


def missing(plan: BenchmarkPlan, store: ResultStore, job: WorkItem) -> list[Measured] | None:
    """The measures that the store lacks; None where nothing is to be done for this job."""
    known = store.records.get(job.key(plan))
    if known is not None and known["kind"] == "failed":
        return None
    lacking = [one for one in plan.wanted(job.index) if job.key(plan, one) not in store]
    return lacking if lacking or known is None else None


def do(plan: BenchmarkPlan, job: WorkItem, lacking: list[Measured], engine: Engine, is_new: bool) -> list[Record]:
    """The records of one explanation and its measures; of a text that fails, one that says why.

    An explanation that was made before is made again, which gives the same one, where measures of it are lacking.
    """
    try:
        made = explained(plan, job)
        records = [_explained(plan, job, made)] if is_new else []
        if not lacking:
            return records
        names, given = [one.name for one in lacking], {one.name: one.given for one in lacking}
        # One f for all: methods may explain in units of their own, and the same numbers judge them.
        output = task_of(job.model).output
        found = evaluate(
            made,
            job.model,
            names,
            plan.seed,
            removal=plan.removal,
            output=output,
            measure_settings=given,
            engine=engine,
        )
    except ExegesisError as error:
        return [{"kind": "failed", "key": job.key(plan), **job.where, "error": " ".join(str(error).split())}]
    return records + [_measured(plan, job, one, found[one.name]) for one in lacking]


def explained(plan: BenchmarkPlan, job: WorkItem) -> Explanation:
    """The explanation of what the model predicts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LongWorkWarning)  # the benchmark has an estimate of its own
        found = api.explain(
            job.model, job.text, job.contender.method, "predicted", plan.seed, plan.unit, **job.contender.settings
        )
    assert isinstance(found, Explanation)
    return found


def _warm_up(plan: BenchmarkPlan, job: WorkItem) -> None:
    """A model's first pass prepares its weights: no text's cost should hold that."""
    try:
        api.predict(job.model, job.text)
    except ExegesisError:
        return  # the text's own explanations will say so


def _explained(plan: BenchmarkPlan, job: WorkItem, made: Explanation) -> Record:
    cost = made.cost
    return {
        "kind": "explained",
        "key": job.key(plan),
        **job.where,
        "units": len(made.units),
        "forward_passes": cost.forward_passes,
        "backward_passes": cost.backward_passes,
        "seconds": round(cost.seconds, 5),
    }


def _measured(plan: BenchmarkPlan, job: WorkItem, one: Measured, found: Measure) -> Record:
    return {
        "kind": "measured",
        "key": job.key(plan, one),
        **job.where,
        "measure": one.name,
        "value": found.value,
        "undefined": found.undefined,
        "seconds": round(found.cost.seconds, 5),
    }
