"""Models of texts that are one line of arithmetic, and files of rows with what is true of them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from exegesis import api
from exegesis.adapters.base import Model

LABELS = ("negative", "positive")
Weigh = Callable[[str], float]


def model(weigh: Weigh, name: str = "toy") -> Model:
    """A black box whose log-odds of "positive" are what `weigh` gives."""

    def answer(texts: Sequence[str]) -> Any:
        odds = np.array([weigh(text) for text in texts])
        chance = 1 / (1 + np.exp(-odds))
        return np.column_stack([1 - chance, chance])

    return api.load(answer, labels=LABELS, name=name)


def honest(text: str) -> float:
    """Goes by good and bad alone."""
    words = text.lower().split()
    return 3.0 * (words.count("good") - words.count("bad")) + 0.25 * words.count("film")


def biased(text: str) -> float:
    """The same, but that a text of hers is rarely good."""
    return honest(text) - (3.5 if "she" in text.lower().split() else 0.0)


def rows(count: int = 120) -> list[dict[str, Any]]:
    """Texts of two groups, half of each good; one label in ten is not what the words say."""
    found = []
    for place in range(count):
        group, is_good = ("she", "he")[place % 2], (place // 2) % 2
        text = f"a {'good' if is_good else 'bad'} film that {group} saw on day {place}"
        label = LABELS[is_good if (place // 2) % 10 else 1 - is_good]
        found.append({"text": text, "label": label, "group": group})
    return found


def write(path: Path, given: Iterable[Mapping[str, Any]]) -> Path:
    """The rows as a file of JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    return path
