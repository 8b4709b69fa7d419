"""The dog that plays a guitar (LIME's figure 4): this package's explanations beside the pictures of the paper.

The paper's pictures show the superpixels that it names for each of three classes; the rest is grey. How near ours come
is told by the chance that a pixel the paper shows has a higher score than one it does not (AUC; .5 is chance), and by
how much of as many pixels with our highest scores the paper shows too (overlap). Its model was Inception, ours is the
bundled EfficientNet-Lite0; its superpixels are not known.

    python -m benchmarks.image_paper --data DIR/images/lime_paper --out docs/results/images/paper.json
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.image_scenes import MODEL, write
from numpy.typing import NDArray
from PIL import Image as pil
from sklearn.metrics import roc_auc_score

import exegesis
from exegesis.core.types import Floats
from exegesis.data.explanation import Explanation
from exegesis.data.picture import KeptImage
from exegesis.data.regions import map_of
from exegesis.views.regions import region_map

CLASSES = {"electric guitar": 0.32, "acoustic guitar": 0.24, "Labrador retriever": 0.21}  # and the paper's answers
REFERENCES = {
    name: f"ref_{file}.png"
    for name, file in zip(CLASSES, ("electric_guitar", "acoustic_guitar", "labrador"), strict=True)
}
SAMPLES = "samples"  # of methods that take some, as many as the caller says
WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "LIME, as the paper's package": ("lime", {"preset": "image", SAMPLES: 1}),
    "LIME, slic": ("lime", {SAMPLES: 1, "output": "probability"}),
    "partition SHAP": ("partition_shap", {SAMPLES: 1}),
    "partition SHAP, halving": ("partition_shap", {SAMPLES: 1, "tree": "halving", "unit": exegesis.Grid(16, 16)}),
    "RISE": ("rise", {SAMPLES: 1}),
    "occlusion": ("occlusion", {}),
    "Grad-CAM": ("grad_cam", {}),
    "integrated gradients": ("integrated_gradients", {}),
    "XRAI": ("xrai", {}),
}
_GREY = 20  # a channel further from the paper's grey than this belongs to a superpixel that it shows
_FRAME = 4  # pixels of a side, where the pictures have a line around them
_DRAWS = 200


def main() -> None:
    """Explain all classes by all methods, compare, write."""
    given = _given()
    model = exegesis.load(MODEL, threads=1)
    image = np.asarray(pil.open(given.data / "dog_guitar.png").convert("RGB"))
    names = [_label(model.labels, name) for name in CLASSES]
    answers = dict(zip(CLASSES, model.predict([image])[0][[model.labels.index(name) for name in names]], strict=True))
    shown = {name: reference(given.data / file, image.shape[:2]) for name, file in REFERENCES.items()}
    rows, drawn = [], {}
    for way, (method, fixed) in WAYS.items():
        settings = {**fixed, **({SAMPLES: given.samples} if SAMPLES in fixed else {})}
        explained = exegesis.explain(model, image, method, names, **settings)
        for (name, mask), found in zip(shown.items(), explained, strict=True):
            scores = score_map(found)
            rows.append({"way": way, "class": name, **nearness(scores, mask), "passes": found.cost.forward_passes})
            print(rows[-1])
            drawn[way, name] = found
    chance = {name: by_chance(drawn["LIME, slic", name], mask) for name, mask in shown.items()}
    sizes = {name: float(mask.mean()) for name, mask in shown.items()}
    write(
        given.out,
        {
            "samples": given.samples,
            "answers": answers,
            "published": CLASSES,
            "shown": sizes,
            "rows": rows,
            "chance": chance,
        },
    )
    given.out.with_suffix(".svg").write_text(picture(drawn, shown), encoding="utf-8")


def reference(path: Path, size: tuple[int, int]) -> NDArray[np.bool_]:
    """(height, width): what a picture of the paper shows, which is all that is not grey."""
    with pil.open(path) as opened:
        pixels = np.asarray(opened.convert("RGB").resize(size[::-1], pil.Resampling.NEAREST)).astype(int)
    grey = np.median(pixels.reshape(-1, 3), axis=0)
    found = np.abs(pixels - grey).max(axis=2) > _GREY
    found[:_FRAME] = found[-_FRAME:] = found[:, :_FRAME] = found[:, -_FRAME:] = False
    return found


def score_map(explanation: Explanation) -> Floats:
    """(height, width): each pixel's score is that of its region."""
    assert isinstance(explanation.kept, KeptImage)
    regions = map_of(explanation.units, explanation.kept.height, explanation.kept.width)
    return np.append(explanation.scores, 0.0)[regions]


