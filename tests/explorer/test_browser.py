"""The page of a look in Chromium: what is drawn, what stands in the address, and that a keyboard is enough."""

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.explorer import AttentionView, Look, look, look_at
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.browsing import Chromium
from tests.explorer.toys import random_weights, toy
from tests.views.strategies import ATTACKS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAIR = exegesis.Pair("a good film", "a bad film")


_GO = """address => new Promise(done => {
  addEventListener('hashchange', done, {once: true});
  location.hash = address;
})"""


class Shown:
    """A look's page, and what its parts say."""

    def __init__(self, chromium: Chromium, given: Look, width: int = 1280, **asked: Any) -> None:
        self.page: Page = chromium.opened(given.to_html(**asked), width)
        self.id: str = self.page.evaluate("JSON.parse(document.getElementById('look').textContent).id")

    def says(self, name: str) -> str:
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return self.page.get_by_test_id(name).inner_text()

    def address(self) -> str:
        """What stands in the address, which is kept a moment after a change."""
        self.page.wait_for_timeout(300)
        self.says("what")
        found: str = self.page.evaluate("location.hash")
        return found

    def at(self, **state: object) -> "Shown":
        """The page at the address of this state."""
        held = "&".join(f"{name}={value}" for name, value in state.items())
        self.page.evaluate(_GO, f"of={self.id}&{held}")
        return self

    def view(self) -> AttentionView:
        """What the page exports as JSON."""
        with self.page.expect_download() as download:
            self.page.get_by_test_id("save-json").click()
        return AttentionView.from_json(download.value.path().read_text(encoding="utf-8"))


def pair() -> Look:
    return look(tiny.bert(), PAIR)


# What the page shows at an address, and what Python shows of the same look.
VIEWS: dict[str, tuple[dict[str, object], Any]] = {
    "one head": ({"heads": "2.1*1"}, lambda seen: seen.head(2, 1)),
    "weighed": ({"heads": "1.1*1,2.2*-0.5"}, lambda seen: seen.mix({(1, 1): 1.0, (2, 2): -0.5})),
    "sum": ({"heads": "1.1*1,1.2*2", "how": "sum"}, lambda seen: seen.mix({(1, 1): 1.0, (1, 2): 2.0}, how="sum")),
    "muted": ({"heads": "1.1*1,1.2*1", "muted": "1.1"}, lambda seen: seen.head(1, 2)),
    "solo": ({"heads": "1.1*1,1.2*1", "solo": "1.1"}, lambda seen: seen.head(1, 1)),
    "words": ({"words": 1, "heads": "1.1*1"}, lambda seen: seen.words().head(1, 1)),
    "no special": ({"special": 0, "heads": "1.1*1"}, lambda seen: seen.without_special().head(1, 1)),
    "shares": (
        {"special": 0, "words": 1, "sums": 1, "heads": "1.2*1"},
        lambda seen: seen.without_special(renormalise=True).words().head(1, 2),
    ),
    "between": (
        {"from": "first", "to": "second", "heads": "2.1*1"},
        lambda seen: seen.between("first", "second").head(2, 1),
    ),
    "rollout": ({"measure": "rollout", "layer": 1}, lambda seen: seen.rollout(1)),
    "norms": (
        {"measure": "norm", "heads": "1.1*1,1.2*-1"},
        lambda seen: seen.mix({(1, 1): 1.0, (1, 2): -1.0}, norms=True),
    ),
}  # fmt: skip


def test_what_is_shown_is_what_python_shows(chromium: Chromium) -> None:
    seen = pair()
    shown = Shown(chromium, seen)
    for name, (state, made) in VIEWS.items():
        found, wanted = shown.at(**state).view(), made(seen)
        assert (found.what, found.kind, found.measure, found.heads) == (
            wanted.what, wanted.kind, wanted.measure, wanted.heads
        ), name  # fmt: skip
        assert (found.rows, found.columns) == (wanted.rows, wanted.columns), name
        np.testing.assert_allclose(
            found.matrix, wanted.matrix, atol=2e-4 * abs(wanted.matrix).max() + 5e-5, err_msg=name
        )
        assert shown.says("what").casefold() == wanted.what
        assert shown.says("complaint") == ""


