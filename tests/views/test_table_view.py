"""Rows of tables on a page, in a terminal and in a figure: each bar with what the row has in its column."""

import io

import pandas as pd
from rich.console import Console

import exegesis
from exegesis import Explanation
from exegesis.data import renderers
from exegesis.views.terminal import show
from tests.modalities.table.tables import choosing, frame

HOSTILE = "<script>alert(1)</script>\x1b[31m"


def explained(method: str = "exact_shap") -> Explanation:
    found = exegesis.explain(choosing(), frame().iloc[3], method, target="yes")
    assert isinstance(found, Explanation)
    return found


def test_bars_say_what_the_row_has() -> None:
    page = explained().to_html()
    assert "job = smith" in page
    assert "colour = blue" in page
    assert "The row, 6 columns" in page
    assert "DE" in page  # a constant has no bar, and stands in the row
    assert page.count("6 columns") == 2  # once above, once at the row


def test_a_terminal_has_room_for_them() -> None:
    written = io.StringIO()
    show([explained()], Console(file=written, width=80))
    assert "colour = blue" in written.getvalue()


def test_two_methods_side_by_side_name_them_too() -> None:
    page = renderers.page("html", [explained(), explained("kernel_shap")])
    table = page[page.index("Side by side") :]
    assert "job = smith" in table


def test_names_and_cells_are_strangers_words() -> None:
    rows = pd.DataFrame({HOSTILE: [HOSTILE, "b"], "n": [1.0, 2.0]})
    model = exegesis.load(lambda f: f["n"] + (f[HOSTILE] == "b"), "regression", background=rows)
    found = exegesis.explain(model, rows.iloc[0], "exact_shap")
    assert isinstance(found, Explanation)
    page = found.to_html()
    assert "<script>alert" not in page
    assert "\x1b" not in page
    written = io.StringIO()
    show([found], Console(file=written, width=80))
    assert "\x1b" not in written.getvalue()