def nearness(scores: Floats, mask: NDArray[np.bool_]) -> dict[str, float]:
    """The AUC, and the share of as many pixels of the highest scores that the mask has too (ties shared out)."""
    order = np.argsort(-scores.ravel(), kind="stable")
    count = int(mask.sum())
    level = scores.ravel()[order[count - 1]]
    above, at = scores > level, scores == level
    rest = (count - above.sum()) / at.sum()
    return {
        "auc": float(roc_auc_score(mask.ravel(), scores.ravel())),
        "overlap": float((mask[above].sum() + rest * mask[at].sum()) / count),
    }


def by_chance(explanation: Explanation, mask: NDArray[np.bool_]) -> dict[str, Any]:
    """The same of the regions in random orders: middle and the 2.5th and 97.5th percentile of the AUC."""
    assert isinstance(explanation.kept, KeptImage)
    regions = map_of(explanation.units, explanation.kept.height, explanation.kept.width)
    rng = np.random.default_rng(0)
    drawn = [nearness(rng.permutation(len(explanation.units)).astype(float)[regions], mask) for _ in range(_DRAWS)]
    return {name: np.percentile([one[name] for one in drawn], [50, 2.5, 97.5]).tolist() for name in ("auc", "overlap")}


def picture(drawn: dict[tuple[str, str], Explanation], shown: dict[str, NDArray[np.bool_]]) -> str:
    """Our regions by their scores, and the outline of what the paper shows; nothing of the photograph."""
    ways = [way for way in ("LIME, as the paper's package", "partition SHAP") if (way, next(iter(shown))) in drawn]
    side, gap, head = 190, 24, 34
    width, height = len(shown) * (side + gap) + gap, len(ways) * (side + head) + gap
    box = f'viewBox="0 0 {width} {height}" width="{width}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="sans-serif" font-size="11">']
    parts.append(f'<rect width="{width}" height="{height}" fill="#fff"/>')
    for row, way in enumerate(ways):
        for column, (name, mask) in enumerate(shown.items()):
            x, y = gap + column * (side + gap), row * (side + head) + head
            parts.append(f'<text x="{x}" y="{y - 8}">{name}: {way.partition(",")[0]}</text>')
            parts.append(f'<g transform="translate({x} {y})">{_regions(drawn[way, name])}{_outline(mask)}</g>')
    return "".join([*parts, "</svg>"]) + "\n"


def _regions(explanation: Explanation) -> str:
    found = region_map(explanation)
    assert found is not None
    most = float(np.abs(explanation.scores).max()) or 1.0
    paths = []
    for region, score in enumerate(explanation.scores.tolist()):
        colour = "#0a5fa3" if score > 0 else "#b8560f"
        opacity = round(0.85 * abs(score) / most, 2)
        look = f'fill="{colour}" fill-opacity="{opacity}" stroke="#bbb" stroke-width=".4"'
        paths.append(f'<path d="{_area(found.map == region)}" {look}/>')
    return "".join(paths)


def _outline(mask: NDArray[np.bool_]) -> str:
    from skimage.measure import find_contours

    lines = [line for line in find_contours(np.pad(mask, 1).astype(float), 0.5) if len(line) > 30]
    path = "".join("M" + "L".join(f"{x - 1:.0f} {y - 1:.0f}" for y, x in line[::3]) + "z" for line in lines)
    return f'<path d="{path}" fill="none" stroke="#111" stroke-width="1.4" stroke-dasharray="4 2"/>'


def _area(inside: NDArray[np.bool_]) -> str:
    """The region's rim as closed lines, every second point: small enough for a page."""
    from skimage.measure import find_contours

    lines = find_contours(np.pad(inside, 1).astype(float), 0.5)
    return "".join(
        "M" + "L".join(f"{x - 1:.0f} {y - 1:.0f}" for y, x in line[::2]) + "z" for line in lines if len(line) > 8
    )


def _label(labels: tuple[str, ...], name: str) -> str:
    """The model's own spelling."""
    return next(label for label in labels if name.lower() in label.lower())


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--samples", type=int, default=1000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
