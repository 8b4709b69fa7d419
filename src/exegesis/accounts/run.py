"""Results put into words: `account`."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.accounts import wording as said
from exegesis.accounts.binding import bound_to
from exegesis.accounts.claims import claims
from exegesis.accounts.groups.run import account_of_group
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError
from exegesis.data import renderers
from exegesis.data.account import Account
from exegesis.data.explanation import Explanation
from exegesis.data.requests import driven
from exegesis.data.result import DrawnResult
from exegesis.engine.estimate import Progress
from exegesis.views import naming

_DUST = 1e-9  # of the largest score: what rounding leaves of 0


def account(
    result: Explanation | Iterable[Explanation] | Any,
    model: Model | str | Path,
    baseline: str = "auto",
    *,
    progress: Progress | None = None,
) -> Account:
    """A result as a few sentences of plain English, each of which was tried on the model before.

    Of an explanation: what the model answers; without which of the strongest units it would answer otherwise; which of
    them alone keep the answer; whether what has the lowest score speaks against it; whether the strongest pair acts
    only together. Of several explanations: what their strongest units do on average, each taken away from every input
    that holds it. Of an anchor: how often the answer stays, over neighbours that its search did not draw. Of
    counterfactuals: what the model answers to each changed input. No language model writes them, and where a trial
    comes out otherwise than the result says, that is said.

    Args:
        result: an explanation of any method and kind of data, a list of them, an anchor, or counterfactuals.
        model: the model it is of, as `load` gives or takes it.
        baseline: what an absent unit becomes in the trials, as for `explain`; "auto" is the explanation's own where
            that is a way to take units away, else the usual of the kind of data. An anchor has its own.
        progress: of several explanations called as (explanations tried, all).

    Returns:
        The claims with the trials behind them; `text` and `sentences` say them.

    Raises:
        InputError: the result cannot be asked again of the model; several explanations have no unit in common.
        UnsupportedError: several explanations of images, whose regions have nothing in common.
    """
    if isinstance(result, Explanation):
        return _of_explanation(result, api.load(model), baseline)
    if isinstance(result, DrawnResult) and renderers.is_known(f"{result.DRAWN} account"):
        if baseline != "auto":
            raise InputError(f"baseline has no effect on {result.NOUN}, which says its own; leave it out.")
        told: Account = renderers.renderer(f"{result.DRAWN} account")(result, model)
        return told
    if not isinstance(result, Iterable) or isinstance(result, str | bytes):
        raise InputError(
            f"account takes an explanation, several, an anchor or counterfactuals, not {type(result).__name__}."
        )
    several = list(result)
    if not several:
        raise InputError("there is no explanation to put into words; give at least one.")
    return account_of_group(several, api.load(model), baseline, progress)


def _of_explanation(explanation: Explanation, model: Model, baseline: str) -> Account:
    bound = bound_to(explanation, model, baseline)
    tried = driven(claims(explanation.scores, explanation.pairs), bound.told)
    spoken_of = {unit for claim in tried for unit in claim.units}
    dust = _DUST * float(np.abs(explanation.scores).max(initial=0.0))
    untried = sum(abs(score) > dust and unit not in spoken_of for unit, score in enumerate(explanation.scores))
    topic = said.Topic(explanation, bound.output)
    return Account(
        about="explanation",
        title=naming.title(explanation),
        source=said.source(explanation),
        passage=explanation.text,
        claims=tuple(said.said(topic, claim) for claim in tried),
        untried=said.untried(bound.absent, explanation.unit, untried),
        output=bound.output,
        explanation=explanation,
    )
