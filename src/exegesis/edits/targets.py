"""The target that was explained of the original, named so that it can be explained of the edit too."""

from dataclasses import replace

from exegesis.core.errors import InputError
from exegesis.data.inputs import Input, Question
from exegesis.data.records import Target
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, Word

_ANSWERS = ("start", "end", "span")


def same_target(asked: OneTarget | None, target: Target, edited: Input) -> OneTarget:
    """`target`, found when `asked` was asked of the original, as a caller names it of the edit.

    So "predicted" is what the model answered to the original, whatever it answers to the edit. Raises `InputError`
    where an answer no longer stands in the context.
    """
    if target.versus is not None:
        one, other = (asked.target, asked.versus) if isinstance(asked, Contrast) else (None, None)
        this = same_target(one, replace(target, versus=None), edited)
        return Contrast(this, same_target(other, target.versus, edited))
    if target.kind == "class":
        return target.index
    if target.kind == "word":
        return Word(target.name, asked.place if isinstance(asked, Word) else 1)
    if target.kind == "tag" and isinstance(asked, Tag):
        return asked if asked.tag is not None else replace(asked, tag=target.name.split(" ")[0])
    if target.kind in _ANSWERS and isinstance(edited, Question):
        return _answer(asked, target, edited.context)
    return target.kind


def _answer(asked: OneTarget | None, target: Target, context: str) -> Answer:
    start = asked.start if isinstance(asked, Answer) else None
    if target.name not in context:
        raise InputError(
            f"the answer {target.name!r} no longer stands in the edited context; name a target that does, "
            "or 'no-answer'."
        )
    return Answer(target.name, start if context.count(target.name) > 1 else None, target.kind)