def test_the_python_on_the_page_makes_what_is_shown(chromium: Chromium, tmp_path: Any) -> None:
    model = tiny.bert()
    seen = look(model, PAIR)
    shown = Shown(chromium, seen)
    for state in (
        {"heads": "1.1*1,2.2*-0.5", "special": 0, "words": 1, "sums": 1},
        {"from": "first", "heads": "2.1*1"},
    ):
        code = shown.at(**state).says("python").rpartition("view.to_svg")[0]
        names: dict[str, Any] = {}
        exec(code.replace(repr(seen.model), "model"), {"model": model}, names)
        np.testing.assert_allclose(names["view"].matrix, shown.view().matrix, atol=1e-4)


def test_as_many_curves_are_drawn_as_python_counts_and_weak_ones_are_seen(chromium: Chromium) -> None:
    seen = toy()
    shown = Shown(chromium, seen, layer=1, head=1)
    for share in (30, 70, 100):
        curves = seen.head(1, 1).curves(share / 100)
        assert (
            shown.at(share=share, heads="1.1*1", layer=1).says("edges").startswith(f"{len(curves.curves)} of 49 cells")
        )
    pinned = look_at(np.array([[[[0.9999, 0.0001], [0.5, 0.5]]]]), ["a", "b"])
    shown = Shown(chromium, pinned).at(share=100, pins="r1")
    ink = """() => { const c = document.getElementById('canvas'), p = c.getContext('2d');
      const box = p.getImageData(c.width / 2, 0, 1, c.height - 40).data; let n = 0;
      for (let i = 0; i < box.length; i += 4) if (box[i] < 250) n++; return n; }"""
    both = shown.page.evaluate(ink)
    assert both > shown.at(share=50, pins="r1").page.evaluate(ink) > 0


def test_zero_and_false_come_back_from_the_address(chromium: Chromium) -> None:
    shown = Shown(chromium, toy())
    for name in ("special", "words"):
        shown.page.get_by_test_id(name).click()
    shown.page.get_by_test_id("share").fill("0")
    address = shown.address()
    for state in ("special=0", "words=1", "share=0"):
        assert state in address
    shown.page.reload()
    assert not shown.page.get_by_test_id("special").is_checked()
    assert shown.page.get_by_test_id("words").is_checked()
    assert shown.page.get_by_test_id("share").input_value() == "0"
    assert shown.says("edges").startswith("0 of ")
    assert "nothing" in shown.at(heads="1.1*0", layer=1).says("what").casefold()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"layer": 99}, "99 is not there, the nearest of 1 to 3 is taken"),
        ({"heads": "4.1*1"}, "head “4.1*1” is not there: layers go to 3, heads to 2"),
        ({"heads": "1.1*x"}, "“x” is no weight"),
        ({"share": "1e9"}, "“1e9” is no whole number"),
        ({"stack": "cross"}, "there is no “cross”"),
        ({"measure": "norm"}, "there is no “norm”"),
        ({"pins": "r99"}, "token “r99” is not there"),
        ({"rows": "5,2"}, "is no range of tokens"),
        ({"words": "true"}, "there is no “true”"),
    ],
)
def test_an_impossible_state_is_refused_with_a_word(chromium: Chromium, state: dict[str, object], said: str) -> None:
    shown = Shown(chromium, toy()).at(**state)
    assert said in shown.says("complaint")
    assert shown.says("what").casefold().startswith("mean of all heads of layer 3")
    assert shown.says("edges")


def test_pins_of_another_text_are_left_out(chromium: Chromium) -> None:
    shown = Shown(chromium, toy())
    shown.page.evaluate(_GO, "of=0123456789ab&pins=r3&layer=1")
    assert "of another text or model" in shown.says("complaint")
    assert "Largest given" in shown.page.locator("#given-said").inner_text()


def test_received_and_given_are_named_and_are_pythons(chromium: Chromium) -> None:
    seen = toy()
    shown = Shown(chromium, seen).at(heads="2.1*1", layer=2, special=0, pins="r3")
    plain = seen.without_special()
    rows = shown.page.locator("#tokens-table tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.innerText))"
    )
    received, given = (np.array([row[1:] for row in part], dtype=float) for part in (rows[:5], rows[5:]))
    np.testing.assert_allclose(received, plain.given_by_head(1)[1].T, atol=1e-3)  # of the pinned row, to each column
    np.testing.assert_allclose(given, plain.given_by_head()[1].T, atol=1e-3)
    assert shown.page.locator("#received-said").inner_text() == "Received from the pinned token, by head of layer 2"
    assert shown.page.locator("#given-said").inner_text() == "Given to all shown, by head of layer 2"


