"""What all our matplotlib figures share: titles over several lines, fonts with the characters, colours, files."""

from collections.abc import Sequence
from io import BytesIO
from textwrap import wrap

from matplotlib.figure import Figure
from matplotlib.text import Text

from exegesis.core.errors import unknown
from exegesis.views import fonts
from exegesis.views.characters import label
from exegesis.views.scale import Colour

_TITLE = 62  # characters of a line of the title
_DOTS = 160  # an inch, in pictures made of dots
_SHOWN = 80  # of these an inch takes in a notebook: half, so that screens with fine dots show all
_FORMATS = ("png", "svg", "pdf")


class Picture(Figure):
    """A figure that notebooks show of itself: made without pyplot, which would do so otherwise."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width, height = (round(_SHOWN * inches) for inches in self.get_size_inches())
        return as_bytes(self, "png"), {"width": width, "height": height}


def drawn(figure: Figure, suffix: str) -> bytes:
    """The figure as the bytes of a file with that suffix."""
    return as_bytes(figure, kind_of(suffix))


def titled(title: str, most: int) -> str:
    """The title over as many lines as it needs, at most `most`."""
    lines = wrap(label(title), _TITLE, break_on_hyphens=False, max_lines=most, placeholder=" …")
    return "\n".join(map(fonts.drawable, lines))


def shortened(text: str, longest: int) -> str:
    """A name that fits beside a bar."""
    return fonts.drawable(label(text, longest))


def set_fonts(texts: Sequence[Text]) -> None:
    """Draw every string as it is ($ is no formula) in fonts that have its characters."""
    for text in texts:
        text.set_parse_math(False)
        text.set_fontfamily(fonts.families([text.get_text()]))


def rgb(colour: Colour) -> tuple[float, float, float]:
    """The colour as matplotlib takes it."""
    red, green, blue = colour
    return red / 255, green / 255, blue / 255


def kind_of(suffix: str) -> str:
    """The format of a file's suffix: ".png", ".svg" or ".pdf" (`InputError` for others)."""
    kind = suffix.removeprefix(".").lower()
    if kind not in _FORMATS:
        raise unknown("picture format", suffix, [f".{name}" for name in _FORMATS])
    return kind


def as_bytes(figure: Figure, kind: str) -> bytes:
    """The figure as the bytes of a file of that format."""
    content = BytesIO()
    figure.savefig(content, format=kind, dpi=_DOTS)
    return content.getvalue()
