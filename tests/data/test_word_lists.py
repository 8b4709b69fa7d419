"""Word lists of a mapping and of files."""

import gzip
from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.data.word_lists import word_list


def test_a_mapping_is_taken_by_lower_case() -> None:
    assert word_list({"Good": ["fine", "fine", "nice"]}) == {"good": ("fine", "nice")}
    assert word_list({"freind": ["friend"], "frend": ["friend"]}, reverse=True) == {"friend": ("freind", "frend")}


def test_files_of_json_and_of_lines(tmp_path: Path) -> None:
    json, lines = tmp_path / "words.json", tmp_path / "words.tsv"
    json.write_text('{"good": ["fine"], "bad": []}', encoding="utf-8")
    lines.write_text("good\tfine|nice\tsource\n\ngood\tgreat\n", encoding="utf-8")
    assert word_list(json) == {"good": ("fine",)}
    assert word_list(str(lines)) == {"good": ("fine", "nice", "great")}
    packed = tmp_path / "words.tsv.gz"
    packed.write_bytes(gzip.compress(lines.read_bytes()))
    assert word_list(packed) == word_list(lines)


@pytest.mark.parametrize(
    ("name", "text", "match"),
    [
        ("a.json", "[1]", "must be an object"),
        ("b.json", '{"a": "b"}', "give a list of words"),
        ("c.json", '{"a": [1]}', "is no word"),
        ("d.tsv", "one two\n", "line 1: no tab"),
        ("e.tsv", "\n", "no words"),
    ],
)
def test_other_files_are_refused_in_a_line(tmp_path: Path, name: str, text: str, match: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=match):
        word_list(path)
    with pytest.raises(InputError, match="nowhere"):
        word_list(tmp_path / "nowhere.tsv")
