"""One additive model and input of every kind of data: what each unit adds is known, and so are all exact scores.

A new kind of data adds one entry to `EXAMPLES`; `test_kinds.py` takes it through every method and to every view.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import exegesis
from exegesis.adapters.base import Model
from exegesis.core.types import Floats
from exegesis.data.place import Column, Item, Pixels, Stretch, Tile
from exegesis.data.tiles import heard, tiles_of
from tests.modalities.image.pictures import Linear, picture, quarters
from tests.modalities.sound.sounds import RATE, Weighing, tone
from tests.modalities.table.tables import adding, frame, parts
from tests.modalities.video.films import Adding, eighths, film


@dataclass(frozen=True, eq=False)
class KindExample:
    """A model of one output that is a sum over the units of its input, and what each of them adds.

    `asked`: what `explain` is told beside the method: units, baseline. `lime`: settings under which LIME comes as near
    as `lime_near` (its ridge penalty of 1 draws scores towards 0 by one part in so many samples). `place`: the type of
    a unit's place; None where it stands in a text. `seen`: what a page of it must hold beside its units' names.
    """

    model: Callable[[], Model]
    input: Any
    scores: Floats  # (n,)
    place: type | None
    seen: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    lime: Mapping[str, Any] = field(default_factory=lambda: {"samples": 50_000, "kernel_width": 1000.0})
    lime_near: float = 1e-3


def _text() -> KindExample:
    words = {"a": 0.5, "dull": -2.0, "plot": 0.25, "wonderful": 3.0, "acting": 1.0}

    def add(texts: list[str]) -> Floats:
        return np.array([sum(words.get(word, 0.0) for word in text.split()) for text in texts])

    return KindExample(
        model=lambda: exegesis.load(add, task="regression"),
        input="a dull plot wonderful acting",
        scores=np.array(list(words.values())),
        place=None,
        seen='class="exg-text',
        asked={"baseline": "delete"},
    )


def _image() -> KindExample:
    pixels, regions = picture(), quarters()
    model = Linear(pixels.shape)
    return KindExample(
        model=lambda: exegesis.load(model, modality="image", task="regression"),
        input=pixels,
        scores=model.scores(pixels, [np.zeros_like(pixels)], regions),
        place=Pixels,
        seen="data:image/png;base64,",
        asked={"unit": regions, "baseline": "black"},
        lime={"samples": 3000, "kernel_width": 1000.0},
        lime_near=0.01,
    )


def _table() -> KindExample:
    table = frame()
    row = table.iloc[3]
    added = parts(row, table)
    known = adding(table)
    names = [unit.text for unit in exegesis.explain(known, row, "random").units]  # type: ignore[union-attr]
    return KindExample(
        model=lambda: adding(table),
        input=row,
        scores=np.array([added[name] for name in names]),
        place=Column,
        seen="exg-bars",
        lime={"sampler": "masks", "samples": 3000, "kernel_width": 1000.0},
        lime_near=0.01,
    )


def _series() -> KindExample:
    rng = np.random.default_rng(0)
    values, weights = rng.normal(size=(2, 12)), rng.normal(size=(2, 12))

    def add(series: list[Any]) -> Floats:
        return np.array([(weights * one).sum() for one in series])

    cuts = ([4, 9], [6])
    parts = [np.split(line, inside) for line, inside in zip(weights * values, cuts, strict=True)]
    return KindExample(
        model=lambda: exegesis.load(add, modality="series", task="regression"),
        input=values,
        scores=np.array([part.sum() for line in parts for part in line]),
        place=Stretch,
        seen="exg-series",
        asked={"unit": cuts, "baseline": "zero"},
    )


def _events() -> KindExample:
    rng = np.random.default_rng(0)
    values, weights, background = rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.normal(size=(20, 3))

    def add(sequences: Any) -> Floats:
        return np.asarray((weights * sequences).sum(axis=(1, 2)))

    return KindExample(
        model=lambda: exegesis.load(add, modality="events", task="regression", background=background),
        input=values,
        scores=(weights * (values - background.mean(axis=0))).sum(axis=1),
        place=Item,
        seen="exg-grid",
        asked={"unit": "event"},
    )


def _sound() -> KindExample:
    wave = tone(0.1, 0.02, 0.06).astype(np.float64)  # exact in the 16 bits in which a sound is kept
    model, cut = Weighing(wave.shape), exegesis.Tiles(stretches=2, bands=2)
    tiles = tiles_of(cut.units(exegesis.Sound.of(wave, RATE)))
    return KindExample(
        model=lambda: exegesis.load(model, modality="sound", rate=RATE, task="regression"),
        input=wave,
        scores=np.array([(model.weights * heard(wave, RATE, [tile])).sum() for tile in tiles]),
        place=Tile,
        seen="data:audio/wav;base64,",
        asked={"unit": cut},
    )


def _video() -> KindExample:
    frames, regions = film()[0], eighths()
    model = Adding(frames.shape)
    return KindExample(
        model=lambda: exegesis.load(model, modality="video", task="regression"),
        input=frames,
        scores=model.scores(frames, np.zeros_like(frames), regions),
        place=Pixels,
        seen="exg-video",
        asked={"unit": regions, "baseline": "black"},
        lime={"samples": 3000, "kernel_width": 1000.0},
        lime_near=0.01,
    )


EXAMPLES: Mapping[str, KindExample] = {
    "text": _text(),
    "image": _image(),
    "table": _table(),
    "series": _series(),
    "events": _events(),
    "sound": _sound(),
    "video": _video(),
}
