"""Sentences that a reader must see beside a surrogate."""

from exegesis.core.errors import LongWorkWarning, warn
from exegesis.core.plurals import spoken
from exegesis.surrogates.records import Fidelity
from exegesis.surrogates.result import LINEAR, LOCAL
from exegesis.surrogates.settings import SurrogateSettings


def constant(inside: bool, outside: bool | None, scope: str) -> tuple[str, ...]:
    """Where the model's number does not vary, there is nothing to follow, and fidelity is undefined."""
    rows = "masked copies of the input" if scope == LOCAL else "texts"
    if not inside:
        return (f"the model gives the same number for all {rows} fitted on: fidelity is undefined.",)
    if outside is False:
        return (f"the model gives the same number for all held-out {rows}: fidelity on them is undefined.",)
    return ()


def asked_for_more(settings: SurrogateSettings, features: int, what: str) -> tuple[str, ...]:
    """A cap on features above what there is caps nothing."""
    if settings.family != LINEAR or settings.features <= features:
        return ()
    return (f"{settings.features} features were asked for, but there are only {features} {what}: all may be used.",)


def few_masks(has_outside: bool, masks: int) -> tuple[str, ...]:
    """A short input has so few different masks that none was held out."""
    if has_outside:
        return ()
    return (f"the input has only {masks} different masks: none was held out, fidelity is told on fitted ones only.",)


def vocabulary_cut(used: int, known: int, least: int) -> tuple[str, ...]:
    """Words that surrogates never saw."""
    if used == known:
        return ()
    return (f"of {known:,} words in {least} or more of the texts the {used:,} in most texts were looked at.",)


def no_accuracy(has_labels: bool, has_threshold: bool, is_measured: bool) -> tuple[str, ...]:
    """Labels that were given and yet not compared."""
    if not has_labels or is_measured:
        return ()
    why = "none of the held-out texts has one" if has_threshold else "the target is a number without a threshold"
    return (f"the labels were not compared: {why}.",)


def weak(outside: Fidelity | None) -> tuple[str, ...]:
    """A surrogate that does no better than a constant on rows it has not seen says nothing about the model."""
    if outside is None or outside.r2 is None or outside.r2 > 0.0:
        return ()
    return (
        "on held-out rows it does no better than always saying their mean: what it says is not how the model decides; "
        "give more rows, or a smaller size.",
    )


_LONG_SECONDS = 60.0


def tell_if_long(rows: int, seconds_each: float, advice: str) -> None:
    """Warn with `LongWorkWarning` of so many rows through the model at so many seconds each, if it is over a minute."""
    seconds = rows * seconds_each
    if seconds > _LONG_SECONDS:
        warn(
            f"the surrogate needs {rows:,} passes through the model, about {spoken(seconds)}; {advice}.",
            LongWorkWarning,
        )
