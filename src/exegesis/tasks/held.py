"""A target held fixed: named so that it is the same number whatever a model answers."""

from collections.abc import Sequence
from dataclasses import replace

from exegesis.data.records import Target
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, Word
from exegesis.tasks.class_names import name_of
from exegesis.tasks.span_qa import SIDES


def held(target: Target, asked: OneTarget | None, labels: Sequence[str], context: int = 0) -> OneTarget:
    """`target`, found when `asked` was asked, as a caller names it: not "predicted", but what was predicted then.

    A class is named by what its output is called in `labels`. `context`: where a question's context begins in the text
    that the target's spans count.
    """
    if target.versus is not None:
        this, that = (asked.target, asked.versus) if isinstance(asked, Contrast) else (None, None)
        one = held(replace(target, versus=None), this, labels, context)
        return Contrast(one, held(target.versus, that, labels, context))
    if target.kind == "class":
        return name_of(target.index, labels)
    if target.kind in SIDES and target.spans:
        return Answer(target.name, target.spans[0].start - context, target.kind)
    if target.kind == "word":
        return Word(target.name, asked.place if isinstance(asked, Word) else 1)
    if target.kind == "tag":
        wanted = asked if isinstance(asked, Tag) else Tag(str(asked))
        # Of an entity the first word's tag says those of the others.
        return wanted if wanted.tag is not None else replace(wanted, tag=target.name.split(" ")[0])
    return target.kind
