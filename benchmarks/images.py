"""LIME over photographs, ours beside the lime package: seconds, errors from seed to seed, memory.

    python -m benchmarks.images --data DIR --out docs/results/images/speed.json --page docs/results/images.md

The model is EfficientNet-Lite0 at 224 x 224 pixels; lime calls it as its users do, by a function around the torch
module with batch norms, in batches of 10. Both sides explain the likeliest class over one map of superpixels and take
turns, explanation by explanation, in one process. `--page` puts the section "Speed" into a page; without it it is
printed.
"""

import argparse
import io
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from benchmarks.image_published import published_network
from benchmarks.image_speed_page import section
from benchmarks.sections import with_section

import exegesis
from exegesis.adapters.images import ImageModel
from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today
from exegesis.core.types import Floats, Integers
from exegesis.data.image import Image
from exegesis.modalities.image.segmentation import Slic, cut

SIDE, BATCH = 224, 10
PHOTOGRAPHS = (
    *("n02099712_Labrador_retriever", "n03792782_mountain_bike", "n07753592_banana", "n02114367_timber_wolf"),
    *("n04146614_school_bus", "n02676566_acoustic_guitar"),
)
# Ours as it is by default, with lime's masks, and in lime's own terms: a probability, masks by coins, but in pairs.
WAYS: dict[str, dict[str, Any]] = {
    "default": {},
    "by coins": {"preset": "image", "paired": True, "output": "log-odds"},
    "lime's own quantity": {"preset": "image", "paired": True, "output": "probability"},
}
STEPS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)  # of lime's samples, tried for an error as small
MEMORY = (1, 4)  # times the samples


def photograph(data: Path, name: str) -> Floats:
    """The square in the middle, (224, 224, 3) of uint8."""
    from PIL import Image as pil

    whole = pil.open(data / "images" / "imagenet_samples" / f"{name}.jpg").convert("RGB")
    least = min(whole.size)
    left, above = (whole.width - least) // 2, (whole.height - least) // 2
    square = whole.crop((left, above, left + least, above + least))
    return np.asarray(square.resize((SIDE, SIDE), pil.Resampling.BICUBIC))


def usual_function() -> Callable[[Any], Floats]:
    """What a user of lime writes around a torch module."""
    import torch

    network = published_network()

    def predict(images: Any) -> Floats:
        batch = np.stack([(image.astype(np.float32) - 127) / 128 for image in images])
        with torch.no_grad():
            logits = network(torch.from_numpy(batch).permute(0, 3, 1, 2).contiguous())
        return np.asarray(logits.softmax(-1).numpy())

    return predict


def theirs(pixels: Floats, regions: Integers, predict: Callable[[Any], Floats], samples: int, seed: int) -> Floats:
    """(n,) lime's weights of the likeliest class."""
    from lime.lime_image import LimeImageExplainer

    with redirect_stderr(io.StringIO()):  # its bar of progress
        found = LimeImageExplainer(random_state=seed).explain_instance(
            pixels,
            predict,
            top_labels=1,
            hide_color=None,
            num_samples=samples,
            batch_size=BATCH,
            segmentation_fn=lambda _: regions,
        )
    weights = dict(found.local_exp[found.top_labels[0]])
    return np.array([weights[region] for region in range(regions.max() + 1)])


def ours(model: ImageModel, pixels: Floats, regions: Integers, samples: int, seed: int, **way: Any) -> Floats:
    """(n,) our scores of the likeliest class."""
    found = exegesis.explain(model, pixels, "lime", seed=seed, unit=regions, samples=samples, keep_image=False, **way)
    return np.asarray(found.scores)


def spread(runs: list[Floats]) -> float:
    """How far scores lie from their mean over seeds, over the mean's own size."""
    scores = np.stack(runs)
    mean = scores.mean(axis=0)
    return float(np.sqrt(((scores - mean) ** 2).sum() / (len(scores) - 1)) / np.linalg.norm(mean))


def enough(errors: dict[int, float], peer: float) -> int | None:
    """The fewest samples whose error, and that of the next more, is no larger than the peer's: one may be by chance."""
    counts = sorted(errors)
    pairs = zip(counts, [*counts[1:], counts[-1]], strict=True)
    return next((count for count, more in pairs if max(errors[count], errors[more]) <= peer), None)


