"""`exegesis slices`: printed and written; what is wrong with a file is one line."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from exegesis.slices import SliceReport
from tests.cli.conftest import Run

ROWS = [
    {
        "text": f"a {'good' if i % 2 else 'bad'} film number {i}",
        "label": i % 2,
        "genre": "ab"[i % 3 == 0],
        "id": f"r{i}",
    }
    for i in range(90)
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.mark.slow
def test_it_is_printed_and_written(run: Run, tmp_path: Path, data: Path) -> None:
    report, page, rows = (tmp_path / name for name in ("r.json", "r.html", "r.parquet"))
    words = ("slices", "--data", data, "--model", "bundled:sentiment-tiny", "--explained", 8, "--method", "occlusion")
    code, out, err = run(*words, "--slice", "word:good", "--json", report, "--html", page, "--parquet", rows)
    assert code == 0
    assert err == f"wrote {report}\nwrote {page}\nwrote {rows}\n"
    assert "of 90 rows" in out
    found = SliceReport.from_json(report.read_text(encoding="utf-8"))
    assert found["has the word “good”"].errors.rows == 45
    assert found["genre = b"].errors.rows == 30
    assert "Column 'id' has 90 different values, and is not sliced by." in found.notes
    assert pq.read_table(rows).num_rows == 90


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ([{"text": "a"}], (), "rows.jsonl has no labels to compare answers with; name their column by --label-column."),
        ([{"text": "a", "label": 1}, {"text": "b", "label": None}], (), "line 2 has no label in the column 'label'"),
        (ROWS, ("--label-column", "genre"), "unknown label 'b'"),
        (ROWS, ("--label-column", "sex"), "unknown column 'sex'"),
        ([{"text": "a", "label": 1}, {"text": "b", "label": 5}], (), "holds numbers of other things"),
        (ROWS, ("--slice", "expression:("), "is no regular expression"),
        (ROWS, ("--slice-by", "column:sex"), "unknown column 'sex'"),
        (ROWS, ("--parquet", "-"), "Parquet is no text for standard output"),
        (
            ROWS,
            ("--explained", "0", "--journal", "x.jsonl"),
            "--journal is for explanations, and --explained 0 makes none",
        ),
    ],
)
def test_what_is_wrong_is_one_line(
    run: Run, tmp_path: Path, rows: list[dict[str, object]], options: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    explained = () if "--explained" in options else ("--explained", "0")
    code, _, err = run("slices", "--data", path, "--model", "bundled:sentiment-tiny", *explained, *options)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.slow
def test_rows_of_a_table(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ages.py").write_text(
        "import numpy as np\n\n\ndef old(rows):\n    p = np.where(rows['age'] > 50, 0.8, 0.2)\n"
        "    return np.stack([1 - p, p], axis=1)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    table = tmp_path / "people.csv"
    lines = [f"{20 + i % 60},{'cook' if i % 2 else 'nurse'},{int(i % 60 > 25)}" for i in range(200)]
    table.write_text("age,job,is_old\n" + "\n".join(lines) + "\n", encoding="utf-8")
    asked = ("slices", "--data", table, "--background", table, "--model", "ages:old", "--label-column", "is_old")
    code, out, err = run(*asked, "--explained", 0)
    assert (code, err) == (0, "")
    assert "of 200 rows" in out
    assert "age" in out
