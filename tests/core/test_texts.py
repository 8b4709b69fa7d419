"""Files of texts: every bad row is named by its line, and nothing is dropped unseen."""

import gzip
from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.core.texts import Columns, read_texts


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    path.write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
    return path


JSONL = '{"text": "a film", "label": 1}\n\n{"text": "bad", "label": null}\n{"text": "so-so"}\n'


def test_rows_of_json(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.jsonl.gz"):
        found = read_texts(written(tmp_path, name, JSONL))
        assert found.texts == ("a film", "bad", "so-so")
        assert found.labels == ("1", None, None)
        assert found.places == (f"{name}, line 1", f"{name}, line 3", f"{name}, line 4")


def test_cells_with_line_ends_and_quotes(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", '\ufeffid,review,stars\n1,"two\nlines, ""quoted""",pos\n2,plain,\n')
    found = read_texts(path, Columns("review", "stars"))
    assert found.texts == ('two\nlines, "quoted"', "plain")
    assert found.labels == ("pos", None)
    assert found.places[1] == "a.csv, line 4"
    assert read_texts(path, Columns("review")).labels is None


def test_lines_of_text(tmp_path: Path) -> None:
    found = read_texts(written(tmp_path, "a.txt", "one\r\ntwo\nthree"))
    assert found.texts == ("one", "two", "three")
    assert read_texts(tmp_path / "a.txt", limit=2).texts == ("one", "two")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", '{"text": "a"}\n{"text": \n', "a.jsonl, line 2: not JSON"),
        ("a.jsonl", '{"text": "a"}\n[1]\n', "a.jsonl, line 2: not a JSON object"),
        ("a.jsonl", '{"text": "a"}\n{"text": 5}\n', "a.jsonl, line 2: the text must be a string"),
        ("a.jsonl", '{"text": "a", "label": [1]}\n', "a.jsonl, line 1: the label"),
        ("a.jsonl", '{"text": "\\ud800"}\n', "a.jsonl, line 1: the text has a lone surrogate"),
        ("a.txt", "one\n\ntwo\n", "a.txt, line 2: the text is empty"),
        ("a.csv", "text,label\na,1\nb\n", "a.csv, line 3: the row has 1 fields, the header 2"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_left_out_only_when_asked(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    path = written(tmp_path, name, text + ('{"text": "last"}\n' if name == "a.jsonl" else ""))
    with pytest.raises(InputError) as error:
        read_texts(path)
    assert str(error.value).startswith(said)
    assert read_texts(path, skip_bad=True).skipped == 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.jsonl", '{"review": "a"}\n', "unknown column 'text'"),
        ("a.csv", "txt,label\na,1\n", "Did you mean 'txt'"),
        ("a.txt", "", "holds no text"),
        ("a.json", "[]", "cannot tell what"),
        ("a.txt", b"\xff\xfa\x00", "not UTF-8"),
    ],
)
def test_files_that_will_not_do(tmp_path: Path, name: str, text: str | bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_texts(written(tmp_path, name, text), skip_bad=True)


def test_a_missing_label_column_and_a_broken_archive(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown column 'stars'"):
        read_texts(written(tmp_path, "a.jsonl", JSONL), Columns(label="stars"))
    broken = tmp_path / "b.jsonl.gz"
    broken.write_bytes(gzip.compress(JSONL.encode(), mtime=0)[:-12])
    with pytest.raises(InputError, match="no whole gzip file"):
        read_texts(broken)
    (tmp_path / "c.txt.gz").write_bytes(b"plain")
    assert read_texts(tmp_path / "c.txt.gz").texts == ("plain",)
    with pytest.raises(InputError, match="cannot read"):
        read_texts(tmp_path / "absent.txt")
