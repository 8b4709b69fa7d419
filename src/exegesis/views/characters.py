"""Characters that a page, a terminal or a label cannot carry, shown as visible symbols, one for one."""

_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}
_UNUSABLE = dict.fromkeys(
    (
        *range(0x80, 0xA0),  # C1 controls: a terminal may obey them, a page may not hold them
        *range(0xD800, 0xE000),  # lone surrogates
        *range(0xFDD0, 0xFDF0),  # non-characters
        *(plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
    ),
    0xFFFD,
)
_PAGE = _CONTROLS | _UNUSABLE
# A terminal has no element to end a direction override, so one in the text would turn everything printed after it.
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
_TERMINAL = _PAGE | _DIRECTIONS | {ord("\r"): 0x240D}
_NEAR = 12  # characters around a cut in which a space is looked for
_LABEL = _TERMINAL | {ord("\n"): "↵", ord("\t"): "⇥"}


def visible(text: str) -> str:
    """`text` for HTML: every control but tab, line feed and carriage return becomes its symbol (NUL is ␀), others �.

    One character for one character, so offsets stay true; what HTML can hold is left alone.
    """
    return text.translate(_PAGE)


def printable(text: str) -> str:
    """`text` for a terminal: no control reaches it but tab and line feed (CR LF counts as line feed)."""
    return text.replace("\r\n", "\n").translate(_TERMINAL)


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
