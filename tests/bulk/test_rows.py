"""Explanations as rows: a unit a row or an explanation a row, failures in their place; as frames, CSV and Parquet."""

import csv
import io
import sys
from pathlib import Path

import numpy as np
import pytest

import exegesis
from exegesis.bulk.rows import COLUMNS, items_of, table_rows
from exegesis.bulk.tables import csv_chunks, write_csv, write_parquet
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.explanation_lines import ExplainedItem
from exegesis.data.failed import Failed
from tests.bulk.toys import failed, item, usual
from tests.views import samples


def test_a_row_a_unit_has_its_place_and_score() -> None:
    found = list(table_rows([item(7, "good film", 0.9, "1", id="x")]))
    assert [list(row) for row in found] == [list(COLUMNS["unit"])] * 2
    assert found[1] == {
        "item": 7, "id": "x", "method": "lime", "target": "positive", "versus": None, "output": "probability",
        "place": 2, "unit": "film", "part": None, "start": 5, "end": 9, "score": -0.25, "standard_error": None,
        "error": None,
    }  # fmt: skip


def test_a_row_an_item_says_what_was_answered_and_whether_it_is_right() -> None:
    first, second, third, *_, last = table_rows(usual(), "item")
    assert (first["predicted"], first["truth"], first["right"], first["probability"]) == ("positive", "1", True, 0.9)
    assert (first["top"], first["units"], first["sum_of_scores"]) == ("good +0.5, film -0.25", 2, 0.25)
    assert second["right"] is False
    assert (third["item"], third["text"], third["truth"], third["error"]) == (3, "", "1", "the text is empty")
    assert third["predicted"] is None
    assert last["right"] is None


def test_several_targets_and_errors_of_units() -> None:
    several = ExplainedItem(1, None, "x", None, (samples.lime(), samples.question()))
    rows = list(table_rows([several, failed(2)]))
    assert len(rows) == len(samples.lime().units) + len(samples.question().units) + 1
    assert rows[0]["standard_error"] == pytest.approx(samples.lime().standard_errors[0])  # type: ignore[index]
    assert {row["part"] for row in rows if row["target"] == samples.question().target.name} == {"question", "context"}
    assert (rows[-1]["item"], rows[-1]["unit"], rows[-1]["error"]) == (2, None, "the text is empty")


def test_an_unknown_kind_of_rows_and_what_is_no_explanation_are_told() -> None:
    with pytest.raises(InputError, match="Choose from: unit, item"):
        list(table_rows([], "word"))
    with pytest.raises(InputError, match="made of explanations"):
        list(items_of(["a text"]))


@pytest.mark.slow
def test_a_frame_has_typed_columns_and_every_kind_of_result() -> None:
    given = [samples.lime(), Failed(1, "b", ValueError("too\nlong")), [samples.pair(), samples.pair()]]
    frame = exegesis.to_frame(given, "item")
    assert list(frame.columns) == list(COLUMNS["item"])
    assert frame["item"].tolist() == [1, 2, 3, 3]
    assert frame["error"].tolist()[1] == "too long"
    assert str(frame["probability"].dtype) == "float64"
    assert str(frame["right"].dtype) == "boolean"
    alone = samples.lime().to_frame()
    np.testing.assert_array_equal(alone["score"].to_numpy(), samples.lime().scores)
    assert alone["unit"].tolist() == [unit.text for unit in samples.lime().units]
    assert list(exegesis.to_frame([]).columns) == list(COLUMNS["unit"])


def test_without_pandas_a_frame_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UnsupportedError, match="pip install pandas") as told:
        samples.lime().to_frame()
    assert "\n" not in str(told.value)


def test_csv_reads_back_as_it_was(tmp_path: Path) -> None:
    text = 'a "quoted", line\nand = more'
    items = [item(1, text, 0.9), failed(2)]
    rows = list(csv.DictReader(io.StringIO(b"".join(csv_chunks(items, "item")).decode())))
    assert rows[0]["text"] == text
    assert (rows[1]["error"], rows[1]["probability"]) == ("the text is empty", "")
    write_csv(tmp_path / "a.csv", items * 500)
    assert len((tmp_path / "a.csv").read_bytes().splitlines()) == 500 * (len(items[0].explanations[0].units) + 1) + 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_parquet_is_typed(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_parquet(tmp_path / "a.parquet", usual(), "item")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column("right").to_pylist() == [True, False, None, True, False, None]
    assert str(table.schema.field("probability").type) == "double"
    write_parquet(tmp_path / "b.parquet", [item(1, "good film", 0.9, id="half \ud800")])
    assert parquet.read_table(tmp_path / "b.parquet").column("score").to_pylist() == [0.5, -0.25]


def test_a_table_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield item(1, "good film", 0.9)
        raise InputError("line 2 is no item")

    for write in (write_csv, write_parquet):
        with pytest.raises(InputError, match="line 2"):
            write(tmp_path / "a.out", broken())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
