"""`python -m benchmarks.speed.stability`: how soon LIME's scores are as stable as lime's are at 5,000 samples.

The error is |a - b| / mean norm for the scores of two seeds, mean over reviews. First the errors of lime and of each
variant at several sizes; then, where a variant's error falls to lime's, seconds of both, review by review. lime's
scores for the error come from lime with our batches behind its predict function (the same probabilities, sooner); its
seconds are with the usual predict function, of fewer samples, scaled in proportion. Every run is kept: what is there is
not redone.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.speed import store, texts
from benchmarks.speed.figures import Scores, Spread, relative_error, rounded, samples_for, scaled
from benchmarks.speed.page import write_page
from benchmarks.speed.shapes import SHAPES, shaped
from benchmarks.speed.variants import VARIANTS, Variant

from exegesis.core.errors import ExegesisError
from exegesis.core.files import write_whole

LIME_SAMPLES, TIMED_SAMPLES = 5000, 250
SIZES = (100, 200, 400, 800, 1600)
_SEEDS = (0, 1)
_WARM_UP = 16  # samples

Run = dict[str, Any]


class Runs:
    """The runs of one model, each in a file of its own."""

    def __init__(self, folder: Path, model: str) -> None:
        import exegesis

        self.folder, self.source = folder, model
        self.model: Any = exegesis.load(model)
        self._usual: Any = None
        self._warm: set[str] = set()

    def kept(self, name: str, act: Callable[[], Scores], way: str = "", first: Callable[[], Any] | None = None) -> Run:
        """Scores and seconds of a run, from its file where there is one.

        `first` is done before the clock runs, once for each `way` in a process: what comes first is slow.
        """
        path = self.folder / f"{name}.json"
        if path.is_file():
            return store.read(path)
        if first is not None and way not in self._warm:
            first()
            self._warm.add(way)
        started = time.perf_counter()
        scores = act()
        found = {"scores": scores, "seconds": time.perf_counter() - started}
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(rounded(found, 9), ensure_ascii=False) + "\n")
        print(f"{name}: {found['seconds']:.1f} s", flush=True)
        return found

    def lime(self, number: int, text: str, samples: int, seed: int) -> Run:
        """lime's scores, with our batches behind its predict function."""
        from benchmarks.speed.peers import lime_scores

        def act() -> Scores:
            return lime_scores(text, self.model.predict, samples, seed, self._label(text))

        return self.kept(f"lime-{number}-{samples}-{seed}", act)

    def usual_lime(self, number: int, text: str, samples: int) -> Run:
        """lime with the usual predict function."""
        from benchmarks.speed.peers import lime_scores, usual_predict
        from benchmarks.speed.shapes import place_of

        if self._usual is None:
            from transformers import AutoModelForSequenceClassification, AutoTokenizer

            place = place_of(self.source)
            model = AutoModelForSequenceClassification.from_pretrained(place, use_safetensors=True).eval()
            self._usual = usual_predict(model, AutoTokenizer.from_pretrained(place))
        label = self._label(text)

        def act(samples: int = samples) -> Scores:
            return lime_scores(text, self._usual, samples, 0, label)

        return self.kept(f"timed-lime-{number}-{samples}", act, "lime", lambda: act(_WARM_UP))

    def ours(self, variant: Variant, number: int, text: str, samples: int, seed: int, kind: str = "ours") -> Run:
        """A variant's scores."""
        name = f"{kind}-{variant.name}-{number}-{samples}-{seed}"

        def act(samples: int = samples) -> Scores:
            return variant.scores(self.model, text, samples, seed)

        return self.kept(name, act, variant.name, lambda: act(max(_WARM_UP, variant.least)))

    def _label(self, text: str) -> int:
        return int(self.model.predict([text])[0].argmax())


