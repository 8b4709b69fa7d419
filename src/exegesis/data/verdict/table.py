"""The signs, in the order in which a verdict names them: adding one is one file and one line here."""

from collections.abc import Callable

from exegesis.data.verdict import again, baselines, completeness, control, fit, order, seeds, uncertainty
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import Reason

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
