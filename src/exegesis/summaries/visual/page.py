"""Visual words as a web page that needs nothing else: each word with the regions most like it."""

import base64
import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.core.errors import InputError
from exegesis.summaries.visual.result import Patch, VisualWord, VisualWords
from exegesis.summaries.visual.wording import said_of, told
from exegesis.views import wording
from exegesis.views.html import NOTEBOOK, render
from exegesis.views.regions import data_uri

SHOWN = 24  # words; images seldom speak of more
_LARGEST = 512  # pixels of a patch's side


@dataclass(frozen=True)
class DrawnWord:
    """A word as it stands on the page; `share` of the most important word's importance, in percent."""

    name: str
    share: float
    importance: str
    said: str
    towards: bool
    patches: tuple[tuple[str, str], ...]  # data URIs, with what is said of each


def page(found: VisualWords, title: str | None = None, document: str = "document.html") -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    said = str.__str__(title) if title else "Visual words · Exegesis"
    return render("visual_words_page.html", document=document, title=said, **context(found))


def fragment(found: VisualWords) -> str:
    """The same as one element with its own styles, which touch nothing outside it, as notebooks need it."""
    return page(found, document=NOTEBOOK)


def context(found: VisualWords) -> dict[str, Any]:
    """What `visual_words.html` shows."""
    plain = found.as_plain()
    spoken = [word for word in plain.words if word.images]
    decimals = wording.decimals(np.array([word.mean for word in spoken]))
    most = max((word.importance for word in spoken), default=1.0)
    drawn = [_drawn(word, most, decimals, len(plain.owners)) for word in spoken[:SHOWN]]
    return {"visual": plain, "visual_words": drawn, "visual_told": told(plain), "visual_left": len(spoken) - len(drawn)}


def _drawn(word: VisualWord, most: float, decimals: int, images: int) -> DrawnWord:
    patches = tuple((_uri(one), _of(one, decimals)) for one in word.patches)
    share = round(100 * word.importance / most, 2) if most > 0 else 0.0
    said = said_of(word, images, decimals)
    return DrawnWord(word.name, share, f"{word.importance:.3g}", said, word.mean > 0, patches)


def _uri(patch: Patch) -> str:
    """Decoded and encoded anew, so that nothing of a stranger's file is passed on."""
    from PIL import Image as pil

    try:
        with pil.open(io.BytesIO(base64.b64decode(patch.png, validate=True)), formats=("PNG",)) as opened:
            if max(opened.size) > _LARGEST:
                raise InputError(f"a patch of {opened.width} x {opened.height} pixels is too large to be drawn.")
            return data_uri(np.asarray(opened.convert("RGB")))
    except (OSError, ValueError, SyntaxError) as error:
        raise error if isinstance(error, InputError) else InputError("a patch's PNG cannot be read.") from None


def _of(patch: Patch, decimals: int) -> str:
    whose = f"image {patch.row + 1}" if patch.id is None else patch.id
    return f"{whose}, region {patch.region}: {wording.signed(patch.score, decimals)}"
