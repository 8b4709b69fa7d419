"""From what a caller says of a rule to the neighbours among which it is looked for, or tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.tables import TableModel
from exegesis.core.errors import InputError, UnsupportedError, unknown
from exegesis.data.asked import ENGINE, Asked, said
from exegesis.data.records import Prediction
from exegesis.data.table_row import TableRow
from exegesis.data.targets import Contrast, OneTarget
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import KINDS
from exegesis.engine.long_work import LongWork
from exegesis.engine.plan import Plan, planned_with
from exegesis.rules.masking import MaskedRules, Stays
from exegesis.rules.neighbours import MaskedNeighbours, RuleNeighbours
from exegesis.rules.proposed import ProposedNeighbours
from exegesis.rules.rows import RowNeighbours
from exegesis.rules.search import RuleSearch
from exegesis.tasks.class_names import place_of

_ENGINE = {*ENGINE} - {"background_rows"}  # which has no effect here
_OWN = ("baseline", "proposer", "target")


@dataclass(frozen=True)
class RuleQuestion:
    """What is asked of which input: the caller's words, checked."""

    model: Model
    given: Any
    search: RuleSearch
    baseline: str
    proposer: Any
    target: OneTarget | None
    seed: int
    unit: Any
    id: str | None
    settings: Mapping[str, Any]

    def __post_init__(self) -> None:
        _check_classes(self.model)
        own = (*(field.name for field in fields(RuleSearch)), *_OWN)
        shared = {name for kind in KINDS.values() for name in kind.settings}
        for name in self.settings:
            if name == "output":
                raise InputError("output has no effect on an anchor, which counts answers; leave it out.")
            if name not in shared:
                known = [one for one in KINDS["text"].settings if one != "output"]
                raise unknown("setting of anchor", name, (*own, *known), sorted(shared))
        if self.proposer is not None and self.model.reads != "text":
            raise InputError("proposer names a model that proposes words of a text; leave it out.")
        if self.proposer is not None and self.baseline != "auto":
            raise InputError("of baseline and proposer give one: both say what stands in the place of a word.")
        if isinstance(self.model, TableModel) and (self.baseline != "auto" or "background_rows" in self.settings):
            name = "background_rows" if self.baseline == "auto" else "baseline"
            raise InputError(f"{name} has no effect on the anchor of a row: its neighbours are background rows.")

    def neighbours(self, warns: bool = True) -> RuleNeighbours:
        """The input bound to the model, with its neighbours; a long text is warned of first."""
        plan = self._plan
        engine, scene = plan.engine(), plan.scene(self.given)
        layout = plan.layout(scene)
        if warns and not isinstance(self.model, TableModel):
            LongWork(plan.explainer, plan.target).laid_out(engine, scene, layout)
        problem = plan.problem(engine, scene, layout)
        stays = _stays(self.target, problem.predictions[0])
        if isinstance(self.model, TableModel):
            return RowNeighbours(engine, problem, stays, TableRow.of(self.given))
        if self.proposer is not None:
            return ProposedNeighbours(engine, problem, stays, self.proposer)
        return MaskedNeighbours(engine, problem, stays)

    def stream(self, name: str = "") -> np.random.Generator:
        """The random stream of the input; of another `name` another one."""
        return self._plan.stream(self.given, self.id if not name else f"{name} {self.id or ''}")

    def asked(self, neighbours: RuleNeighbours) -> Asked:
        """The same as a record, of which `anchor` can be asked again."""
        engine: Engine = neighbours.engine
        found = self._plan.kind.asked(self._plan, engine, neighbours.problem)
        own = {field.name: getattr(self.search, field.name) for field in fields(RuleSearch)}
        engines = {name: value for name, value in found.settings.items() if name in _ENGINE}
        settings = {**engines, **own}
        if not isinstance(self.model, TableModel):
            settings["baseline"] = self.baseline
        if self.proposer is not None:
            settings = {**settings, "baseline": "auto", "proposer": api.load(self.proposer).name}
        return replace(found, target=said(self.target), settings=settings)

    @property
    def _plan(self) -> Plan:
        """The search planned on all of the model's classes."""
        explainer = MaskedRules(search=self.search, baseline=self.baseline)
        classes = list(range(len(self.model.labels)))
        return planned_with(self.model, explainer, self.settings, classes, self.unit, self.seed)


def _check_classes(model: Model) -> None:
    if not model.gives_classes or model.kind != "single-label" or len(model.labels) < 2:
        raise UnsupportedError(f"an anchor needs an answer that is one of several classes; {model.name} gives none.")


def _stays(target: OneTarget | None, prediction: Prediction) -> Stays:
    """What must stay. A class by itself must be the answer, and a contrast true, since a rule is for what is so."""
    answer, labels = prediction.index, prediction.labels
    if target is None or target == "predicted":
        return Stays(answer)
    if isinstance(target, Contrast):
        this, that = (_place(one, answer, labels) for one in (target.target, target.versus))
        if this == that:
            raise InputError("a contrast is of two classes, and both are the same here.")
        if prediction.outputs[this] <= prediction.outputs[that]:
            raise InputError(
                f"the model gives {labels[that]!r} no less than {labels[this]!r} here, and an anchor is for what is "
                "so; turn them round."
            )
        return Stays(this, that)
    if _place(target, answer, labels) != answer:
        raise InputError(
            f"the model answers {labels[answer]!r}, and an anchor is for what is so; leave out the target, or name the "
            "class that it is rather than."
        )
    return Stays(answer)


def _place(spec: OneTarget | None, answer: int, labels: tuple[str, ...]) -> int:
    return answer if spec in (None, "predicted") else place_of(spec, labels)