def main() -> int:
    """Run what is missing, and write the summary and the page."""
    try:
        given = _parser().parse_args()
        model = given.model or str(shaped(given.shape, given.out / "models"))
        runs = Runs(given.out / "stability" / Path(model).name.replace(":", "-"), model)
        summary = measured(runs, texts.reviews(given.data, given.reviews, _pieces(runs.model)), given)
        store.write(given.out / "stability" / f"{runs.folder.name}.json", summary | {"command": _command(given)})
        write_page(given.out, given.docs or given.out)
    except ExegesisError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def measured(runs: Runs, reviews: Sequence[str], given: argparse.Namespace) -> dict[str, Any]:
    """Errors, the samples that equal lime's error, and the ratio of times there."""
    lime_error = _error([[runs.lime(n, t, given.lime_samples, s) for s in _SEEDS] for n, t in enumerate(reviews)])
    found = {name: _variant(runs, VARIANTS[name], reviews, lime_error, given) for name in given.variants}
    told = {"model": given.name or runs.model.name, "reviews": len(reviews), "lime_samples": given.lime_samples}
    return told | {"timed_samples": given.timed_samples, "lime_error": lime_error, "variants": found}


def _variant(
    runs: Runs, variant: Variant, reviews: Sequence[str], lime_error: float, given: argparse.Namespace
) -> dict[str, Any]:
    sizes = [size for size in given.sizes if size >= variant.least]
    errors = [
        _error([[runs.ours(variant, n, t, size, s) for s in _SEEDS] for n, t in enumerate(reviews)]) for size in sizes
    ]
    needed = samples_for(lime_error, sizes, errors)
    told: dict[str, Any] = {"said": variant.said, "sizes": sizes, "errors": errors, "samples": needed}
    return told if needed is None else told | _seconds(runs, variant, reviews, 2 * math.ceil(needed / 2), given)


def _seconds(
    runs: Runs, variant: Variant, reviews: Sequence[str], samples: int, given: argparse.Namespace
) -> dict[str, Any]:
    """Both timed next to each other on each review."""
    lime, own = [], []
    for number, text in enumerate(reviews):
        peer = runs.usual_lime(number, text, given.timed_samples)
        lime.append(scaled(peer["seconds"], given.timed_samples, given.lime_samples))
        own.append(runs.ours(variant, number, text, samples, 0, "timed")["seconds"])
    ratio = Spread.of([a / b for a, b in zip(lime, own, strict=True)]).plain()
    return {"lime_seconds": fmean(lime), "seconds": fmean(own), "ratio": ratio}


def _error(pairs: Sequence[Sequence[Mapping[str, Any]]]) -> float:
    """The mean over reviews of the relative difference of two seeds."""
    found = [relative_error(a["scores"], b["scores"]) for a, b in pairs]
    return fmean(one for one in found if math.isfinite(one))


def _command(given: argparse.Namespace) -> str:
    """The command with folders of this machine as DIR."""
    model = Path(given.model).name if given.model and given.name is None else "DIR"
    named = f"--model {model}" if given.model else f"--shape {given.shape}"
    named += f' --name "{given.name}"' if given.name else ""
    sizes = " ".join(map(str, given.sizes))
    numbers = f"--reviews {given.reviews} --lime-samples {given.lime_samples} --timed-samples {given.timed_samples}"
    return f"python -m benchmarks.speed.stability {named} --data DIR --out DIR {numbers} --sizes {sizes}"


def _pieces(model: Any) -> Callable[[str], int]:
    return lambda text: len(model.tokenizer(text, verbose=False)["input_ids"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.stability", description=__doc__)
    parser.add_argument("--model", help="A folder or bundled:NAME, for two classes.")
    parser.add_argument("--name", help="What the page calls the model, where its folder's name says little.")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="distilbert-base", help="Where no model is given.")
    parser.add_argument("--data", type=Path, required=True, help="The folder of the shared data sets.")
    parser.add_argument("--out", type=Path, required=True, help="Where the runs go.")
    parser.add_argument("--docs", type=Path, help="Where performance.md goes; usually --out.")
    parser.add_argument("--reviews", type=int, default=10)
    parser.add_argument("--lime-samples", type=int, default=LIME_SAMPLES)
    parser.add_argument("--timed-samples", type=int, default=TIMED_SAMPLES, help="Of lime, where it is timed.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--variants", nargs="+", choices=sorted(VARIANTS), default=list(VARIANTS))
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
