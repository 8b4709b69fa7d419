"""The section "Speed" of docs/results/images.md, from what `benchmarks.images` measured."""

from collections.abc import Callable, Iterable
from statistics import median
from textwrap import fill
from typing import Any

_WIDTH = 150  # of the page's lines
BEGIN, END = "<!-- speed of images -->", "<!-- end of the speed of images -->"


def section(found: dict[str, Any]) -> str:
    """Markdown between two comments."""
    images, samples = found["images"], found["samples"]
    rows = [_row(f"ours, {samples:,} samples too", images, lambda _: samples, "equal samples")]
    ways = dict.fromkeys(name for one in images.values() for name in one["ways"])
    rows += [_row(f"ours to lime's error, {name}", images, _enough(name), name) for name in ways]
    errors = ", ".join(f"{one['error']:.2f}" for one in images.values())
    peaks = "; ".join(f"{int(count):,} samples {peak:,.0f} MB" for count, peak in found["peaks"].items())
    passes = "\n".join(f"| {name} | {milliseconds:.1f} |" for name, milliseconds in found["passes"].items())
    lines = "\n".join(rows)
    return f"""{BEGIN}

## Speed

{_said(found, errors)}

| | samples | s, lime | s, ours | times as fast | by the processor's time |
| --- | ---: | ---: | ---: | ---: | ---: |
{lines}

Medians over photographs (lowest, highest). The default explains log-odds and draws masks in pairs of uniform size;
"by coins" keeps each region by a coin as lime does, in pairs; "lime's own quantity" is that of a probability.

| a pass of 10 images on one thread | ms an image |
| --- | ---: |
{passes}

Memory does not grow with samples: at most, by a process of its own, {peaks}, most of it torch.

`python -m benchmarks.images --data DIR --out docs/results/images/speed.json --page docs/results/images.md`,
{found["made"]}.

{END}
"""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _said(found: dict[str, Any], errors: str) -> str:
    images = found["images"]
    largest = max(one["largest_difference"] for one in images.values())
    return fill(
        f"LIME by the `lime` package and ours, over one map of superpixels of each of "
        f"{_counted(len(images), 'photograph')} at 224 x 224 pixels, EfficientNet-Lite0, in turns in one process "
        f"({_counted(found['rounds'], 'round')}). lime asks the published torch module, in batches of 10, for "
        f"{found['samples']:,} samples; its probabilities and ours "
        f"differ by at most {largest:.4f} (the bundled weights are in half precision). An error is how far scores lie "
        f"from their mean over {found['seeds']} seeds, over that mean's size; lime's are {errors}.",
        _WIDTH,
    )


def _enough(way: str) -> Callable[[dict[str, Any]], int | None]:
    return lambda one: one["ways"][way]["enough"]


def _row(said: str, images: dict[str, Any], count: Callable[[dict[str, Any]], int | None], side: str) -> str:
    """Of the photographs where this way came as near."""
    there = [one for one in images.values() if side in one["times"]]
    if not there:
        return f"| {said} | – | – | – | not with as many samples | – |"
    said += "" if len(there) == len(images) else f" ({len(there)} of {len(images)} photographs)"
    lime, own = ([median(turn["seconds"] for turn in one["times"][name]) for one in there] for name in ("lime", side))
    ratios, processor = ([median(_ratios(one, side, key)) for one in there] for key in ("seconds", "processor"))
    counts = _over((count(one) or 0 for one in there), "{:,.0f}")
    return (
        f"| {said} | {counts} | {median(lime):.1f} | {median(own):.1f} | {_over(ratios, '{:.1f} ×')} | "
        f"{_over(processor, '{:.1f} ×')} |"
    )


def _ratios(one: dict[str, Any], side: str, key: str) -> list[float]:
    pairs = zip(one["times"]["lime"], one["times"][side], strict=True)
    return [lime[key] / own[key] for lime, own in pairs]


def _over(values: Iterable[float], form: str) -> str:
    """The median, and lowest to highest where they differ."""
    found = sorted(values)
    middle, low, high = (form.format(value) for value in (median(found), found[0], found[-1]))
    return middle if low == high else f"{middle} ({low}, {high})"
