"""The signs, in the order in which a verdict names them: adding one is one file and one line here."""

from collections.abc import Callable

from exegesis.verdict import again, baselines, completeness, control, fit, order, seeds, uncertainty
from exegesis.verdict.figures import Figures
from exegesis.verdict.result import Reason

SIGNS: tuple[Callable[[Figures], Reason | None], ...] = (
    control.sign,
    again.sign,
    order.sign,
    fit.sign,
    completeness.sign,
    uncertainty.sign,
    seeds.sign,
    baselines.sign,
)