def test_a_long_list_of_heads_is_folded_and_stays_as_the_reader_leaves_it(chromium: Chromium) -> None:
    five = look_at(random_weights(1, 5), list("abcdefg"))
    shown = Shown(chromium, five)
    shown.page.reload()  # as it opens: `Shown` unfolds all
    fold = shown.page.get_by_test_id("mix-fold")
    assert fold.get_attribute("open") is None
    assert "5 heads" in fold.inner_text()
    fold.locator("summary").click()
    fold.get_by_role("button", name="Mute of layer 1, head 2").click()
    assert fold.get_attribute("open") is not None
    assert shown.at(heads="1.1*1").page.get_by_test_id("mix-fold").get_attribute("open") is not None


def test_a_hidden_word_is_shown_as_hidden(chromium: Chromium) -> None:
    shown = Shown(chromium, look(tiny.bert(), exegesis.Hidden.word("a bad film", "bad")).words())
    assert "[MASK] (bad)" in shown.page.locator("#tokens-table").text_content()  # type: ignore[operator]


def test_heads_are_put_in_muted_and_soloed(chromium: Chromium) -> None:
    shown = Shown(chromium, toy(), layer=1, head=1)
    page = shown.page
    page.get_by_test_id("head").fill("2")
    page.get_by_test_id("add").click()
    assert shown.says("what") == "Mean of all heads of layer 1"
    page.get_by_label("Mute of layer 1, head 1").click()
    assert shown.says("what") == "Layer 1, head 2"
    page.get_by_label("Solo of layer 1, head 1").click()
    assert shown.says("what") == "Layer 1, head 1"
    page.get_by_label("Solo of layer 1, head 1").click()
    page.get_by_label("Removal of layer 1, head 1").click()
    assert shown.says("what") == "Layer 1, head 2"  # drawn, and with it the field that is filled next
    page.get_by_label("Weight of layer 1, head 2").fill("-2")
    page.get_by_label("Weight of layer 1, head 2").blur()
    assert shown.says("what") == "Mean of 1 head of layer 1, weighed"
    assert shown.view().matrix.max() <= 0


