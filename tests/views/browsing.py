"""What every page is held to in Chromium: it fits a telephone, asks the network for nothing, reads in both schemes.

Chromium is taken from EXEGESIS_CHROMIUM or the path.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.datasets import absent

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    chromium = os.environ.get("EXEGESIS_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        absent("needs Chromium: install it or name it in EXEGESIS_CHROMIUM")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser: "Browser", file: Path, width: int = 1280, scheme: Scheme = "light") -> "Page":
    """The page at that width; everything it folds away is unfolded."""
    shown = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    shown.goto(file.as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    return shown


def check_nothing_overflows(browser: "Browser", file: Path) -> None:
    """The page is never wider than the screen."""
    shown = opened(browser, file)
    for width in (390, 768, 1280):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") == width


def check_no_complaint_and_no_request(browser: "Browser", file: Path) -> None:
    """Nothing stands in the console, and nothing but the page itself is asked for."""
    shown, complaints, requests = browser.new_context().new_page(), [], []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("request", lambda request: requests.append(request.url))
    shown.goto(file.as_uri())
    shown.wait_for_load_state("networkidle")
    assert complaints == []
    assert requests == [file.as_uri()]


def check_all_text_reads(browser: "Browser", file: Path) -> None:
    """Text has a contrast of 4.5 with what lies behind it."""
    shown = opened(browser, file)
    for scheme in SCHEMES:
        shown.emulate_media(color_scheme=scheme)
        contrast, where = shown.evaluate(LEAST_CONTRAST)
        assert contrast >= 4.5, (scheme, where)


CHECKS = (check_nothing_overflows, check_no_complaint_and_no_request, check_all_text_reads)
