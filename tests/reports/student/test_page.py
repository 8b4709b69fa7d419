"""The page and the Markdown of a student's report: what they say, and that nothing in them is taken for markup."""

import html5lib
import pytest
from markupsafe import Markup

from exegesis.reports.student.markdown import glue_markdown, markdown
from exegesis.reports.student.page import page
from exegesis.reports.student.result import GlueReport, GlueRow, MetricPair
from exegesis.views.tables import table
from tests.reports.student.samples import a_set, changed, model, report
from tests.views import samples
from tests.views.parsing import content, names, of_class, parse
from tests.views.strategies import ATTACKS


def cells(shown: str) -> list[list[str]]:
    """Every row of every table, as text."""
    rows = parse(shown).iter("tr")
    return [[content(cell).strip() for cell in row if cell.tag in ("td", "th")] for row in rows]


def test_the_page_is_well_formed() -> None:
    html5lib.HTMLParser(strict=True).parse(page(report()))


def test_the_figures_are_on_the_page() -> None:
    found = cells(page(report()))
    assert ["dev.jsonl", "42", "accuracy", "90.00", "81.00", "90.0%", "87.5%", "0.210 [0.150, 0.300]"] in found
    assert ["parameters", "8,000,000", "1,000,000", "8.00 ×"] in found
    assert ["one text, batch 1", "5 ms", "2 ms", "2.50 ×"] in found
    assert ["dev.jsonl", "5.0%", "12.0%"] in found
    assert ["LIME (samples 300)", "20", "0.50 [−0.10, 0.80]", "–", "0.40 [0.30, 0.50]", "5"] in found
    assert ["0.500–1.000", "40", "90.0%", "80.0%", "40", "90.0%", "80.0%"] in found


def test_both_explanations_stand_side_by_side() -> None:
    root = parse(page(report()))
    columns = list(of_class(root, "exg-side-by-side"))
    assert [content(next(column.iter("h3"))) for column in columns] == ["teacher: big", "student: small"]
    texts = [content(text) for text in of_class(root, "exg-text")]
    assert texts == [samples.lime().text] * 2
    assert any("rank correlation −0.25" in content(one) for one in of_class(root, "exg-quiet"))


def test_what_was_left_out_is_said() -> None:
    said = [content(one) for one in of_class(parse(page(report())), "exg-warning")]
    assert any("2 rows without a label" in one for one in said)
    assert any("on 1 texts the scores of one model are all equal" in one for one in said)


def test_a_report_without_speed_labels_and_explanations() -> None:
    bare = a_set(metrics=(), kl=None, teacher_calibration=None, student_calibration=None)
    found = report(speed=None, sets=(bare,), survival=(), changed=(), student=model("s", 0, None))
    shown = page(found)
    assert "Calibration" not in shown
    assert ["dev.jsonl", "42", "–", "–", "–", "–", "87.5%", "–"] in cells(shown)
    assert "## Calibration" not in markdown(found)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.slow
def test_nothing_of_a_foreign_text_becomes_markup(attack: str) -> None:
    def made(text: str) -> str:
        hostile = changed(samples.hostile(text), source=text)
        where = report(teacher=model(text), student=model(text), sets=(a_set(text),), machine=text, notes=(text,))
        return page(where.__class__(**{**_fields(where), "changed": (hostile,)}), title=text)

    expected = names(parse(made("x")))
    found = names(parse(made(attack)))
    assert {name for name in found if name not in expected} <= {("span", "class")}
    assert {tag for (tag, *rest) in found if not rest} == {tag for (tag, *rest) in expected if not rest}


def _fields(found: object) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_string_that_calls_itself_safe_is_escaped() -> None:
    evil = Markup("<script>alert(1)</script>")
    shown = page(report(teacher=model(evil), notes=(evil,), changed=(changed(source=evil),)))
    assert "<script" not in shown


def test_the_page_asks_for_nothing() -> None:
    shown = page(report())
    assert "default-src 'none'" in shown
    assert "<script" not in shown
    assert "http://" not in shown.replace("http-equiv", "")
    assert "https://" not in shown


def test_markdown_has_the_same_tables_and_escapes() -> None:
    said = markdown(report(sets=(a_set("a|b_<i>*"),)))
    assert "| a\\|b\\_&lt;i&gt;\\* | 42 | accuracy | 90.00 | 81.00 | 90.0% | 87.5% |" in said
    assert "| LIME (samples 300) | 20 |" in said
    lines = [line for line in said.splitlines() if line.startswith("|")]
    assert len({line.count("|") - line.count("\\|") for line in lines[:6]}) == 1


def test_a_table_is_ruled_and_empty_cells_stay_empty() -> None:
    assert table([["", "a"], ["b", "c"]]) == "|  | a |\n| --- | ---: |\n| b | c |"


def test_the_table_of_glue() -> None:
    row = GlueRow("mnli", ("a", "b"), (9, 8), 1, ((MetricPair("accuracy", 84.0, 80.0),),) * 2, 84.0, 80.0, 86.7, 82.2)
    report = GlueReport(rows=(row,), teachers=(), students=(), missing=("rte: x",), machine="m", date="d")
    assert report.to_dict()["mean_student"] == 80.0
    assert GlueReport.from_json(report.to_json()) == report
    said = glue_markdown(report)
    assert "| mnli | 9 + 8 | accuracy 84.0 / 80.0; accuracy 84.0 / 80.0 | 84.0 | 80.0 | 95.2% | 86.7 / 82.2 |" in said
    assert "| mean of 1 |  |  | 84.0 | 80.0 | 95.2% | 86.7 / 82.2 |" in said
    assert "- left out: rte: x" in said
    assert "- mnli: 1 broken rows left out" in said
