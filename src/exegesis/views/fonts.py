"""Which fonts can draw a label, so that a plot of any script draws without warnings.

matplotlib brings DejaVu Sans, which lacks among others Chinese, Japanese, Korean and most Indic scripts. Installed
fonts that have the missing characters are named behind it; a character that none of them has becomes a □.
"""

from collections.abc import Iterable
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

_OWN = "DejaVu Sans"
_FALLBACKS = (
    "Noto Sans CJK", "PingFang", "Hiragino Sans", "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "SimHei",
    "WenQuanYi", "Arial Unicode MS", "Noto Sans", "Nirmala UI", "Leelawadee UI", "Segoe UI Symbol", "Apple Symbols",
)  # fmt: skip
_MISSING = "□"


def drawable(text: str) -> str:
    """`text` with a □ for every character that no font at hand has."""
    return "".join(char if _family(char) else _MISSING for char in text)


def families(texts: Iterable[str]) -> list[str]:
    """DejaVu Sans and the fonts needed beside it for these texts, in the order matplotlib must try them."""
    needed = {_family(char) for text in texts for char in text} - {None, _OWN}
    return [_OWN, *sorted(name for name in needed if name)]


@cache
def _family(char: str) -> str | None:
    """The first font that has the character."""
    return next((name for name in _candidates() if ord(char) in _characters(name)), None)


@cache
def _candidates() -> tuple[str, ...]:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    wanted = (sorted(name for name in installed if name.startswith(prefix)) for prefix in _FALLBACKS)
    return (_OWN, *dict.fromkeys(name for names in wanted for name in names))


@cache
def _characters(family: str) -> frozenset[int]:
    """The characters of the very file that matplotlib picks for the family."""
    path = font_manager.findfont(font_manager.FontProperties(family=[family]))
    return frozenset(FT2Font(path).get_charmap())
