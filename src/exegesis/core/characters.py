"""Characters that must not reach a terminal, a page or a message as they are: controls, direction overrides, halves.

What a text, a label, a file name or a model's own words hold is foreign: a message that carries them stays one line,
and a terminal that shows them obeys none of them.
"""

import re

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
PAGE = _CONTROLS | _UNUSABLE  # for `str.translate`: one character for one character
# A terminal has no element to end a direction override, so one in the text would turn everything printed after it.
_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
TERMINAL = PAGE | _DIRECTIONS | {ord("\r"): 0x240D}

_LINE_ENDS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_ACTIVE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069]")


def printable(text: str) -> str:
    """`text` for a terminal: no control reaches it but tab and line feed (CR LF counts as line feed)."""
    return text.replace("\r\n", "\n").translate(TERMINAL)


def one_line(text: str) -> str:
    """`text` as a message of one line: line ends become a space, other controls symbols (ESC is ␛)."""
    return _LINE_ENDS.sub(" ", text.strip("\r\n")).replace("\t", " ").translate(TERMINAL)


def escaped_json(text: str) -> str:
    """JSON that a terminal can print: what it would obey (DEL, C1, direction overrides) as \\u escapes, the same value.

    JSON has such characters inside strings only, where an escape stands for the character itself.
    """
    return _ACTIVE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
