"""Characters that a page, a terminal or a label cannot carry, shown as visible symbols, one for one."""

from exegesis.core.characters import PAGE, TERMINAL, printable

__all__ = ["clip", "label", "printable", "squeezed", "visible"]

_NEAR = 12  # characters around a cut in which a space is looked for
_LABEL = TERMINAL | {ord("\n"): "↵", ord("\t"): "⇥"}


def visible(text: str) -> str:
    """`text` for HTML: every control but tab, line feed and carriage return becomes its symbol (NUL is ␀), others �.

    One character for one character, so offsets stay true; what HTML can hold is left alone.
    """
    return text.translate(PAGE)


def label(text: str, longest: int | None = None) -> str:
    """`text` on one line, as a name: line ends and tabs as symbols, blank as ␣, clipped to `longest`."""
    line = printable(text).translate(_LABEL)
    line = line.strip() or "␣"
    return line if longest is None else clip(line, longest)


def clip(text: str, longest: int) -> str:
    """At most `longest` characters: an ellipsis for the middle of a longer text, cut at a space where one is near."""
    if len(text) <= longest:
        return text
    head = (longest - 1) * 2 // 3
    tail = len(text) - (longest - 1 - head)
    space_before, space_after = text.rfind(" ", head - _NEAR, head), text.find(" ", tail, tail + _NEAR)
    return (
        text[: space_before if space_before > 0 else head] + "…" + text[space_after + 1 if space_after > 0 else tail :]
    )


def squeezed(name: str, longest: int) -> str:
    """A name of at most so many characters, without its middle: stretches, tiles and columns differ at their ends."""
    if len(name) <= longest:
        return name
    tail = longest // 2
    return f"{name[: longest - 1 - tail]}…{name[-tail:]}"
