"""What words may become: a user's lists, WordNet's, and a masked language model's guesses."""

import gzip
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Span
from exegesis.counterfactuals import Lexicon, counterfactual
from exegesis.counterfactuals.ways import lexicon as lexicons
from exegesis.counterfactuals.ways.lexicon import offered as listed
from exegesis.counterfactuals.ways.proposals import masked_words
from exegesis.counterfactuals.ways.proposals import offered as proposed
from exegesis.counterfactuals.ways.words import ChangeableWords, WordSettings, cased
from exegesis.data.inputs import Hidden, plain
from exegesis.data.records import Unit
from exegesis.engine.engine import Engine
from tests.counterfactuals.toys import bag
from tests.datasets import FOLDER, needs_data


def units(text: str) -> tuple[Unit, ...]:
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append(Unit(word, (Span(start, at),)))
    return tuple(found)


def words(text: str, **settings: Any) -> ChangeableWords:
    made = units(text)
    return ChangeableWords(plain(text), "word", made, tuple(range(len(made))), WordSettings(**settings))


def test_pairs_of_a_file_stand_for_each_other_packed_or_not(tmp_path: Path) -> None:
    path, packed = tmp_path / "pairs.tsv", tmp_path / "pairs.tsv.gz"
    text = "# antonyms\nGood\tbad\ngood\tpoor\n\nbad\tbad\n"
    path.write_text(text, encoding="utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    for one in (path, packed):
        found = Lexicon.of(one)
        assert dict(found.words) == {"good": ("bad", "poor"), "bad": ("Good",), "poor": ("good",)}
        assert found.name == one.name


def test_a_mapping_goes_one_way_and_capitals_are_kept() -> None:
    found = listed(words("GOOD Good good film", lexicon={"good": ["bad", "Poor"]}))
    assert [[one.text for one in some] for some in found.alternatives] == [
        ["BAD", "POOR"], ["Bad", "Poor"], ["bad", "Poor"], [],
    ]  # fmt: skip
    assert cased("a", "I") == "A"


@pytest.mark.parametrize(
    ("given", "match"),
    [
        (None, "needs lexicon="),
        ({}, "holds no replacement"),
        ([], "a lexicon must be"),
        ({"good": [""]}, "replaced by ''"),
        ({"good": 3}, "'good' has 3"),
        ("nowhere.tsv", "cannot read the lexicon"),
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


@needs_data
def test_the_antonyms_of_the_shared_data_turn_a_review() -> None:
    found = counterfactual(
        bag({"good": 2.0, "bad": -2.0}),
        "a good film",
        by="lexicon",
        lexicon=FOLDER / "lexical" / "wordnet_antonyms.tsv.gz",
    )
    assert [edit.new for edit in found.found[0].edits] == ["bad"]


def test_a_masked_model_proposes_other_words_for_the_most_promising_units() -> None:
    found = proposed(words("The film was good .", proposals=4, proposed_units=3))
    counts = [len(some) for some in found.alternatives]
    assert counts == [4, 4, 4, 0, 0]  # of the order's first three
    texts = [one.text for one in found.alternatives[0]]
    assert all(text[0].isupper() and text.casefold() != "the" for text in texts)
    assert found.passes == 3
    assert "4 that bundled:masked-words proposes in their place (of the 3 of 4 that look most" in found.description


def test_what_is_proposed_is_what_the_model_guesses_there() -> None:
    task = masked_words("bundled:masked-words")
    given = Hidden.word("The film was good .", "good")
    (guess,) = task.predict(task.scene(given), Engine(task.model).look, 12)
    others = [word for word in guess.labels if word != "good" and word.isalpha()]
    found = proposed(words("The film was good .", proposals=3)).alternatives[3]
    assert [one.text for one in found] == others[:3]


def test_a_mask_token_in_the_users_text_hides_nothing() -> None:
    found = proposed(words("[MASK] film was good", proposals=2))
    assert len(found.alternatives[1]) == 2


def test_a_model_that_guesses_no_words_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="guesses no hidden words"):
        masked_words("bundled:sentiment-tiny")
