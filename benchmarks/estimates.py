"""How near `exegesis.estimate` comes: 60 runs of mixed methods, lengths and models, each beside the run itself.

    python benchmarks/estimates.py [--runs 60] [--seed 0]

Estimate and run take turns on the same machine, so that what else runs there weighs on both. Prints the ratio of each
(estimated seconds over seconds taken), and the share of all within a factor of two.
"""

import argparse
import platform
import random
import time
import warnings

import numpy as np
import torch
import transformers

import exegesis

SENTENCES = (
    "A warm, funny and surprisingly moving film, but too long.",
    "It was a fantastic performance, which was not true.",
    "The plot is thin, the jokes are stale and nobody seems to care.",
    "Some films just simply should not be remade.",
    "I laughed, I cried, and I would happily watch every minute of it again tomorrow.",
    "The second half drags, although the leading actors do their very best with the lines they were given.",
)
LENGTHS = (1, 2, 4, 12)  # sentences of a text
METHODS: dict[str, list[dict[str, object]]] = {
    "partition_shap": [{}, {"samples": 120}],
    "lime": [{}, {"samples": 300}],
    "kernel_shap": [{}, {"samples": 400}],
    "permutation_shap": [{}, {"samples": 200}],
    "occlusion": [{}],
    "greedy": [{}],
    "integrated_gradients": [{}, {"steps": 32}],
    "smooth_grad": [{}],
    "gradient_shap": [{}],
    "gradient": [{}],
    "attention_rollout": [{}],
}
WHITE = {"integrated_gradients", "smooth_grad", "gradient_shap", "gradient", "attention_rollout"}


def function(texts: list[str]) -> np.ndarray:
    """A black box that takes a fifth of a millisecond for each text."""
    time.sleep(0.0002 * len(texts))
    score = np.array([min(0.9, 0.1 + 0.1 * text.count("funny")) for text in texts])
    return np.stack([1 - score, score], axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    chance = random.Random(given.seed)
    loaded = {name: exegesis.load(name) for name in ("bundled:sentiment", "bundled:sentiment-tiny")}
    models = {**loaded, "function": exegesis.load(function)}
    for model in models.values():  # a cold start is not what is measured
        exegesis.explain(model, SENTENCES[0], "occlusion")
    ratios = []
    for number in range(given.runs):
        method = chance.choice(list(METHODS))
        name = chance.choice([one for one in models if one != "function" or method not in WHITE])
        settings = chance.choice(METHODS[method])
        text = " ".join(chance.choices(SENTENCES, k=chance.choice(LENGTHS)))
        began = time.perf_counter()
        expected = exegesis.estimate(models[name], text, method, **settings).seconds
        cost = time.perf_counter() - began
        began = time.perf_counter()
        exegesis.explain(models[name], text, method, **settings)
        taken = time.perf_counter() - began
        ratios.append(expected / taken)
        said = f"{number + 1:>3} {method:<21}{name:<23}{len(text):>5} characters {settings or ''}"
        print(f"{said:<88} {expected:8.3f} s {taken:8.3f} s  {ratios[-1]:6.2f}  (asked in {cost:.2f} s)", flush=True)
    within = sum(0.5 <= ratio <= 2 for ratio in ratios)
    print(f"within a factor of 2: {within} of {len(ratios)}; median {np.median(ratios):.2f}, "
          f"from {min(ratios):.2f} to {max(ratios):.2f}")  # fmt: skip
    print(f"Python {platform.python_version()}, torch {torch.__version__}, transformers {transformers.__version__}, "
          f"{torch.get_num_threads()} thread")  # fmt: skip


if __name__ == "__main__":
    main()
