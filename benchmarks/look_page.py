"""The page of a look at 512 tokens, 12 layers and 12 heads: how soon it shows, and frames while the slider moves.

    python benchmarks/look_page.py [--page docs/explorer.md]        the figures, into their section of the page
    python benchmarks/look_page.py --picture docs/results/attention.svg    the picture of docs/explorer.md

Attention drawn at random, in Debian's chromium without a graphics card. With --page the section of that page is written
anew, else it is printed.
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from sections import with_section

from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today

LAYERS, HEADS, TOKENS, BUDGET, NODES = 12, 12, 512, 5000, 3000
SECONDS, FRAMES = 1.5, 30
COMMAND = "python benchmarks/look_page.py --page docs/explorer.md"
BEGIN, END = "<!-- page of a look -->", "<!-- end of page of a look -->"
TEXT = "The plot is unbelievably dull, but the acting is wonderful."
# Milliseconds from the start of loading until the picture's line of edges stands there.
_SHOWN = """() => new Promise(done => {
  const edges = () => document.getElementById('edges')?.textContent;
  const look = () => edges() ? done(performance.now()) : requestAnimationFrame(look);
  look();
})"""
# Milliseconds of each frame, while the slider moves by one at every frame.
_MOVED = """async () => {
  const slider = document.getElementById('share'), frame = () => new Promise(requestAnimationFrame), taken = [];
  let last = await frame();
  for (let share = 30; share < 90; share++) {
    slider.value = share;
    slider.dispatchEvent(new Event('input'));
    const now = await frame();
    taken.push(now - last);
    last = now;
  }
  return taken;
}"""


@dataclass(frozen=True)
class Measured:
    """A page in a browser: its bytes, milliseconds until it shows, of each frame, its nodes, and what it says."""

    size: int
    shown: float
    frames: tuple[float, ...]
    nodes: int
    said: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    if given.picture is not None:
        picture(given.picture)
        return
    with tempfile.TemporaryDirectory() as folder:
        made = section(measured(large_page(), Path(folder) / "look.html"))
    if given.page is None:
        print(made)
    else:
        write_whole(given.page, with_section(given.page.read_text(encoding="utf-8"), made))


def picture(path: Path) -> None:
    """What the second layer's third head gives in a sentence, by the bundled model."""
    from exegesis import explorer

    explorer.look("bundled:sentiment", TEXT).without_special(renormalise=True).words().head(2, 3).to_svg(path)


def large_page() -> str:
    """The page of attention drawn at random."""
    from exegesis.explorer import look_at

    numbers = np.random.default_rng(0)
    layers: list[Any] = []
    for _ in range(LAYERS):
        powers = np.exp(numbers.normal(0, 2.5, (HEADS, TOKENS, TOKENS)).astype(np.float32))
        layers.append(powers / powers.sum(axis=-1, keepdims=True))
    return look_at(layers, [f"word{number}" for number in range(TOKENS)], name="random").to_html()


def measured(html: str, path: Path) -> Measured:
    """The page, opened from a file."""
    from playwright.sync_api import sync_playwright

    path.write_text(html, encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri(), wait_until="commit")
        shown = page.evaluate(_SHOWN)
        page.wait_for_timeout(4000)  # until all thumbnails are there
        frames = page.evaluate(_MOVED)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.wait_for_timeout(500)
        nodes = page.evaluate("document.querySelectorAll('*').length")
        said = page.get_by_test_id("edges").inner_text()
        browser.close()
    return Measured(len(html), shown, tuple(frames), nodes, said)


def section(found: Measured) -> str:
    """The section of the page."""
    frames = sorted(found.frames)
    late = frames[int(0.9 * len(frames))]
    lines = (
        BEGIN,
        f"The page of {TOKENS} tokens, {LAYERS} layers and {HEADS} heads ({found.size / 1e6:.0f} MB) shows after "
        f"{found.shown / 1000:.2f} s (asked: under {SECONDS:g}).",
        f"While the slider moves, with {BUDGET:,} curves, a frame takes {median(frames):.0f} ms, nine of ten at most "
        f"{late:.0f} ms (asked: {FRAMES} frames a second, {1000 / FRAMES:.0f} ms).",
        f"All tables open it has {found.nodes:,} elements (asked: at most {NODES:,}). “{found.said}”",
        f"`{COMMAND}`, {today()}, {machine()}, chromium without a graphics card.",
        END,
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
