"""Conditions against the sentences of a toy corpus, counted by hand."""

import pytest

from exegesis.core.errors import InputError
from exegesis.explorer.corpus.search.grammar import words_alone
from exegesis.explorer.corpus.search.selection import selected
from tests.explorer.corpus.search.toys import ToyCorpus

CORPUS = ToyCorpus()


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("bank", ["bank"]),
        ("BANK", ["bank"]),
        ("banks", ["Banks"]),
        ("form=banks", []),
        ("/^bank/i", ["bank", "Banks"]),
        ("upos=VERB", ["chase", "raised", "chase", "fail", "saw", "bark"]),
        ("upos=VERB form=/^[cb]/", ["chase", "chase", "bark"]),
        ("upos=VERB form!=/^[cb]/", ["raised", "fail", "saw"]),
        ("deprel=obj|compound form!=cats", ["rates", "New", "York"]),
        ("text=/New York/", ["New", "York"]),
        ("text=/ew Yo/", ["New", "York"]),
        ('text="dogs bark"', ["dogs", "bark"]),
        ('text=/rates/|"dogs bark" upos=NOUN', ["rates", "dogs"]),
        ("text!=/a/", []),
        ("source=file3.txt", ["Banks", "fail"]),
        ("source=/[35]/ upos!=VERB", ["Banks", "dogs"]),
        ("", [word.form for word in CORPUS.words(range(CORPUS.manifest.words))]),
    ],
)
def test_what_holds(query: str, forms: list[str]) -> None:
    assert [word.form for word in CORPUS.words(selected(CORPUS, words_alone(query)))] == forms


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ent=person", "the corpus is not annotated with ent; it has lemma, upos, deprel. Ask for form or text."),
        ("upos=VRB", "unknown upos 'VRB'. Did you mean 'VERB'?"),
        ("source=other.txt", "unknown source 'other.txt'. Choose from: file0.txt"),
    ],
)
def test_what_is_not_there(query: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        selected(CORPUS, words_alone(query))
    assert str(caught.value).startswith(said)


def test_values_are_no_sql() -> None:
    for query in ('form="\' OR 1=1 --"', "lemma=/'; DROP/", 'name="\\""'):
        assert selected(CORPUS, words_alone(query)).tolist() == []
    assert len(CORPUS.select("SELECT id FROM words")) == CORPUS.manifest.words
