"""docs/results/images.md from the files that the experiments with images wrote.

python -m benchmarks.image_page --runs docs/results/images > docs/results/images.md
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
from benchmarks.image_speed_page import section as speed_section
from benchmarks.sections import with_section

from exegesis.core.statistics import bootstrapped

_WIDTH = 150  # of the page's lines


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, required=True)
    print(written(parser.parse_args().runs), end="")


def written(runs: Path) -> str:
    """The page: a section for each experiment whose file is there."""
    parts = [head()]
    for name, section in (("paper.json", paper), ("husky.json", husky), ("patches.json", patches)):
        if (runs / name).exists():
            drawn = {"drawn": (runs / name).with_suffix(".svg").exists()}
            parts += section({**_read(runs / name), **drawn})
    if (runs / "areas.jsonl").exists():
        parts += areas(runs / "areas.jsonl")
    page = "\n\n".join(parts) + "\n"
    speed = runs / "speed.json"  # of `benchmarks.images`
    return with_section(page, speed_section(_read(speed))) if speed.exists() else page


def head() -> str:
    """What the page is."""
    return "# Images, tried\n\n" + _said(
        "Written by `python -m benchmarks.image_page` from the files in [images/](images/), which the commands below",
        "wrote; nothing was typed in by hand but the published figures. The model is `bundled:images`",
        "(EfficientNet-Lite0) where nothing else is said; of photographs it sees the square in the middle,",
        "at 224 x 224",
        "pixels. DIR is a folder of photographs, which are not part of the repository.",
    )


def paper(run: dict[str, Any]) -> list[str]:
    """The dog that plays a guitar."""
    classes = list(run["published"])
    answers = [
        (name, f"{run['published'][name]:.2f}", f"{run['answers'][name]:.2f}", _percent(run["shown"][name]))
        for name in classes
    ]
    found = {(row["way"], row["class"]): row for row in run["rows"]}
    near = [
        (way, *(f"{found[way, name]['auc']:.2f} / {found[way, name]['overlap']:.2f}" for name in classes))
        for way in dict.fromkeys(row["way"] for row in run["rows"])
    ]
    near.append(("superpixels in random orders, 95% of them", *(_chances(run["chance"][name]) for name in classes)))
    return [
        "## The dog that plays a guitar",
        _said(
            "The example of the LIME paper's figure 4: what Inception saw in one photograph, shown by a picture for",
            "each class that is grey but for the superpixels that LIME named. The bundled network is another and",
            "answers otherwise, so its explanations need not be the same.",
        ),
        _table(("class", "Inception, published", "EfficientNet-Lite0", "of the image shown by the paper"), answers),
        _said(
            "How near explanations come to the paper's pictures: the chance that a pixel shown there has a higher",
            "score than one that is not (.5 is chance) / how much of as many pixels with the highest scores is shown",
            "there.",
        ),
        _table(("", *classes), near),
        *(_PICTURE if run.get("drawn") else ()),
        _command(f"image_paper --data DIR/lime_paper --out docs/results/images/paper.json --samples {run['samples']}"),
        _made(run),
    ]


_PICTURE = (
    "Regions in the colours of their scores (blue towards the class, orange against), dashed what the paper shows:",
    "![Scores of regions beside the outlines of what the paper's pictures show](images/paper.svg)",
)


def husky(run: dict[str, Any]) -> list[str]:
    """Huskies and wolves."""
    judges, asked, fit = run["judges"], run["asked"], run["fit"]
    own = next(name for name in judges if not name.startswith(("early", "late")))
    sides = [[one for name, one in judges.items() if name.startswith(kind)] for kind in ("early", "late")]
    rows = [
        (said, *(_spread([one[key] for one in side], show) for side in sides), show(judges[own][key]))
        for said, key, show in _FIGURES
    ]
    rows += [
        (
            said,
            *(_spread([one["people"][key] for one in side], _one) for side in sides),
            _one(judges[own]["people"][key]),
        )
        for said, key in _PEOPLE
    ]
    return [
        "## Husky or wolf",
        _said(
            f"Section 6.4 of the LIME paper, built anew. {asked['seeds']} times 10 wolves on snow and 10 huskies",
            f"without (drawn among the {fit['wolf']} and {fit['husky']} photographs that are so) teach two logistic",
            "regressions: on the bundled network's early features (edges and colours, means over 7 x 7 places) and on",
            "its late ones (1,280, pooled over the image). Test photographs are the set's 20, in which nearly every",
            "wolf stands on snow and no husky does, and 4 that break this rule: two huskies on snow, two wolves",
            f'without. LIME explains "wolf" over some 40 superpixels by {asked["samples"]} masked images; absent',
            f"regions have the mean colour of the rims of the huskies taught on (`{asked['baseline']}`). Beside the",
            "taught models stands the network's own head, its wolves against its huskies.",
        ),
        _said(
            "What is snow is told by a rule and not by a person: bright and pale (or pale blue) areas that reach the",
            "image's rim and cover 2% of it. Pale skies count; white fur does where it touches such an area.",
        ),
        _table(("", "early features", "late features", own), rows),
        _said(
            "What to take from it: the answers without snow and with snow alone tell which models go by it, and the",
            "explanations say so of these and not of the others, though all have learned from the same photographs.",
        ),
        _said(
            f"Means over {asked['seeds']} models (least to most). People are simulated, {asked['people']} of them as",
            "in the paper, where 10 of 27 trusted the bad model before they saw explanations and 3 after, and 12 and",
            "then 25 named snow. Each looks at ten predictions, two of them of photographs that break the rule. Shown",
            "the three highest regions of each that the model calls a wolf, a person takes one for snow with",
            f"probability {asked['p']} where most of it is, and with {asked['q']} where it is not; who does so for",
            "more than half of them names snow and does not trust the model. Others trust it where at least 8 of the",
            "ten answers are right. Before explanations nothing is pointed at, and snow comes to mind by mistake",
            "alone. So the figures tell whether explanations point at the cause, beside regions in a random order;",
            "they do not tell how many people would see it.",
        ),
        *_words(run["words"], own),
        _command(f"image_husky --data DIR --out docs/results/images/husky.json --samples {asked['samples']}"),
        _made(run),
    ]


def _words(words: dict[str, Any], own: str) -> list[str]:
    """SP-LIME over visual words."""
    rows = []
    for name, one in words.items():
        firsts = ", ".join(_percent(share) for share in one["snow_of_first"])
        first = "none" if one["first_snowy"] is None else str(one["first_snowy"])
        rows.append((name, firsts, first, _percent(one["covered"])))
    some = words[own]
    return [
        "### SP-LIME by visual words",
        _said(
            "The regions of the 24 explanations are clustered by the network's late features",
            "([how](../images.md#a-few-of-many-images)), alike for all models; SP-LIME's importance orders the words.",
            f"Of {some['words']} words {some['snowy_words']} are snowy: at least half of their regions' pixels are",
            "snow.",
        ),
        _table(("model", "snow of its first three words", "first snowy word", "covered by 3 images"), rows),
    ]


_PEOPLE = (
    ("name snow before explanations (simulated)", "named_before"),
    ("name snow after them", "named_after"),
    ("name snow after regions in a random order", "named_random"),
    ("trust the model before", "trust_before"),
    ("trust it after", "trust_after"),
    ("trust it after regions in a random order", "trust_random"),
)


def patches(run: dict[str, Any]) -> list[str]:
    """Planted patches."""
    exact, planted = _first(run["exact"]), _first(run["class"])
    side = f"{run['exact_patch']} x {run['exact_patch']} of {run['side'] // 2} x {run['side'] // 2}"
    parts = [
        "## Planted patches",
        _said(
            "Where the region that decides is known: a patch, one of some 40 superpixels. Told is how often",
            "it has the highest score of all regions, with the exact 95% interval. Absent regions are grey (RISE:",
            "black). Exact:",
            f"a function of images that looks for one colour, which the patch alone has ({side} pixels, {exact['of']}",
            "cases), so nothing else can be its cause.",
        ),
    ]
    heads, kinds, counts = ["exact"], ["exact"], f" --exact {exact['of']} --cases 0"
    if planted is not None:
        parts.append(
            _said(
                f"Class: a photograph shrunk to {run['patch']} x {run['patch']} of {run['side']} x {run['side']}",
                "pixels and put into another, for the bundled network; of",
                f"{run['tried']} pairs tried the {planted['of']} in which the patch takes its class from below",
                f"{run['before']} to above {run['after']}. What stands around the patch may count too there.",
            )
        )
        heads, kinds, counts = ["exact", "class"], ["exact", "class"], f" --exact {exact['of']} --cases {run['cases']}"
    methods = dict.fromkeys(method for kind in kinds for method in run[kind])
    rows = [(f"`{method}`", *(_hits(run[kind].get(method)) for kind in kinds)) for method in methods]
    return [
        *parts,
        _table(("method", *heads), rows),
        _command(f"image_patches --data DIR/imagenet_samples --out docs/results/images/patches.json{counts}"),
        _made(run),
    ]


def _first(found: dict[str, Any]) -> Any:
    return next(iter(found.values()), None)


def areas(path: Path) -> list[str]:
    """Deletion and insertion."""
    head, *lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ways = [way for way in dict.fromkeys(way for line in lines for way in line["rows"]) if way != "random"]
    rows = [_area_row(way, lines) for way in ways]
    chance = [f"{np.mean([line['rows']['random'][name] for line in lines]):.3f}" for name in _MEASURES]
    rows.append(("superpixels in random orders", chance[0], "", chance[1], "", ""))
    return [
        "## Deletion and insertion",
        _said(
            f"{len(lines)} photographs of as many classes, each explained towards the class that the model gives, over",
            "the same superpixels for all methods. Areas as the authors of RISE measure them: the mean probability",
            "while pixels are painted grey, eight rows of them a step (lower is better), and while they come into a",
            f"blurred copy (higher is better). Differences from the mean of {head['plan']['orders']} random orders of",
            "the same superpixels are paired by photograph, with bootstrap intervals. Superpixels bound how well a",
            "map can do; figures published for maps of pixels on a ResNet50 (RISE: .108 and .727) are of another",
            "setting.",
        ),
        _table(("method", "deletion", "less than at random", "insertion", "more than at random", "passes"), rows),
        _command(
            f"image_areas --data DIR/imagenet_samples --out docs/results/images/areas.jsonl --photographs {len(lines)}"
        ),
        _made(head),
    ]


_MEASURES = ("pixel_deletion_area", "pixel_insertion_area")


def _area_row(way: str, lines: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    row = [f"`{way}`"]
    for measure, sign in zip(_MEASURES, (-1, 1), strict=True):
        values, chance = (np.array([line["rows"][name][measure] for line in lines]) for name in (way, "random"))
        row += [f"{values.mean():.3f}", _interval(sign * (values - chance), f"{way} {measure}")]
    passes = float(np.mean([line["rows"][way]["passes"] for line in lines]))
    return (*row, f"{passes:,.0f}")


def _interval(differences: Any, name: str) -> str:
    found = bootstrapped(differences, 0, name)
    assert found is not None
    return f"{found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f})".replace("-", "−")


def _chances(found: dict[str, Sequence[float]]) -> str:
    auc, overlap = found["auc"], found["overlap"]
    return f"{auc[1]:.2f} to {auc[2]:.2f} / {overlap[1]:.2f} to {overlap[2]:.2f}"


def _hits(found: dict[str, Any] | None) -> str:
    if found is None:
        return "not run"
    return f"{found['hits']} of {found['of']} ({_percent(found['low'])} to {_percent(found['high'])})"


def _spread(values: Sequence[Any], show: Callable[[Any], str]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    mean = float(np.mean(known))
    return f"{_one(mean) if show is _number else show(mean)} ({show(min(known))} to {show(max(known))})"


def _number(value: float) -> str:
    return f"{value:g}"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _one(value: float) -> str:
    return f"{value:.1f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f}%"


_FIGURES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("right of the set's 20 test photographs", "right_of_test", _number),
    ("right of the 4 that break the rule", "right_of_breaking", _number),
    ("called a wolf, of all 24", "called_wolf", _number),
    ("their mean answer", "answer", _two),
    ("the same without snow", "answer_without_snow", _two),
    ("the same with snow alone", "answer_snow_alone", _two),
    ("the highest region is snow", "top_region_is_snow", _percent),
    ("weight towards “wolf” that lies on snow", "weight_on_snow", _percent),
    ("area of snow", "area_of_snow", _percent),
)


def _said(*parts: str) -> str:
    """A paragraph, its lines broken."""
    return fill(" ".join(parts), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _command(words: str) -> str:
    return f"```sh\npython -m benchmarks.{words}\n```"


def _made(run: dict[str, Any]) -> str:
    made = run["made"]
    return _said(f"{made['date']}. {made['machine']}; {made['versions']}.")


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    main()
