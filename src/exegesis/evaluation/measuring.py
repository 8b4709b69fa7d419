"""One measure driven to its end, and what it found or why there is nothing as a Measure."""

from exegesis.core.errors import UnsupportedError
from exegesis.evaluation.answering import Answerer
from exegesis.evaluation.result import Measure
from exegesis.metrics.base import OF_TARGET, Case, Finding, Metric, Undefined


def measured(name: str, metric: Metric, case: Case, answerer: Answerer) -> Measure:
    """The measure of a case; cost is what it added to the engine's."""
    before = answerer.engine.cost()
    found, reason = None, None
    f_unit, own_unit = answerer.problem.targets[0].output, answerer.asked.explanation.target.output
    try:
        if metric.same_unit and f_unit != own_unit:
            raise Undefined(f"the scores are in {own_unit} and f is in {f_unit}")
        found = driven(metric, case, answerer)
    except Undefined as undefined:
        reason = str(undefined)
    except UnsupportedError as error:
        reason = str(error).rstrip(".")
    spent = answerer.engine.cost() - before
    removal = answerer.problem.baseline.name if metric.removes else None
    return Measure(
        name=name,
        value=None if found is None else found.value,
        unit=metric.unit.replace(OF_TARGET, f_unit if metric.removes else own_unit),
        removal=found.removal if found is not None and found.removal is not None else removal,
        direction=metric.direction,
        undefined=reason,
        cost=spent,
        details={} if found is None else found.details,
    )


def driven(metric: Metric, case: Case, answerer: Answerer) -> Finding:
    """Answer a measure's requests until it returns."""
    steps = metric.steps(case)
    reply = None
    while True:
        try:
            request = steps.send(reply)
        except StopIteration as stop:
            found: Finding = stop.value
            return found
        reply = answerer.answer(request)
