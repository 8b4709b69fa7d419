"""The Python that takes a look again."""

from exegesis.core.types import Span
from exegesis.explorer.arrays import UNREAD
from exegesis.explorer.seen import Look


def python_of(look: Look) -> str:
    """Lines that make `look`, whole: from the model and the text, or of arrays from the file that it is saved in."""
    if look.unread == UNREAD:
        return 'from exegesis import explorer\n\nlook = explorer.Look.load("look.npz")  # what look.save wrote'
    texts = {part.name: look.text[part.start : part.end] for part in look.parts}
    hidden = _hidden(look)
    if "question" in texts:
        name, given = "Question", f"Question({texts['question']!r}, {texts['context']!r})"
    elif "first" in texts:
        name, given = "Pair", f"Pair({texts['first']!r}, {texts['second']!r})"
    elif hidden:
        name, given = "Hidden", f"Hidden({look.text!r}, {tuple(tuple(span) for span in hidden)!r})"
    else:
        name, given = "", repr(look.text)
    window = f", window={look.window}" if look.window > 1 else ""
    if "target" in texts:
        given, window = repr(texts["text"]), f", target={texts['target']!r}{window}"
    imported = f"from exegesis import {name + ', ' if name else ''}explorer"
    return f"{imported}\n\nlook = explorer.look({look.model!r}, {given}{window})"


def _hidden(look: Look) -> list[Span]:
    """The stretches that are hidden, those that touch as one."""
    found: list[Span] = []
    for token in look.stacks[0].rows:
        if token.hidden and token.span is not None:
            if found and token.span.start <= found[-1].end:
                found[-1] = Span(found[-1].start, token.span.end)
            else:
                found.append(token.span)
    return found
