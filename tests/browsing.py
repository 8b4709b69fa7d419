"""Pages in Chromium, and what every page is held to there. Tests ask for it by the fixture `chromium`."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# The least contrast of any visible text with what lies behind it, layers blended as they are painted.
LEAST_CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.unshift(numbers(getComputedStyle(e).backgroundColor));
    const blend = (under, [r, g, b, a = 1]) => [r, g, b].map((c, i) => a * c + (1 - a) * under[i]);
    return layers.reduce(blend, [255, 255, 255]);
  };
  let least = [99, ""];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < least[0]) least = [contrast, element.outerHTML.slice(0, 120)];
  }
  return least;
}"""


class Chromium:
    """Shows pages, each in a context of its own; `close` closes those."""

    def __init__(self, browser: "Browser", folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._contexts: list[BrowserContext] = []

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts:
            context.close()

    def opened(self, html: str, width: int = 1280, scheme: Scheme = "light") -> "Page":
        """The page at that width; everything it folds away is unfolded."""
        shown = self._blank(width, scheme)
        shown.goto(self._file(html).as_uri())
        _unfold(shown)
        return shown

    def check(self, html: str) -> None:
        """What every page keeps: it fits a telephone, asks the network for nothing, reads in both schemes."""
        shown, complaints, requests = self._blank(1280, "light"), [], []
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.on("request", lambda request: requests.append(request.url))
        file = self._file(html)
        shown.goto(file.as_uri())
        shown.wait_for_load_state("networkidle")
        _unfold(shown)
        check_nothing_overflows(shown)
        check_all_text_reads(shown)
        assert complaints == []
        assert requests == [file.as_uri()]

    def _blank(self, width: int, scheme: Scheme) -> "Page":
        context = self._browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self._contexts.append(context)
        return context.new_page()

    def _file(self, html: str) -> Path:
        file = self._folder / "page.html"
        file.write_text(html, encoding="utf-8", newline="")
        return file


def _unfold(shown: "Page") -> None:
    shown.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


def check_nothing_overflows(shown: "Page") -> None:
    """The page is never wider than the screen."""
    for width in (390, 768, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") == width


def check_all_text_reads(shown: "Page") -> None:
    """Text has a contrast of 4.5 with what lies behind it."""
    for scheme in SCHEMES:
        shown.emulate_media(color_scheme=scheme)
        contrast, where = shown.evaluate(LEAST_CONTRAST)
        assert contrast >= 4.5, (scheme, where)
