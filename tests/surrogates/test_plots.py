import pytest

from exegesis.core.errors import InputError
from exegesis.surrogates.plots import picture, plot
from tests.surrogates import samples
from tests.views.strategies import ATTACKS


def test_the_weights_are_bars() -> None:
    bars, curve = plot(samples.linear()).axes
    assert [bar.get_width() for bar in bars.patches] == [0.5, -0.3]
    assert [one.get_text() for one in bars.get_yticklabels()] == ["wonderful", "dull"]
    assert [one.get_text() for one in curve.get_legend().get_texts()] == ["held out", "fitted", "this one"]
    assert curve.lines[-1].get_xdata() == [2]


def test_the_tree_has_a_box_for_every_node_and_an_answer_on_every_edge() -> None:
    drawn, _ = plot(samples.tree()).axes
    said = [one.get_text() for one in drawn.texts]
    assert sorted(one for one in said if one in ("yes", "no")) == ["no", "no", "yes", "yes"]
    assert "bad ?\n55%, 75 rows" in said
    assert "10%\n15 rows" in said


def test_an_undefined_fidelity_is_said() -> None:
    _, curve = plot(samples.nothing()).axes
    assert curve.texts[0].get_text().startswith("undefined")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_pictures(suffix: str) -> None:
    start = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix]
    assert picture(samples.deep(), suffix).startswith(start)


def test_another_format_is_refused() -> None:
    with pytest.raises(InputError):
        picture(samples.tree(), ".gif")


@pytest.mark.slow
def test_hostile_names_are_drawn_as_they_are() -> None:
    for attack in ATTACKS[-3:]:
        for one in (samples.hostile(attack), samples.hostile_tree(attack)):
            assert picture(one, ".svg")
