"""Tables as people have them: every kind and packing, and what does not fit told in its place, with its line."""

import csv
import gzip
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.core.tables import BadRow, Row, every_row, kind_of, rows

FILMS = [{"text": "good – café", "label": "1"}, {"text": "a bad, dull film", "label": "0"}]


def written(path: Path, content: str | bytes) -> Path:
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data, mtime=0) if path.name.endswith(".gz") else data)
    return path


def fields(path: Path, **more: Any) -> list[Any]:
    """Of each row, or what is wrong with it."""
    return [dict(row.fields) if isinstance(row, Row) else str(row) for row in rows(path, **more)]


@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("kind", [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"])
def test_every_kind_has_the_same_rows(tmp_path: Path, kind: str, packed: str) -> None:
    path = tmp_path / f"a{kind}{packed}"
    if kind == ".parquet":
        pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.Table.from_pylist(FILMS), tmp_path / "plain")
        written(path, (tmp_path / "plain").read_bytes())
    elif kind in (".jsonl", ".ndjson"):
        written(path, "".join(json.dumps(row) + "\n" for row in FILMS))
    else:
        sign = "\t" if kind == ".tsv" else ","
        quote = (lambda text: text) if kind == ".tsv" else (lambda text: f'"{text}"')
        written(path, "\n".join(sign.join(map(quote, row)) for row in (FILMS[0], *(one.values() for one in FILMS))))
    assert fields(path) == FILMS
    where = [row.where for row in rows(path) if isinstance(row, Row)]
    first = {".parquet": 1, ".jsonl": 1, ".ndjson": 1}.get(kind, 2)
    place = "row" if kind == ".parquet" else "line"
    assert where == [f"{path.name}, {place} {first}", f"{path.name}, {place} {first + 1}"]


def test_lines_of_text_and_strings_of_json_are_rows_of_the_text_alone(tmp_path: Path) -> None:
    assert fields(written(tmp_path / "a.txt", "\ufeffone\r\n\ntwo\u2028three"), text_column="x") == [
        {"x": "one"},
        {"x": ""},
        {"x": "two\u2028three"},
    ]
    assert fields(written(tmp_path / "a.jsonl", '"one"\n\n{"y": 1}\n'), text_column="x") == [{"x": "one"}, {"y": 1}]


def test_marks_and_encodings_that_say_what_they_are(tmp_path: Path) -> None:
    content = "text,label\r\ngood – café,1\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        data = content.encode(encoding)
        path = written(tmp_path / f"{encoding}.csv", b"\xff\xfe" + data if encoding == "utf-16-le" else data)
        assert fields(path) == [{"text": "good – café", "label": "1"}]
    with pytest.raises(InputError, match="not whole UTF-16"):
        fields(written(tmp_path / "cut.csv", content.encode("utf-16")[:-1]))


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.tsv", "a.jsonl"])
def test_another_encoding_is_told_in_its_place_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    line = {"a.jsonl": '"good – café"'}.get(name, "good – café")
    good = {"a.jsonl": '"fine"'}.get(name, "fine")
    head = b"text\n" if name in ("a.csv", "a.tsv") else b""
    bad, fine = fields(written(tmp_path / name, head + line.encode("cp1252") + b"\n" + good.encode() + b"\n"))
    assert f"{name}, line {2 if head else 1}: not UTF-8 (byte" in bad
    assert "likely Windows-1252: convert the file first" in bad
    assert fine == {"text": "fine"}


def test_bytes_that_are_no_western_text_are_not_called_so(tmp_path: Path) -> None:
    (bad,) = fields(written(tmp_path / "a.txt", "映画は良かった".encode("shift_jis")))
    assert "not UTF-8" in bad
    assert "Windows-1252" not in bad
    with pytest.raises(InputError, match="line 1: not UTF-8"):
        fields(written(tmp_path / "a.csv", "texté\ngood\n".encode("cp1252")))


def test_fields_that_do_not_fit_the_header_are_errors_in_their_place(tmp_path: Path) -> None:
    content = "text,label\nA good film, but dull,1\nA bad film,0\nonly\n\n,\n"
    assert fields(written(tmp_path / "a.csv", content)) == [
        "a.csv, line 2: the row has 3 fields, the header 2; quote texts with commas.",
        {"text": "A bad film", "label": "0"},
        "a.csv, line 4: the row has 1 fields, the header 2.",
        {"text": "", "label": ""},
    ]
    assert fields(written(tmp_path / "a.tsv", "text\tlabel\na\tb\tc\n"))[0].startswith("a.tsv, line 2: the row has 3")


def test_a_cell_longer_than_pythons_limit_is_read_and_the_limit_put_back(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    long = "good film " * 20_000
    path = written(tmp_path / "a.csv", f'text,label\n"{long}",1\nA bad film,0\n')
    found = iter(rows(path))
    first = next(found)
    assert csv.field_size_limit() == before  # while the file is open, too
    assert isinstance(first, Row)
    assert first.fields["text"] == long
    assert len(list(found)) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('text,label\nfine,1\n"A film,0\nB film,1\n', "a.csv, line 3: a quotation mark that is opened here is never"),
        ('text,label\n"a "quoted" film",0\n', "a.csv, line 2: the row that begins here is not CSV"),
        ("text,text\na,b\n", "several columns called 'text'"),
    ],
)
def test_what_cannot_be_read_on_is_told_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as told:
        fields(written(tmp_path / "a.csv", content))
    assert "\n" not in str(told.value)


