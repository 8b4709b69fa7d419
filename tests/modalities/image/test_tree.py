"""The tree over regions: neighbours of like colour first."""

from itertools import combinations

import numpy as np
import pytest

from exegesis.data.image import Image
from exegesis.data.regions import numbered
from exegesis.modalities.image.tree import region_tree, touching
from tests.modalities.image.pictures import picture, quarters


def striped(*levels: int) -> tuple[Image, np.ndarray]:
    """Stripes of these levels of grey side by side, five pixels wide."""
    columns = np.repeat(np.arange(len(levels)), 5)
    pixels = np.array(levels, dtype=np.uint8)[columns][None].repeat(6, axis=0)
    return Image.of(pixels), columns[None].repeat(6, axis=0)


def test_regions_touch_where_pixels_do() -> None:
    assert touching(quarters()) == {(0, 1), (0, 2), (1, 3), (2, 3)}
    assert touching(np.array([[0, -1, 1]])) == set()


def test_like_neighbours_are_merged_first() -> None:
    tree = region_tree(*striped(10, 200, 190, 40, 12))
    assert tree.children[0].tolist() == [1, 2]
    assert tree.children[1].tolist() == [3, 4]  # 0 and 4 are more alike, but do not touch


def test_each_step_joins_the_pair_that_adds_least() -> None:
    """Ward's rule by brute force: the rise in the sum of squares around the means, over pairs that touch."""
    rng = np.random.default_rng(5)
    image, regions = Image.of(picture(16, 16)), numbered(rng.integers(0, 4, (4, 4)).repeat(4, 0).repeat(4, 1))
    pixels = image.pixels / 255

    def spread(members: frozenset[int]) -> float:
        inside = pixels[np.isin(regions, list(members))]
        return float(((inside - inside.mean(axis=0)) ** 2).sum())

    def joined(a: frozenset[int], b: frozenset[int]) -> float:
        return spread(a | b) - spread(a) - spread(b)

    tree, pairs = region_tree(image, regions), touching(regions)
    nodes = {node: frozenset([node]) for node in range(tree.n)}
    for step, (left, right) in enumerate(tree.children.tolist()):
        near = [
            (a, b)
            for a, b in combinations(sorted(nodes), 2)
            if any((min(i, j), max(i, j)) in pairs for i in nodes[a] for j in nodes[b])
        ]
        costs = {pair: joined(nodes[pair[0]], nodes[pair[1]]) for pair in near}
        assert costs[left, right] == pytest.approx(min(costs.values()), abs=1e-9)
        nodes[tree.n + step] = nodes.pop(left) | nodes.pop(right)


def test_islands_are_joined_last() -> None:
    image, regions = striped(10, 90, 12, 200)
    regions = np.where(regions == 1, -1, np.where(regions > 1, regions - 1, regions))
    tree = region_tree(image, regions)  # 0 | 1 2
    assert tree.children.tolist() == [[1, 2], [0, 3]]


def test_two_regions_are_one_pair() -> None:
    assert region_tree(*striped(10, 200)).children.tolist() == [[0, 1]]
