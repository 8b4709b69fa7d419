"""Pages and pictures written to files: `to_html(path)` and `plot(path)` of every result that has them."""

from pathlib import Path
from typing import Any

import pytest

import exegesis
from exegesis.core.errors import ExegesisError, InputError
from exegesis.data.renderers import renderer
from tests import tiny
from tests.surrogates import samples as surrogate_samples
from tests.views import samples

MANY = [samples.lime(), samples.phrases()]
RESULTS = {
    "explanation": samples.lime(),
    "explanations": exegesis.explain(tiny.bert(), "A bad film.", "occlusion", target=[0, 1]),
    "summary": exegesis.summarise(MANY),
    "surrogate": surrogate_samples.linear(),
}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("ending", [".html", ".HTM"])
def test_a_page_is_written_and_given(name: str, ending: str, tmp_path: Path) -> None:
    result: Any = RESULTS[name]
    path = tmp_path / f"page{ending}"
    page = result.to_html(path)
    assert path.read_text(encoding="utf-8") == page == result.to_html() == result.to_html(str(path))
    assert len(repr(page)) < 120


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in RESULTS if name != "explanations"])
@pytest.mark.parametrize(("ending", "begins"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_a_picture_is_written_and_the_figure_given(name: str, ending: str, begins: bytes, tmp_path: Path) -> None:
    result: Any = RESULTS[name]
    path = tmp_path / f"picture{ending}"
    figure = result.plot(path)
    assert path.read_bytes().startswith(begins)
    assert figure._repr_png_()[0].startswith(b"\x89PNG")


@pytest.mark.parametrize("name", [name for name in RESULTS if name != "explanations"])
def test_other_endings_and_places_are_refused_in_one_line(name: str, tmp_path: Path) -> None:
    result: Any = RESULTS[name]
    with pytest.raises(InputError, match=r"give a name that ends in \.png, \.svg, \.pdf"):
        result.plot(tmp_path / "picture.gif")
    with pytest.raises(InputError, match=r"give a name that ends in \.html or \.htm"):
        result.to_html(tmp_path / "page.png")
    with pytest.raises(InputError, match="folder that exists"):
        result.to_html(tmp_path / "nowhere" / "page.html")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", RESULTS)
def test_results_have_one_line_and_a_fragment(name: str) -> None:
    result: Any = RESULTS[name]
    fragment = result._repr_html_()
    assert 'class="exegesis' in fragment
    assert "<html" not in fragment
    assert "\n" not in repr(result)
    assert len(repr(result)) < 400


def test_a_model_shows_itself_with_its_labels_escaped() -> None:
    model = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), labels=["<b>calm</b>", "loud"], name="mine")
    assert repr(model).startswith("<mine: classification, <b>calm</b>, loud")
    assert "&lt;b&gt;calm" in model._repr_html_()
    assert "<b>calm" not in model._repr_html_()


def test_the_public_names_are_listed() -> None:
    assert {*dir(exegesis), "__version__"} == set(exegesis.__all__)


def test_a_kind_without_a_row_is_told_in_one_line() -> None:
    with pytest.raises(
        ExegesisError, match=r"^nothing draws 'steadiness terminal': .* in exegesis\.data\.renderers\.$"
    ):
        renderer("steadiness terminal")
