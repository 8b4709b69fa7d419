"""The signals: adding one is one file and one line here. Read by the command line, the docs and the tests."""

from collections.abc import Sequence

from exegesis.confidence.signals.agreement import AGREEMENT
from exegesis.confidence.signals.comprehensiveness import COMPREHENSIVENESS
from exegesis.confidence.signals.concentration import CONCENTRATION
from exegesis.confidence.signals.consent import CONSENT
from exegesis.confidence.signals.entropy import ENTROPY
from exegesis.confidence.signals.margin import MARGIN
from exegesis.confidence.signals.no_answer import NO_ANSWER
from exegesis.confidence.signals.probability import PROBABILITY
from exegesis.confidence.signals.question_words import QUESTION_WORDS
from exegesis.confidence.signals.signal import ANSWER, SEVERAL, Signal
from exegesis.confidence.signals.sufficiency import SUFFICIENCY
from exegesis.core.errors import InputError, unknown

SIGNALS: dict[str, Signal] = {
    row.name: row
    for row in (
        PROBABILITY,
        MARGIN,
        ENTROPY,
        NO_ANSWER,
        COMPREHENSIVENESS,
        SUFFICIENCY,
        CONCENTRATION,
        CONSENT,
        QUESTION_WORDS,
        AGREEMENT,
    )
}
YARDSTICK = PROBABILITY.name  # what a combination must be better than


def chosen(names: str | Sequence[str] | None, is_question: bool, methods: int) -> tuple[Signal, ...]:
    """The signals named, in the table's order; "all": those that the task and so many methods give; None: the same.

    `InputError` for one that is unknown, named twice, or that the task or the methods do not give.
    """
    fitting = [one for one in SIGNALS.values() if not (_lacking(one, is_question) or _too_few(one, methods))]
    if names is None or names == "all":
        return tuple(fitting)
    named = [names] if isinstance(names, str) else list(names)
    if not named:
        raise InputError("no signal given; name one or several, or leave the choice by 'all'.")
    for name in named:
        if name not in SIGNALS:
            raise unknown("signal", name, ("all", *SIGNALS))
        if named.count(name) > 1:
            raise InputError(f"the signal {name!r} is named twice.")
        if _lacking(SIGNALS[name], is_question):
            raise InputError(f"the signal {name!r} is of questions over a context; leave it out.")
        if _too_few(SIGNALS[name], methods):
            raise InputError(f"the signal {name!r} needs {_METHODS[min(methods, 1)]}.")
    return tuple(one for one in SIGNALS.values() if one.name in named)


_METHODS = ("a method; give one", "several methods; name two at least")


def _lacking(signal: Signal, is_question: bool) -> bool:
    return signal.of_questions and not is_question


def _too_few(signal: Signal, methods: int) -> bool:
    return methods < (2 if signal.needs == SEVERAL else 0 if signal.needs == ANSWER else 1)
