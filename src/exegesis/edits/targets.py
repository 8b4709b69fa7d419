"""The target that was explained of the original, named so that it can be explained of the edit too."""

from collections.abc import Sequence

from exegesis.core.errors import InputError
from exegesis.data.asked import Asked
from exegesis.data.inputs import Input, Question
from exegesis.data.records import Target
from exegesis.data.targets import Answer, Contrast, OneTarget
from exegesis.tasks.held import held


def same_target(target: Target, asked: Asked, labels: Sequence[str], edited: Input) -> OneTarget | None:
    """`target`, found when this was asked of the original, as a caller names it of the edit.

    So "predicted" is what the model answered to the original, whatever it answers to the edit. Raises `InputError`
    where an answer no longer stands in the context.
    """
    return _standing(held(target, asked.target, labels), asked.target, edited)


def _standing(target: OneTarget | None, asked: OneTarget | None, edited: Input) -> OneTarget | None:
    """The target with its answers placed in the edited context."""
    if isinstance(target, Contrast):
        this, that = (asked.target, asked.versus) if isinstance(asked, Contrast) else (None, None)
        return Contrast(_standing(target.target, this, edited), _standing(target.versus, that, edited))
    if not isinstance(target, Answer) or not isinstance(edited, Question):
        return target
    start, count = asked.start if isinstance(asked, Answer) else None, edited.context.count(target.text)
    if not count:
        raise InputError(
            f"the answer {target.text!r} no longer stands in the edited context; name a target that does, "
            "or 'no-answer'."
        )
    return Answer(target.text, start if count > 1 else None, target.side)
