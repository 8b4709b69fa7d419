"""A small set of posts whose headers tell the classes apart, and whose bodies do so less."""

import numpy as np

from exegesis.data.labelled import Labelled
from exegesis.trust.acting.experiments.bags import Bags, bags

CLASSES = ("atheism", "christian")
BODY = (("reason", "proof", "logic"), ("faith", "prayer", "church"))
PLAIN = ("people", "think", "time", "world", "words", "good", "often", "never", "many", "some")


def posts(count: int, seed: int) -> Labelled:
    """Posts with a header that gives the class away, and bodies of which two in three hold a telling word."""
    rng = np.random.default_rng(seed)
    texts, labels = [], []
    for number in range(count):
        side = number % 2
        host = ("keith", "caltech") if side == 0 else ("rutgers", "athos")
        said = [*rng.choice(PLAIN, 4), *(rng.choice(BODY[side], 1) if rng.random() < 0.67 else ())]
        texts.append(f"From: {host[0]}@{host[1]}.edu\nNntp-Posting-Host: {host[1]}\n\n{' '.join(said)}")
        labels.append(CLASSES[side])
    return Labelled.of(texts, labels)


def small() -> Bags:
    return bags(posts(60, 0), posts(40, 1))
