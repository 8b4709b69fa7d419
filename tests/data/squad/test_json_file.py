import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data.squad import json_file
from exegesis.data.squad.json_file import JsonFile

TEXT = '{"größe": 1}'
MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        MARK + TEXT.encode(),
        gzip.compress(TEXT.encode(), mtime=0),
        gzip.compress(MARK + TEXT.encode(), mtime=0),
    ],
    ids=["plain", "byte order mark", "gzip", "both"],
)
@pytest.mark.parametrize("name", ["file.json", "file.json.gz", "file"])
def test_the_content_says_whether_it_is_packed(tmp_path: Path, raw: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(raw)
    assert JsonFile.read(tmp_path / name).root == {"größe": 1}
    assert JsonFile.read(str(tmp_path / name)).text == TEXT


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", r"f.json, line 1, column 1: not JSON \(Expecting value\)\."),
        (b'{"a": 1,\n  b}', r"f.json, line 2, column 3: not JSON"),
        (b'{"a": 1}\n\n x', r"f.json, line 3, column 2: not JSON \(Extra data\)"),
        (b'{"a":\n "x\ny"}', r"f.json, line 2, column \d+: not JSON \(Invalid control character"),
        (b'{"a": 1,\n"b": "caf\xe9"}', r"f.json, line 2: not UTF-8 \(.+\); save the file as UTF-8\."),
        (TEXT.encode("utf-16"), r"f.json, line 1: not UTF-8"),
        (gzip.compress(b"{}", mtime=0)[:-6], r"f.json is no whole gzip file"),
        (gzip.compress(b"{}", mtime=0)[:-8] + b"\0" * 8, r"f.json is no whole gzip file"),
        (gzip.compress(b"{}" * 50, mtime=0)[:10] + b"\xff" * 30, r"f.json is no whole gzip file"),
        (b"\x1f\x8b", r"f.json is no whole gzip file"),
        (b"[" * 200_000, r"f.json: lists and objects are nested too deeply to be read\."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "f.json").write_bytes(raw)
    with pytest.raises(InputError, match=f"^{message}") as caught:
        JsonFile.read(tmp_path / "f.json")
    assert "\n" not in str(caught.value)


def test_an_absent_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path):
        with pytest.raises(InputError, match=f"there is no file '{path}'"):
            JsonFile.read(path)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "_LARGEST", 1000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b" " * 999 + b"7", mtime=0))
    assert JsonFile.read(tmp_path / "bomb.gz").root == 7
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b" " * 1000 + b"7", mtime=0))
    with pytest.raises(InputError, match=r"bomb\.gz holds more than 1,000 bytes"):
        JsonFile.read(tmp_path / "bomb.gz")


@pytest.mark.parametrize(
    ("value", "kinds", "message"),
    [
        (1.0, (int,), "must be a whole number"),
        (True, (int,), "must be a whole number"),
        ("1", (int,), "must be a whole number"),
        (None, (str,), "must be text"),
        ({}, (list,), "must be a list"),
        (1, (bool,), "must be true or false"),
        (False, (str, int), "must be text or a whole number"),
        (float("nan"), (int,), "must be a whole number"),
    ],
)
def test_a_field_of_another_kind_is_told(value: Any, kinds: tuple[type, ...], message: str) -> None:
    file = JsonFile("f.json", json.dumps({"before": [1, {"a": 2}], "a": value}, indent=1))
    with pytest.raises(InputError, match=rf"^f\.json, line 8: a {message}\.$"):
        file.field(file.root, (), "a", *kinds)


def test_a_number_of_thousands_of_digits_is_no_crash() -> None:
    digits = "9" * (sys.get_int_max_str_digits() + 1)
    file = JsonFile("f.json", f'{{"a":\n{digits}, "b": {"1" * 40}}}')
    assert file.field(file.root, (), "b", int) == int("1" * 40)
    with pytest.raises(InputError, match="line 2: a must be a whole number") as caught:
        file.field(file.root, (), "a", int)
    assert len(str(caught.value)) < 200


def test_a_field_that_stands_twice_is_told() -> None:
    file = JsonFile("f.json", '{"a": [{"x": 1,\n"y": 2,\n"x": 3,\n"z": 4}]}')
    with pytest.raises(InputError, match=r"^f\.json, line 3: a\[0\]\.x stands twice in its object\.$"):
        file.field(file.root["a"][0], ("a", 0), "z", int)


@pytest.mark.parametrize("holder", [[], "a", 1, None, True])
def test_what_should_be_an_object_and_is_not_is_told(holder: Any) -> None:
    file = JsonFile("f.json", json.dumps([0, holder], indent=1))
    with pytest.raises(InputError, match=r"^f\.json, line 3: \[1\] must be an object\."):
        list(file.items(holder, (1,), "a"))