def timed(explained: Callable[[], Floats]) -> dict[str, float]:
    """Seconds by the clock and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    explained()
    return {"seconds": time.perf_counter() - wall, "processor": time.process_time() - processor}


def measured(model: ImageModel, pixels: Floats, wishes: argparse.Namespace) -> dict[str, Any]:
    """Of one photograph: errors, the samples of ours that are enough, and seconds in turns."""
    regions = cut(Image.of(pixels), Slic())
    seeds, samples = range(wishes.seeds), wishes.samples
    usual = usual_function()
    fast = lambda images: model.predict(list(images))  # noqa: E731 - errors need no slow network: answers are alike
    largest = float(np.abs(usual(pixels[None]) - fast(pixels[None])).max())
    peer = spread([theirs(pixels, regions, fast, samples, seed) for seed in seeds])
    found: dict[str, Any] = {
        "regions": int(regions.max()) + 1,
        "largest_difference": largest,
        "error": peer,
        "ways": {},
    }
    for name, way in WAYS.items():
        errors: dict[int, float] = {}
        for count in (round(step * samples) for step in STEPS):
            errors[count] = spread([ours(model, pixels, regions, count, seed, **way) for seed in seeds])
            if len([one for one in list(errors.values())[-2:] if one <= peer]) == 2:
                break
        found["ways"][name] = {"errors": errors, "enough": enough(errors, peer)}
    sides: dict[str, Callable[[int], Floats]] = {
        "lime": lambda seed: theirs(pixels, regions, usual, samples, seed),
        "equal samples": lambda seed: ours(model, pixels, regions, samples, seed),
    }
    for name, told in found["ways"].items():
        if told["enough"] is not None:
            sides[name] = lambda seed, count=told["enough"], way=WAYS[name]: ours(
                model, pixels, regions, count, seed, **way
            )
    times: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    for turn in range(wishes.rounds):
        for name, side in sides.items():
            times[name].append(timed(lambda side=side, turn=turn: side(100 + turn)))
    return {**found, "times": times}


def passes(model: Any, rounds: int) -> dict[str, float]:
    """Milliseconds of the processor for an image, the least of several rounds in turns, on one thread."""
    import torch

    network, batch = published_network(), torch.randn(BATCH, 3, SIDE, SIDE)
    one = model.with_threads(1)
    ways: dict[str, Callable[[], Any]] = {
        "the published module, as it is": lambda: network(batch),
        "ours, as the engine runs it": lambda: one.answers(batch),
    }
    session = _onnx(network, batch)
    if session is not None:
        ways["ONNX Runtime"] = lambda: session.run(None, {"pixels": batch.numpy()})
    found = {name: float("inf") for name in ways}
    usual = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.inference_mode():
        for _ in range(rounds):
            for name, way in ways.items():
                begun = time.process_time()
                way()
                found[name] = min(found[name], (time.process_time() - begun) / BATCH * 1000)
    torch.set_num_threads(usual)
    return found


def _onnx(network: Any, batch: Any) -> Any:
    """The published module in a session on one thread, norms folded; None where the extra is not installed."""
    try:
        import onnx  # noqa: F401 - torch's exporter needs it
        import onnxruntime
        import torch
    except ImportError:
        return None
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # this exporter will go; the newer one writes another graph, which is slower
        torch.onnx.export(network, (batch,), file, dynamo=False, input_names=["pixels"])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(file.getvalue(), options)


def peak(samples: int, data: Path) -> float:
    """Megabytes that a process of its own held at most, explaining one photograph by so many samples."""
    words = [sys.executable, "-m", "benchmarks.images", "--data", str(data), "--peak", str(samples)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def _held() -> float:
    """Megabytes that this process held at most; what `resource` says counts its parent's too."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main() -> None:
    """Measure and write."""
    wishes = _wishes()
    model: Any = exegesis.load("bundled:images")
    if wishes.peak is not None:
        pixels = photograph(wishes.data, PHOTOGRAPHS[0])
        ours(model, pixels, cut(Image.of(pixels), Slic()), wishes.peak, 0)
        print(_held())
        return
    found: dict[str, Any] = {"samples": wishes.samples, "seeds": wishes.seeds, "rounds": wishes.rounds, "images": {}}
    found["passes"] = passes(model, 3 * wishes.rounds)
    for name in PHOTOGRAPHS[: wishes.images]:
        found["images"][name] = measured(model, photograph(wishes.data, name), wishes)
        lime, equal = (
            median(one["seconds"] for one in found["images"][name]["times"][side]) for side in ("lime", "equal samples")
        )
        print(f"{name}: lime {lime:.1f} s, ours {equal:.1f} s", file=sys.stderr, flush=True)
    found["peaks"] = {str(times * wishes.samples): peak(times * wishes.samples, wishes.data) for times in MEMORY}
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "lime", "numpy", "scikit-image"))
    found["made"] = f"{today()}; {machine()}; exegesis {exegesis.__version__}, {packages}"
    write_whole(wishes.out, json.dumps(found, indent=1))
    made = section(found)
    if wishes.page is None:
        print(made)
        return
    page = wishes.page.read_text(encoding="utf-8") if wishes.page.exists() else "# Images, tried\n"
    write_whole(wishes.page, with_section(page, made))


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--out", type=Path, default=Path("image_speed.json"))
    parser.add_argument("--page", type=Path)
    parser.add_argument("--images", type=int, default=3)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