def test_a_keyboard_is_enough(chromium: Chromium) -> None:
    shown = Shown(chromium, toy(), layer=1, head=1)
    page = shown.page
    page.get_by_test_id("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert shown.says("what") == "Layer 2, head 2"
    assert "Layer 2, head 2: entropy" in shown.says("grid-said")
    page.get_by_test_id("canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert shown.says("readout").startswith("2 an gives most to ")
    assert "pins=r2" in shown.address()
    page.keyboard.press("Escape")
    assert "pins" not in shown.address()
    order = page.evaluate(
        "[...document.querySelectorAll('canvas, input, select, button, summary')].every(e => e.tabIndex === 0)"
    )
    assert order
    named = """() => [...document.querySelectorAll('canvas, input, select, button')].filter(e => !e.labels?.length
      && !e.getAttribute('aria-label') && !e.textContent.trim()).map(e => e.outerHTML)"""
    assert page.evaluate(named) == []


def test_the_pointer_reads_and_pins(chromium: Chromium) -> None:
    shown = Shown(chromium, toy(), layer=1, head=1)
    page = shown.page
    page.get_by_test_id("canvas").scroll_into_view_if_needed()
    canvas = page.get_by_test_id("canvas").bounding_box()
    assert canvas is not None
    page.mouse.move(canvas["x"] + canvas["width"] * 0.3, canvas["y"] + 6 + 20 * 5.5)
    assert shown.says("readout").startswith("6 film gives most to ")
    page.mouse.down()
    page.mouse.up()
    assert "pins=r6" in shown.address()
    page.mouse.move(canvas["x"] + canvas["width"] * 0.3, canvas["y"] + 6 + 20 * 1.5)
    page.mouse.down()
    page.mouse.move(canvas["x"] + canvas["width"] * 0.3, canvas["y"] + 6 + 20 * 3.5)
    page.mouse.up()
    assert "rows=2%2C4" in shown.address()


def test_every_canvas_has_a_table(chromium: Chromium) -> None:
    seen = toy()
    shown = Shown(chromium, seen).at(heads="1.1*1", layer=1, share=70)
    cells = "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText))"
    heads = shown.page.locator("#grid-table").evaluate(cells)
    assert [len(row) for row in heads] == [3, 3, 3, 3]
    assert float(heads[1][1]) == pytest.approx(seen.heads()[0].entropy, abs=0.01)
    curves = shown.page.locator("#curves-table").evaluate(cells)[1:]
    wanted = sorted(seen.head(1, 1).curves(0.7).curves, key=lambda one: -one.weight)
    assert [float(row[2]) for row in curves] == pytest.approx([one.weight for one in wanted], abs=1e-3)
    assert curves[0][0] == f"{wanted[0].row + 1} {seen.rows[wanted[0].row].text}"


def test_the_budget_of_curves_is_said_and_the_page_stays_small(chromium: Chromium) -> None:
    size = 120
    weights = random_weights(2, 12, size, size)
    shown = Shown(chromium, look_at(weights, [f"w{i}" for i in range(size)])).at(share=100)
    assert shown.says("edges") == "The top 5,000 of 14,400 cells are drawn; 14,400 hold 100 % of their rows."
    assert shown.page.evaluate("document.querySelectorAll('*').length") < 3000


def test_a_picture_is_saved_with_its_legend_and_caption(chromium: Chromium) -> None:
    hostile = look_at(random_weights(1, 1, 2, 2), ["<script>", "]]>&\u2028\x07"], name="a </title> b")
    shown = Shown(chromium, hostile)
    for picture in ("curves", "matrix"):
        shown.at(picture=picture)
        with shown.page.expect_download() as download:
            shown.page.get_by_test_id("save-svg").click()
        root = ElementTree.fromstring(download.value.path().read_text(encoding="utf-8"))
        said = [one.text or "" for one in root.iter() if one.tag.endswith(("text", "title"))]
        assert said[0] == "Attention of a </title> b: layer 1, head 1"
        assert "<script>" in said
        assert any(one.startswith("Colour: attention, from 0 to") for one in said)
        assert not [one for one in root.iter() if one.tag.endswith("script")]


def test_the_stacks_of_an_encoder_decoder_are_switched(chromium: Chromium) -> None:
    seen = look(TransformerModel(*ATTENTION["bart"].pair(), name="tiny-bart"), "a good film")
    shown = Shown(chromium, seen).at(measure="rollout")
    shown.page.get_by_test_id("stack").select_option("cross")
    assert shown.says("what").endswith("(cross)")
    view = shown.view()
    assert (view.kind, view.measure) == ("cross", "weight")
    np.testing.assert_allclose(view.matrix, seen.of("cross").mix(layer=view.heads[0].layer).matrix, atol=1e-4)


@pytest.mark.parametrize("name", ["a pair with scores", "hostile", "long"])
def test_the_page_is_fit_to_be_seen(chromium: Chromium, name: str) -> None:
    if name == "a pair with scores":
        model = tiny.bert()
        why = exegesis.explain(model, PAIR, "occlusion")
        html = look(model, PAIR).to_html(explanation=why)
    elif name == "hostile":
        html = look_at(random_weights(2, 3, len(ATTACKS), len(ATTACKS)), ATTACKS, name=ATTACKS[0]).to_html()
    else:
        html = look_at(random_weights(2, 16, 60, 60), [f"word{i}" * 3 for i in range(60)]).to_html()
    chromium.check(html)
    shown = chromium.opened(html, width=360)
    assert shown.evaluate("document.documentElement.scrollWidth") == 360


def test_a_frame_without_an_address_works_too(chromium: Chromium) -> None:
    page = chromium.opened(f"<!doctype html><meta charset=utf-8>{toy()._repr_html_()}")
    frame = page.frame_locator("iframe")
    frame.get_by_test_id("words").click()
    page.wait_for_timeout(300)
    assert frame.get_by_test_id("words").is_checked()
    assert frame.get_by_test_id("edges").inner_text()
