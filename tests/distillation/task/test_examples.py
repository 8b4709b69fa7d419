import gzip
import json
from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.distillation.task.examples import (
    ExampleColumns,
    TagExample,
    TextExample,
    read_examples,
    read_tags,
    read_texts,
)
from exegesis.distillation.task.label_sets import columns_of, labels_in, number_of


def test_json_lines_with_named_columns_packed_or_not(tmp_path: Path) -> None:
    line = json.dumps({"q": "one", "a": "two", "y": 1})
    plain, packed = tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"
    plain.write_text(f"{line}\n\n", encoding="utf-8")
    packed.write_bytes(gzip.compress(line.encode(), mtime=0))
    columns = ExampleColumns(text="q", pair="a", label="y")
    assert read_texts(plain, columns)[0] == TextExample(("one", "two"), "1", "a.jsonl, line 1")
    assert read_texts(packed, columns)[0].texts == ("one", "two")


def test_csv_quotes_and_tsv_does_not(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,label\n"one, ""two""\nthree",pos\n', encoding="utf-8")
    (tmp_path / "a.tsv").write_text('text\tlabel\n"one\tneg\ntwo"\tpos\n', encoding="utf-8")
    assert read_texts(tmp_path / "a.csv", ExampleColumns())[0].texts == ('one, "two"\nthree',)
    assert [one.texts[0] for one in read_texts(tmp_path / "a.tsv", ExampleColumns())] == ['"one', 'two"']


def test_missing_null_and_empty_labels_are_none(tmp_path: Path) -> None:
    rows = [{"text": "a"}, {"text": "b", "label": None}, {"text": "c", "label": ""}, {"text": "d", "label": 0}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [one.label for one in read_texts(tmp_path / "a.jsonl", ExampleColumns())] == [None, None, None, "0"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", "{}", "unknown column"),
        ("a.jsonl", '{"text": " "}', "something to see"),
        ("a.jsonl", "[1]", "line 1: not a JSON object"),
        ("a.jsonl", '{"text": "x"}\n{', "line 2: not JSON"),
        ("a.jsonl", '{"text": "x", "label": [1]}', "must be a name or a number"),
        ("a.jsonl", "", "no row"),
        ("a.csv", "text,label\nx", "line 2: the row has 1 fields, the header 2"),
        ("a.txt", "", "no row"),
        ("a.xls", "x", "cannot tell what"),
    ],
)
def test_bad_tables_are_told_in_a_line(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_examples([tmp_path / name], "classification")


def test_a_missing_file_and_one_that_is_not_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_examples([tmp_path / "a.csv"], "classification")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfa")
    with pytest.raises(InputError, match="not UTF-8"):
        read_examples([tmp_path / "b.csv"], "classification")


def test_columns_of_words_and_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_text("-DOCSTART- O\n\nAnn NNP B-PER\nsang VBD O\n\nalone O\n", encoding="utf-8")
    first, second = read_tags(path, ExampleColumns())
    assert first == TagExample(("Ann", "sang"), ("B-PER", "O"), "a.conll, line 3")
    assert second.words == ("alone",)
    path.write_text("Ann\nsang O\n", encoding="utf-8")
    with pytest.raises(InputError, match="some words of this sentence"):
        read_tags(path, ExampleColumns())


def test_lists_of_words_and_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"tokens": ["a", "b"], "tags": ["O", "X"]}\n{"tokens": ["a"]}\n', encoding="utf-8")
    assert [one.tags for one in read_tags(path, ExampleColumns())] == [("O", "X"), None]
    path.write_text('{"tokens": ["a", "b"], "tags": ["O"]}', encoding="utf-8")
    with pytest.raises(InputError, match="2 words but 1 tags"):
        read_tags(path, ExampleColumns())


def test_labels_by_name_and_by_number() -> None:
    assert number_of("positive", ("negative", "positive"), "x") == 1
    assert number_of("1", ("negative", "positive"), "x") == 1
    assert number_of("1", ("1", "0"), "x") == 0
    with pytest.raises(InputError, match="in row 3"):
        number_of("2", ("negative", "positive"), "row 3")


def test_labels_met_are_sorted_numbers_by_size() -> None:
    assert labels_in([TextExample(("a",), label, "") for label in ("10", "2", "a", None)]) == ("2", "10", "a")


def test_a_teachers_labels_are_matched_by_name() -> None:
    assert columns_of("t", ("b", "a"), ("a", "b")) == [1, 0]
    assert columns_of("t", ("LABEL_0", "LABEL_1"), ("no", "yes")) == [0, 1]
    for labels in (("a", "c"), ("a", "b", "c")):
        with pytest.raises(InputError, match="give a teacher and a student of the same labels"):
            columns_of("t", labels, ("a", "b"))
