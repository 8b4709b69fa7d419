"""`exegesis.surrogate`: a readable model that stands in for another."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError, unknown
from exegesis.core.randomness import stream
from exegesis.data.inputs import Hidden, Input, Pair, Question, check_several, content
from exegesis.data.targets import Contrast, OneTarget
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.surrogates.around_input import Around, around_input
from exegesis.surrogates.over_texts import Over, over_texts
from exegesis.surrogates.result import Surrogate
from exegesis.surrogates.settings import SurrogateSettings

_ENGINE = ("batch_tokens", "precision")


def surrogate(
    model: Model | str | Path | Any,
    text: Input | Sequence[str],
    family: str = "linear",
    target: OneTarget | None = None,
    seed: int = 0,
    *,
    output: str | None = None,
    truths: Sequence[str | int | None] | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Surrogate:
    """A sparse linear model or a shallow decision tree that imitates `model`, with what it keeps of it in figures.

    One input (a text, or what else the model's head takes) gives a *local* surrogate: over masks of its units, weighted
    by LIME's kernel. A list of texts gives a *global* one: over the words that stand in the texts, for classifiers and
    regressions; the texts need no labels.

    `held_out` of the masks or texts are not fitted on and not looked at: fidelity (R^2, agreement with the model's
    decision, mean absolute error) is told on both sides, for every size up to the cap. The cap is what is chosen; with
    a `tolerance` the smallest size within so much R^2 of the best one, told on a part of the fitted rows.

    A global surrogate says how a model behaves on such texts, by words alone: it sees no order and no grammar, and what
    its fidelity leaves over it does not explain. Ideas: Craven & Shavlik 1996 (trees that imitate a network), Ribeiro
    et al. 2016 (K-LASSO and the kernel), Frosst & Hinton 2017 (a network's soft answers as the thing to learn).

    Args:
        model: what `load` gives or takes.
        text: one input, or a list of texts.
        family: "linear", features picked along the lasso path and refitted by least squares, or with a penalty `ridge`;
            or "tree".
        target: whose number is imitated; around one input as for `explain`, over texts a label, its number or a
            `Contrast` of two, of two labels the second where none is given.
        seed: of all that is random.
        output: the target's unit; over texts "probability" (the usual) or "logit", here the log-odds log p - log(1 -
            p); a regression's "value".
        truths: over texts, what is true of each: adds the accuracy of model and surrogate on held-out texts.
        progress: called as (rows done, rows expected).
        settings: `held_out` (0.25), `tolerance`, `batch_tokens`, `precision`; of "linear" `features` (10) and `ridge`,
            of "tree" `max_depth` (3) and `least_rows` of a leaf (5). Around one input also `samples` (2000), `unit`,
            `baseline`, `mode`, `parts`, `kernel_width`; over texts `ngrams` (1), `cased`, `least_texts` (2) and `words`
            (3000), which terms are looked at, and `copies` (0) of each text fitted on with words deleted.

    Returns:
        The surrogate: its rules, and its fidelity on fitted and held-out rows.

    Raises:
        InputError: what cannot be fitted.

    Warns:
        LongWorkWarning: before work that takes over a minute.
    """
    loaded = text_model(api.load(model), "surrogate")
    is_one = isinstance(text, str | Question | Pair | Hidden)
    own, spare = (Around, Over) if is_one else (Over, Around)
    engine_settings, shared, rest = _parted(settings, own, spare, is_one)
    chosen = SurrogateSettings(family=family, **shared)
    checked = _seed(seed)
    around_or_over = own(**rest)
    engine = Engine(loaded, **engine_settings)
    if isinstance(around_or_over, Around):
        if truths is not None:
            raise InputError("truths are for a list of texts; one input has none to compare with.")
        given = cast(Input, text)
        rng = stream(checked, content(given))
        return around_input(engine, given, target, output, chosen, around_or_over, rng, checked, progress)
    texts = _listed(text)
    if truths is not None and len(truths) != len(texts):
        raise InputError(f"{len(truths)} truths for {len(texts)} texts; give one for each, None where there is none.")
    if target is not None and not isinstance(target, str | int | Contrast):
        raise InputError("over texts the target is a label or its number, or a contrast of two.")
    return over_texts(engine, texts, target, output, truths, chosen, around_or_over, checked, progress)


def _parted(
    settings: dict[str, Any], own: type, spare: type, is_one: bool
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The settings of the engine, of both scopes, and of this one; `InputError` for any other."""
    fields = {kind: set(kind.__dataclass_fields__) for kind in (SurrogateSettings, own, spare)}  # type: ignore[attr-defined]
    shared = fields[SurrogateSettings] - {"family"}
    known = [*_ENGINE, *sorted(shared), *sorted(fields[own])]
    for name in settings:
        if name in known:
            continue
        if name in fields[spare]:
            other = "a list of texts" if is_one else "one input"
            raise InputError(f"{name} is a setting of surrogates of {other}, and this is one of the other kind.")
        raise unknown("setting of surrogate", name, known)
    return tuple(  # type: ignore[return-value]
        {name: value for name, value in settings.items() if name in names}
        for names in (set(_ENGINE), shared, fields[own])
    )


def _listed(texts: Any) -> list[str]:
    check_several(texts, "surrogate")
    return list(texts)


def _seed(seed: object) -> int:
    if type(seed) is not int:
        raise InputError(f"seed must be a whole number, not {seed!r}.")
    return seed
