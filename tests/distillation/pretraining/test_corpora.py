import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.distillation.pretraining.corpora import corpus_of

TEXTS = ["one", "twö", "three"]


def _read(path: Any, field: str = "text") -> list[str]:
    return [text for text, _ in corpus_of(path, field).texts()]


def test_every_kind_of_file(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.txt", tmp_path / "a.txt.gz"
    plain.write_text("\n".join(TEXTS), encoding="utf-8")
    packed.write_bytes(gzip.compress(plain.read_bytes(), mtime=0))
    lines, packed_lines = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    lines.write_text("\n".join(json.dumps({"text": text}) for text in TEXTS), encoding="utf-8")
    packed_lines.write_bytes(gzip.compress(lines.read_bytes(), mtime=0))
    table, cells, nameless = tmp_path / "a.parquet", tmp_path / "a.csv", tmp_path / "corpus"
    cells.write_text("text\n" + "\n".join(TEXTS), encoding="utf-8")
    nameless.write_bytes(plain.read_bytes())
    pq.write_table(pa.table({"text": TEXTS, "other": [1, 2, 3]}), table)
    for path in (plain, packed, lines, packed_lines, table, cells, nameless):
        assert _read(path) == TEXTS, path.name
    assert _read([plain, table]) == TEXTS * 2
    assert len({corpus_of(path).digest() for path in (plain, lines, table)}) == 3


def test_parquet_is_read_batch_by_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.core.parquet._ROWS", 7)
    texts = [f"text {n}" for n in range(50)]
    pq.write_table(pa.table({"body": texts}), tmp_path / "a.parquet", row_group_size=20)
    assert _read(tmp_path / "a.parquet", "body") == texts


def test_a_data_set_object() -> None:
    class Dataset(list):  # type: ignore[type-arg]
        _fingerprint = "abc"

    given = Dataset({"text": text} for text in TEXTS)
    assert _read(given) == TEXTS
    assert corpus_of(given).digest() != corpus_of(given, "other").digest()
    with pytest.raises(UnsupportedError, match="fingerprint"):
        corpus_of([{"text": "a"}]).digest()
    with pytest.raises(InputError, match="row 0: no text under 'body'"):
        _read(given, "body")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"good\nb\xffd\n", r"a.txt, line 2: not UTF-8 .byte 1"),
        ("a.jsonl", b'{"text": "a"}\n{"text"\n', r"a.jsonl, line 2: not JSON"),
        ("a.jsonl", b'{"text": 3}\n', r"a.jsonl, line 1: no text under 'text'"),
        ("a.jsonl", b"[1]\n", r"a.jsonl, line 1: not a JSON object"),
        ("a.txt.gz", b"\x1f\x8bnot gzip", r"a.txt.gz is no whole gzip file"),
        ("a.txt.gz", gzip.compress(b"abc\n" * 999, mtime=0)[:-9], r"a.txt.gz is no whole gzip file"),
        ("a.parquet", b"not parquet", r"cannot read a.parquet after row 0"),
    ],
)
def test_unreadable_files_are_named_with_the_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        _read(path)


def test_parquet_without_the_column_or_with_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["a", None]}), path)
    with pytest.raises(InputError, match="no column 'body'; it has text"):
        _read(path, "body")
    with pytest.raises(InputError, match=r"a.parquet, row 2: no text"):
        _read(path)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        corpus_of([tmp_path / "none.txt"])
    with pytest.raises(InputError, match="no corpus given"):
        corpus_of([])
