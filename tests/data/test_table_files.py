"""Tables in files and rows written as text: nothing is guessed of a cell but its column's type."""

from pathlib import Path

import pandas as pd
import pytest

from exegesis.core.errors import InputError
from exegesis.data.table_background import TableBackground
from exegesis.data.table_files import frame_of, row_of_texts


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "tsv", "parquet"])
def test_a_file_is_read_as_it_is(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({"age": [39, 50], "land": ["NA", "DE"], "rate": [0.5, None], "label": [1, 0]})
    path = tmp_path / f"rows.{kind}"
    if kind == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep="\t" if kind == "tsv" else ",")
    found = frame_of(path, without="label")
    assert found.to_dict("list")["land"] == ["NA", "DE"]  # Namibia is not missing
    assert found["rate"].isna().tolist() == [False, True]
    assert list(found.columns) == ["age", "land", "rate"]
    with pytest.raises(InputError, match="has no column 'lable'"):
        frame_of(path, without="lable")


def test_what_is_no_table_is_a_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read .*no.csv"):
        frame_of(tmp_path / "no.csv")
    with pytest.raises(InputError, match=r"a table is read from .csv, .tsv, .parquet"):
        frame_of(tmp_path / "rows.jsonl")
    (tmp_path / "bad.csv").write_text('a,b\n1,2,3\n"x')
    with pytest.raises(InputError, match="is no table") as refused:
        frame_of(tmp_path / "bad.csv")
    assert "\n" not in str(refused.value)


def test_texts_become_cells_of_their_columns() -> None:
    form = TableBackground.of(
        pd.DataFrame(
            {
                "age": [1, 2],
                "rate": [0.5, None],
                "code": ["7", "8"],
                "ok": [True, False],
                "size": pd.Categorical([3, 4]),
            }
        )
    ).form
    row = row_of_texts(form, {"code": "7", "age": "39", "rate": "", "ok": "False", "size": "4"})
    assert row.cells == (39, None, "7", False, 4)
    assert row_of_texts(form, {"code": "7", "age": 39.0, "rate": "1e3", "ok": True, "size": 4}).cells[1] == 1000.0
    for name, text, said in (("age", "x", "numbers, not the text 'x'"), ("ok", "maybe", "true or false, not 'maybe'")):
        with pytest.raises(InputError, match=said):
            row_of_texts(form, {"code": "7", "age": "1", "rate": "", "ok": "1", "size": "4", name: text})
