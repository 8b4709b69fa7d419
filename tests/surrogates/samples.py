"""Surrogates to draw, made by hand."""

from dataclasses import replace

from exegesis.core.bag import Bag
from exegesis.core.types import Span
from exegesis.data.records import Cost, Fingerprint, Target, Unit
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.records import Accuracy, Feature, Fidelity, Point
from exegesis.surrogates.result import Surrogate
from exegesis.surrogates.tree import Node, Tree

TEXT = "A dull plot, wonderful acting."
_FACTS = {
    "threshold": 0.5,
    "against": "negative",
    "settings": {"family": "tree", "samples": 100, "unit": "word"},
    "seed": 3,
    "fingerprint": Fingerprint("bundled:sentiment", None, None, None, {}),
    "cost": Cost(100, 0, 900, 1.5),
}


def point(size: int, r2: float | None, features: int, leaves: int = 0, held: bool = True) -> Point:
    share = None if r2 is None else 0.9
    inside = Fidelity(75, r2, share, share and 0.6, 0.05)
    outside = Fidelity(25, None if r2 is None else r2 - 0.2, share, share and 0.55, 0.07)
    return Point(size, features, size if leaves else 0, leaves, inside, outside if held else None)


def tree(names: tuple[str, str] = ("bad", "dull"), target: str = "positive") -> Surrogate:
    nodes = (Node(0.55, 75, 0, 1, 4), Node(0.7, 60, 1, 2, 3), Node(0.8, 50), Node(0.2, 10), Node(0.1, 15))
    return Surrogate(
        scope="global",
        family="tree",
        target=Target(target, 1, "probability"),
        form=Tree(nodes),
        features=(Feature(names[0], None, 15), Feature(names[1], None, 12)),
        curve=(point(1, 0.1, 1, 2), point(2, 0.6, 2, 3)),
        size=2,
        bag=Bag(),
        accuracy=Accuracy(25, 0.92, 0.76, 0.52),
        **_FACTS,  # type: ignore[arg-type]
    )


def linear(
    text: str = TEXT, spans: tuple[tuple[int, int], ...] = ((2, 6), (13, 22)), target: str = "positive"
) -> Surrogate:
    units = tuple(Unit(text[start:end], (Span(start, end),)) for start, end in spans)
    return Surrogate(
        scope="local",
        family="linear",
        target=Target(target, 1, "probability"),
        form=Linear(0.4, (0, 1), (-0.3, 0.5), 75),
        features=tuple(Feature(unit.text, place, 40) for place, unit in enumerate(units)),
        curve=(point(1, 0.5, 1), point(2, 0.9, 2)),
        size=2,
        text=text,
        units=units,
        warnings=("a caution",),
        **_FACTS,  # type: ignore[arg-type]
    )


def nothing() -> Surrogate:
    """Of a model whose number does not vary."""
    form = Linear(0.7, (), (), 75)
    return replace(linear(), form=form, features=(), curve=(point(1, None, 0, held=False),), size=1)


def deep() -> Surrogate:
    """A tree too wide for any screen, far below an R^2 of 0."""

    def grown(place: int, depth: int) -> list[Node]:
        if depth == 0:
            return [Node(0.3, 1)]
        left = grown(place + 1, depth - 1)
        right = grown(place + 1 + len(left), depth - 1)
        return [Node(0.4, 2**depth, depth % 2, place + 1, place + 1 + len(left)), *left, *right]

    return replace(tree(), form=Tree(tuple(grown(0, 5))), curve=(point(1, 0.1, 1, 2), point(2, -3.0, 2, 32)))


def hostile(text: str) -> Surrogate:
    found = linear(text, ((0, 1), (1, len(text))), text)
    other = Fingerprint(text, None, None, None, {})
    return replace(found, against=text, warnings=(text,), settings={text: text}, fingerprint=other)


def hostile_tree(text: str) -> Surrogate:
    return replace(tree((text, f"{text}{text}"), text), against=text, warnings=(text,))
