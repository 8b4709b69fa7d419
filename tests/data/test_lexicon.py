"""Lexicons of mappings, of files, and of WordNet as nltk reads it."""

import gzip
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data import lexicon as lexicons
from exegesis.data.lexicon import Lexicon


def test_pairs_of_a_file_stand_for_each_other_packed_or_not(tmp_path: Path) -> None:
    path, packed = tmp_path / "pairs.tsv", tmp_path / "pairs.tsv.gz"
    text = "# antonyms\nGood\tbad\ngood\tpoor\n\nbad\tbad\n"
    path.write_text(text, encoding="utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    for one in (path, packed):
        found = Lexicon.of(one, both_ways=True)
        assert dict(found.words) == {"good": ("bad", "poor"), "bad": ("Good",), "poor": ("good",)}
        assert found.name == one.name


def test_a_mapping_goes_one_way_and_may_be_turned() -> None:
    assert Lexicon.of({"Good": ["fine", "fine", "nice"]}).words == {"good": ("fine", "nice")}
    assert Lexicon.of({"freind": "friend", "frend": "friend"}, reverse=True).words == {"friend": ("freind", "frend")}


def test_files_of_json_and_of_several_words_a_line(tmp_path: Path) -> None:
    json, lines = tmp_path / "words.json", tmp_path / "words.tsv"
    json.write_text('{"good": ["fine"], "bad": []}', encoding="utf-8")
    lines.write_text("good\tfine|nice\n\ngood\tgreat\n", encoding="utf-8")
    assert Lexicon.of(json).words == {"good": ("fine",)}
    assert Lexicon.of(str(lines)).words == {"good": ("fine", "nice", "great")}
    sourced = tmp_path / "misspellings.tsv"
    sourced.write_text("freind\tfriend\tsomebody's list\n", encoding="utf-8")
    assert Lexicon.of(sourced, reverse=True).words == {"friend": ("freind",)}


@pytest.mark.parametrize(
    ("name", "text", "match"),
    [
        ("a.json", "[1]", "must be an object"),
        ("b.json", '{"a": [1]}', "is replaced by 1"),
        ("c.tsv", "one two\n", "line 1: each line is"),
        ("d.tsv", "\n", "holds no replacement"),
    ],
)
def test_other_files_are_refused_in_a_line(tmp_path: Path, name: str, text: str, match: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=match):
        Lexicon.of(path)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        (None, "a lexicon must be"),
        ({}, "holds no replacement"),
        ([], "a lexicon must be"),
        ({"good": [""]}, "replaced by ''"),
        ({"good": 3}, "'good' has 3"),
        ("nowhere.tsv", "cannot read"),
        ("wordnet:cousins", "unknown relation of WordNet 'cousins'"),
        (7, "a lexicon must be"),
    ],
)
def test_what_is_no_lexicon_is_refused(given: Any, match: str) -> None:
    with pytest.raises(InputError, match=match):
        Lexicon.of(given)


@pytest.mark.parametrize("line", ["good", "good\tbad\tpoor", "good\t", "\tbad"])
def test_the_line_of_a_file_that_is_no_pair_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text(f"a\tb\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"pairs.tsv, line 2: each line is word<TAB>word"):
        Lexicon.of(path)


def test_wordnet_that_is_not_there_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nltk", None)
    monkeypatch.setitem(sys.modules, "nltk.corpus", None)
    with pytest.raises(InputError, match="pip install nltk"):
        Lexicon.of("wordnet:antonyms")
    no_data = ModuleType("nltk.corpus")

    class Missing:
        def synsets(self, word: str) -> Any:
            raise LookupError("no data")

    no_data.wordnet = Missing()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nltk.corpus", no_data)
    with pytest.raises(InputError, match="nltk has no WordNet here"):
        Lexicon.of("wordnet:antonyms")


class Lemma:
    """As nltk's."""

    def __init__(self, name: str, *opposites: str) -> None:
        self._name, self._opposites = name, opposites

    def name(self) -> str:
        return self._name

    def antonyms(self) -> list["Lemma"]:
        return [Lemma(one) for one in self._opposites]


def test_wordnets_antonyms_and_synonyms(monkeypatch: pytest.MonkeyPatch) -> None:
    good = [Lemma("good", "bad", "evil"), Lemma("goodness", "badness"), Lemma("well_off")]
    corpus = SimpleNamespace(synsets=lambda word: [SimpleNamespace(lemmas=lambda: good)] if word == "good" else [])
    monkeypatch.setattr(lexicons, "import_module", lambda name: SimpleNamespace(wordnet=corpus))
    assert Lexicon.of("wordnet:antonyms").words["good"] == ("bad", "evil")
    assert Lexicon.of("wordnet:synonyms").words["good"] == ("goodness", "well off")
    both = Lexicon.of(["wordnet:antonyms", {"good": "awful", "film": "movie"}])
    assert (both.words["good"], both.words["film"]) == (("bad", "evil", "awful"), ("movie",))
    assert both.words.get("unknown", ()) == ()