def test_in_tsv_a_quotation_mark_is_a_letter(tmp_path: Path) -> None:
    content = 'text\n"one\ntwo"\n"whole"\n"he said ""no"""\n'
    *letters, quoted = fields(written(tmp_path / "a.tsv", content))
    assert letters == [{"text": '"one'}, {"text": 'two"'}, {"text": '"whole"'}]
    assert "quoted as in .csv" in quoted  # which of the two it means is not guessed


def test_lines_that_are_not_json_are_errors_in_their_place(tmp_path: Path) -> None:
    content = '{"a": 1}\nnope\n[1]\n' + "[" * 20_000 + "\n"
    good, *bad = fields(written(tmp_path / "a.jsonl", content))
    assert good == {"a": 1}
    assert [one[: len("a.jsonl, line 2: not")] for one in bad] == [f"a.jsonl, line {n}: not" for n in (2, 3, 4)]


def test_a_file_is_known_by_the_end_of_its_name() -> None:
    assert [kind_of(name) for name in ("A.CSV", "b.tsv.GZ", "c.parquet")] == [".csv", ".tsv", ".parquet"]
    with pytest.raises(InputError, match=r"must end in .txt, .csv, .tsv, .jsonl, .parquet"):
        kind_of("a.xlsx")


def test_a_packed_file_is_known_by_its_bytes_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(gzip.compress(b"text\ngood\n"))
    assert fields(tmp_path / "a.csv") == [{"text": "good"}]


def test_damaged_and_missing_files_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        fields(tmp_path / "absent.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="cannot read"):
        fields(tmp_path / "folder.csv")
    pytest.importorskip("pyarrow")
    for content in (b"", b"PAR1", b"no parquet at all, but some more bytes"):
        with pytest.raises(InputError, match=r"cannot read a.parquet"):
            fields(written(tmp_path / "a.parquet", content))


def test_a_file_is_read_as_it_comes(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with subprocess.Popen(["sh", "-c", f"printf 'text\\nfirst\\n' > {pipe}"]):
        assert fields(pipe) == [{"text": "first"}]


def test_every_row_takes_no_bad_one(tmp_path: Path) -> None:
    with pytest.raises(BadRow, match="line 3: the row has 2 fields"):
        every_row(written(tmp_path / "a.csv", "text\na\nb,c\n"))
    with pytest.raises(InputError, match="holds no row"):
        every_row(written(tmp_path / "b.csv", "text\n"))
