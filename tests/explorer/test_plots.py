"""A view as SVG: every curve of it, its tokens, legend and caption; strangers' words stay words."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.explorer import AttentionView, look_at
from tests.explorer.toys import TOKENS, toy, view
from tests.views.strategies import ATTACKS


def drawn(given: AttentionView, share: float = 0.7, limit: int | None = 5000) -> ElementTree.Element:
    return ElementTree.fromstring(given.to_svg(share=share, limit=limit))


def of(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if one.tag.endswith("}" + name)]


def test_every_curve_is_drawn_and_weak_ones_are_seen() -> None:
    given = toy().head(1, 1)
    paths = of(drawn(given, 1.0), "path")
    assert len(paths) == len(given.curves(1.0).curves) == np.count_nonzero(given.matrix)
    assert all(float(path.get("stroke-width", 0)) >= 0.6 for path in paths)
    assert "#ffffff" not in {path.get("stroke") for path in paths}
    assert len(of(drawn(given, 0.3, 4), "path")) == 4


def test_the_caption_says_what_is_drawn_of_what() -> None:
    root = drawn(view())
    said = " ".join(one.text or "" for one in of(root, "text"))
    assert (of(root, "title")[0].text or "").startswith("Attention of toy: mean of 2 heads of 2 layers, weighed")
    assert "of 25 cells: of each row the strongest that hold 70% of it" in said
    assert "left out: rows (2 special) and columns (2 special)" in said
    assert "dashed orange: below 0" in said
    assert {one.get("stroke-dasharray") for one in of(root, "path")} == {None, "4 3"}
    assert [one.text for one in of(drawn(toy().head(1, 1)), "text")][:7] == TOKENS


def test_it_says_how_large_it_is() -> None:
    root = drawn(view())
    assert f"0 0 {root.get('width')} {root.get('height')}" == root.get("viewBox")


def test_nothing_in_it_is_obeyed() -> None:
    size = len(ATTACKS)
    root = drawn(look_at(np.full((1, 1, size, size), 1 / size), ATTACKS, name=ATTACKS[0]).head(1, 1))
    assert {one.tag.rpartition("}")[2] for one in root.iter()} == {"svg", "title", "rect", "text", "path"}
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on") or "href" in name]


def test_it_is_written_as_svg_alone(tmp_path: Path) -> None:
    made = view().to_svg(tmp_path / "view.svg")
    assert (tmp_path / "view.svg").read_text(encoding="utf-8") == made == view()._repr_svg_()
    with pytest.raises(InputError, match=r"ends in \.svg"):
        view().to_svg(tmp_path / "view.png")
