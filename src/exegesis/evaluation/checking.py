"""An explanation checked on its model: made again under other conditions, and set beside random orders."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, UnsupportedError, check_count
from exegesis.core.randomness import stream
from exegesis.core.types import Scores
from exegesis.data.explanation import Explanation
from exegesis.data.verdict.checks import BASELINES, NO_BASELINE, NO_CHANCE, ORDER, SEEDS, Again, Checks, Order
from exegesis.data.verdict.leading import shared, stays
from exegesis.engine.bind import Wishes
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import kind_of
from exegesis.evaluation.front import evaluate
from exegesis.evaluation.subject import Subject
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import setting_names

# In the order in which they are tried. A black box has no tokens: an ellipsis stands where a word was.
_PATH, _PATH_WITHOUT_PADDING = ("pad", "mask", "zero"), ("mean-embedding", "zero")


def check(
    explanation: Explanation,
    model: Model | str | Path,
    *,
    seeds: int = 3,
    orders: int = 20,
    baselines: int = 1,
    removal: str = "auto",
    engine: Engine | None = None,
) -> Explanation:
    """The same explanation with `checks`, from which its `verdict` says whether it holds.

    The method runs again with other seeds, or once as it was where it leaves nothing to chance, and with other
    baselines where it has one; and the words are removed by their scores and in random orders.

    Args:
        explanation: what is checked.
        model: the model it is of, as `load` gives or takes it.
        seeds: how many other seeds.
        orders: how many random orders of removal.
        baselines: how many other baselines.
        removal: as for `evaluate`.
        engine: one of this model, to share its passes.

    Returns:
        The explanation with what was tried; what could not be is named in `checks.not_tried`.

    Raises:
        InputError: the explanation cannot be asked again of the model.
    """
    if not isinstance(explanation, Explanation):
        raise InputError(f"check takes an Explanation, not {type(explanation).__name__}.")
    for name, count in (("seeds", seeds), ("orders", orders), ("baselines", baselines)):
        check_count(name, count)
    if engine is None:
        engine = Engine(api.load(model), precision=str(explanation.settings.get("precision", "float32")))
    before, not_tried = engine.cost(), dict[str, str]()
    order = _order(explanation, engine, orders, removal, not_tried)
    try:
        runs = _Runs(explanation, engine)
        same, found = runs.as_it_was(not_tried), runs.with_seeds(seeds)
        others = runs.with_baselines(baselines, not_tried)
    except UnsupportedError as error:
        same = found = others = None
        not_tried |= dict.fromkeys((SEEDS, BASELINES), str(error).rstrip("."))
    cost = engine.cost() - before
    return replace(explanation, checks=Checks(found, others, order, cost, not_tried, same))


def _order(
    explanation: Explanation, engine: Engine, orders: int, removal: str, not_tried: dict[str, str]
) -> Order | None:
    settings = {"deletion_gain": {"orders": orders}}
    found = evaluate(
        explanation, engine.model, "deletion_gain", removal=removal, measure_settings=settings, engine=engine
    )
    measure = found["deletion_gain"]
    if measure.value is None:
        not_tried[ORDER] = measure.undefined or "undefined"
        return None
    deviation, beaten = (float(measure.details[name]) for name in ("random_deviation", "orders_beaten"))
    return Order(str(measure.removal), orders, measure.value, deviation, beaten)


class _Runs:
    """The explanation's method, run again under other conditions."""

    def __init__(self, explanation: Explanation, engine: Engine) -> None:
        self.explanation, self.engine = explanation, engine
        self.subject = Subject(explanation)
        self.explainer = self.subject.explainer()

    def as_it_was(self, not_tried: dict[str, str]) -> Again | None:
        """With the explanation's own seed, where no other can give other scores."""
        if self.explainer.chance:
            return None
        not_tried[SEEDS] = NO_CHANCE
        seed = self.explanation.seed
        return Again((str(seed),), (stays(self.explanation.scores, self._scores(self.explainer, seed)),))

    def with_seeds(self, count: int) -> Again | None:
        """The seeds after the explanation's own."""
        if not self.explainer.chance:
            return None
        later = [self.explanation.seed + step for step in range(1, count + 1)]
        again = (self._scores(self.explainer, seed) for seed in later)
        return Again(tuple(map(str, later)), tuple(stays(self.explanation.scores, scores) for scores in again))

    def with_baselines(self, count: int, not_tried: dict[str, str]) -> Again | None:
        """The first baselines other than the explanation's own that model and target can take."""
        if "baseline" not in setting_names(type(self.explainer)):
            not_tried[BASELINES] = NO_BASELINE
            return None
        found: dict[str, int] = {}
        setting, names = self._others()
        for name in names:
            if name == self.explanation.baseline.name or len(found) == count:
                continue
            with suppress(InputError):  # a baseline that this model or target does not have
                other = replace(self.explainer, **{setting: name})
                found[name] = shared(self.explanation.scores, self._scores(other, self.explanation.seed))
        if not found:
            not_tried[BASELINES] = "the model takes no other baseline"
            return None
        return Again(tuple(found), tuple(found.values()))

    def _others(self) -> tuple[str, tuple[str, ...]]:
        """The setting that says what absent units become, or how neighbours are drawn, and what else it may be."""
        kind = kind_of(self.engine.model)
        if kind.samplers and getattr(self.explainer, "sampler", "masks") != "masks":
            return "sampler", kind.samplers
        if "gradients" not in self.explainer.needs or kind.name != "text":
            return "baseline", kind.others
        return "baseline", _PATH_WITHOUT_PADDING if self.explanation.baseline.name == "eos" else _PATH

    def _scores(self, explainer: Explainer, seed: int) -> Scores:
        problem = self.subject.problem(self.engine, Wishes.of(explainer))
        steps = explainer.explain(problem.game, stream(seed, self.subject.item))
        scores: Scores = self.engine.drive(problem, steps).scores[0]
        return scores
