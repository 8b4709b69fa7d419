"""Ways to ask for LIME that are compared for stability: each adds one gain to those before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.speed import ours
from benchmarks.speed.figures import Scores

from exegesis.data.targets import Contrast

FEWEST_ASSISTED = 400


@dataclass(frozen=True)
class Variant:
    """A way: its name, what it adds, and how it scores a text. `least`: the fewest samples it takes."""

    name: str
    said: str
    scores: Callable[[Any, str, int, int], Scores]
    least: int = 0


def _plain(model: Any, text: str, samples: int, seed: int) -> Scores:
    return ours.by_words(ours.lime(model, text, samples, seed, paired=False))


def _paired(model: Any, text: str, samples: int, seed: int) -> Scores:
    return ours.by_words(ours.lime(model, text, samples, seed, paired=True))


def _log_odds(model: Any, text: str, samples: int, seed: int, **more: Any) -> Scores:
    """Of two classes the log-odds are the difference of their logits."""
    import exegesis

    answer = exegesis.predict(model, text)[0].index
    against = Contrast(model.labels[answer], model.labels[1 - answer])
    found = ours.lime(model, text, samples, seed, paired=True, target=against, output="logit", **more)
    return ours.by_words(found)


def _rounded(model: Any, text: str, samples: int, seed: int) -> Scores:
    return _log_odds(model, text, samples, seed, precision="bfloat16")


def _assisted(model: Any, text: str, samples: int, seed: int) -> Scores:
    return _log_odds(model, text, samples, seed, assisted=True)


VARIANTS: dict[str, Variant] = {
    one.name: one
    for one in (
        Variant("plain", "probability, masks one by one, as lime draws them", _plain),
        Variant("paired", "each mask with its complement", _paired),
        Variant("log-odds", "paired, log-odds instead of probability", _log_odds),
        Variant("assisted", "paired, log-odds, bfloat16 corrected by a few in float32", _assisted, FEWEST_ASSISTED),
        Variant("bfloat16", "paired, log-odds, bfloat16 throughout", _rounded),
    )
}
