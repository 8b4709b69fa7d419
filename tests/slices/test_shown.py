"""The report in a terminal, on a page, as a picture and as Parquet: nothing of a text is obeyed, nothing is lost."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from exegesis.core.errors import InputError
from exegesis.slices import SliceReport
from exegesis.slices.plots import plot
from exegesis.slices.terminal import show
from tests.browsing import Chromium
from tests.slices.samples import HOSTILE, report

FOUND = report()


def printed(found: SliceReport) -> str:
    written = io.StringIO()
    show(found, Console(file=written, width=100))
    return written.getvalue()


def test_the_terminal_is_short_and_says_what_matters() -> None:
    said = printed(FOUND)
    assert said.startswith(f"Right in {100 * FOUND.accuracy.mean:.1f}% (")
    assert "✗ fails" in said
    assert "label = positive AND genre = b" in said
    assert "of under 20 rows: too few to say." in said
    assert "but" in said
    assert "<b>good" not in said  # it does not hold
    assert "Beside the second model" in said
    assert len(said.splitlines()) < 40
    assert "\x1b" not in said


def test_the_page_holds_all_rows_and_obeys_none() -> None:
    page = FOUND.to_html()
    assert "<script>alert" not in page
    assert "&lt;b&gt;good" in page
    (data,) = (part.partition("</script>")[0] for part in page.split('id="data">')[1:])
    listed = json.loads(data)
    assert listed["texts"][0] == HOSTILE
    assert len(listed["texts"]) == 400
    assert listed["slices"][0]["kind"] == "found"
    assert "<script" not in FOUND._repr_html_()


def test_a_report_without_rows_has_no_list() -> None:
    bare = replace(FOUND, rows=None, words=None, rival=None, search=None)
    assert 'id="data"' not in bare.to_html()
    printed(bare)
    with pytest.raises(InputError, match="keep_rows=True"):
        bare.to_parquet("rows.parquet")


def test_the_figure_has_a_line_for_each_slice() -> None:
    reliability, accuracy = plot(FOUND).axes
    assert len(reliability.containers) == len(FOUND.calibration.bins)
    assert accuracy.get_yticklabels()[0].get_text().startswith("label = positive AND")


def test_the_rows_as_parquet(tmp_path: Path) -> None:
    FOUND.to_parquet(tmp_path / "rows.parquet")
    rows = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    kept = FOUND.rows
    assert kept is not None
    assert len(rows) == 400
    assert rows[0]["text"] == HOSTILE
    assert sum(not row["right"] for row in rows) == FOUND.errors.marked
    name = FOUND.found[0].name
    assert sum(name in row["slices"] for row in rows) == FOUND.found[0].searched.rows + FOUND.found[0].held.rows
    assert {row["other"] for row in rows} == {"negative", "positive"}


@pytest.mark.browser
@pytest.mark.slow
def test_the_list_is_drawn_as_it_is_scrolled(chromium: Chromium) -> None:
    from playwright.sync_api import expect

    chromium.check(FOUND.to_html())
    page = chromium.opened(FOUND.to_html())
    assert page.locator("#list button").count() < 40
    page.locator("#list").evaluate("list => { list.scrollTop = list.scrollHeight; }")
    expect(page.locator("#list")).to_contain_text("row 400 ")
    page.get_by_test_id("which").select_option("wrong")
    assert page.get_by_test_id("count").inner_text().startswith(f"{FOUND.errors.marked} of 400 rows")
    page.get_by_test_id("slice").select_option("0")
    page.get_by_test_id("which").select_option("")
    held = FOUND.found[0].searched.rows + FOUND.found[0].held.rows
    assert page.get_by_test_id("count").inner_text().startswith(f"{held} of 400 rows")
    page.locator("#list button").first.click()
    assert FOUND.found[0].name in page.get_by_test_id("whole").inner_text()
    page.get_by_test_id("slice").select_option("")
    page.get_by_test_id("search").fill("alert(1)")
    expect(page.get_by_test_id("count")).to_contain_text("1 of 400")
