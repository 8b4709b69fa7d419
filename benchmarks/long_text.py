"""A text of 20,000 words with the bundled model: what it costs to explain it over windows, and how much memory."""

import json
import platform
import resource
import time
from typing import Any

import numpy as np

import exegesis

WORDS = 20_000
RUNS: list[dict[str, Any]] = [
    {"method": "occlusion", "unit": "sentence"},
    {"method": "integrated_gradients", "unit": "sentence", "steps": 8},
    {"method": "partition_shap", "unit": "sentence", "samples": 100},
]
_SENTENCES = (
    "The first act is slow and the jokes are tired.",
    "Then the two leads begin to listen to each other.",
    "What follows is warm, funny and moving.",
    "The music is loud and the villain is dull.",
    "I left the cinema smiling.",
)


def long_text(words: int) -> str:
    """Sentences in random order, at least so many words."""
    random = np.random.default_rng(0)
    shortest = min(len(sentence.split()) for sentence in _SENTENCES)
    drawn = [_SENTENCES[place] for place in random.integers(len(_SENTENCES), size=words // shortest)]
    lengths = np.cumsum([len(sentence.split()) for sentence in drawn])
    return " ".join(drawn[: int(np.searchsorted(lengths, words)) + 1])


def main() -> None:
    """Print one JSON line for each run."""
    model = exegesis.load("bundled:sentiment")
    text = long_text(WORDS)
    for run in RUNS:
        expected = exegesis.estimate(model, text, **run)
        started = time.perf_counter()
        found = exegesis.explain(model, text, **run)
        line = {
            **run,
            "words": len(text.split()),
            "windows": len(found.windows),
            "units": len(found.units),
            "passes": found.cost.forward_passes + found.cost.backward_passes,
            "estimated_seconds": round(expected.seconds, 1),
            "seconds": round(time.perf_counter() - started, 1),
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "python": platform.python_version(),
        }
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
