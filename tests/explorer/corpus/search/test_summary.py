"""Counts of tags against the toy corpus, by hand."""

from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.core.proportions import binomial_p, drawn_p, wilson
from exegesis.core.statistics import holm
from exegesis.explorer.corpus.search.records import CountTable
from exegesis.explorer.corpus.search.result import CorpusSummary
from tests.explorer.corpus.search.planted import SPECIAL, PlantedModel, to
from tests.explorer.corpus.search.toys import ToyCorpus

CORPUS = ToyCorpus()


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted model is no model that `load` knows."""
    monkeypatch.setattr(ToyCorpus, "_loaded", lambda self, model: model)


def table(found: CorpusSummary, place: str, what: str) -> CountTable:
    (one,) = (one for one in found.tables if (one.place, one.what) == (place, what))
    return one


def counts(found: CorpusSummary, place: str, what: str) -> dict[str | None, int]:
    return {row.value: row.seen.count for row in table(found, place, what).rows}


def test_tags_of_words_and_of_their_neighbours() -> None:
    """Verbs but for the repeated sentence: chase, raised, fail, saw, bark."""
    found = CORPUS.summary("upos=VERB")
    assert (found.words, found.missing) == (5, ("ent",))
    assert counts(found, "match", "upos") == {"VERB": 5}
    assert counts(found, "offset -1", "deprel") == {"nsubj": 5}
    assert counts(found, "offset +1", "deprel") == {"obj": 1, "nmod": 1, None: 2, "compound": 1}
    row = table(found, "offset +1", "deprel").rows[0]
    # Of 20 words 6 end a sentence; none of the 14 others is followed by a word of 2 in 5 such.
    assert (row.value, row.seen.total, row.base) == (None, 5, pytest.approx(6 / 20))
    assert (row.seen.low, row.seen.high) == wilson(2, 5)


def test_p_is_exact_and_corrected_for_the_rows() -> None:
    found = table(CORPUS.summary("upos=VERB", tags=["deprel"], offsets=[1]), "offset +1", "deprel")
    # One word after a word: obj 4 (cats twice, rates, York), nmod 1, compound 1; 6 sentences end.
    of = {None: 6, "obj": 4, "nmod": 1, "compound": 1}
    raw = [drawn_p(row.seen.count, 5, of[row.value], 20) for row in found.rows]
    assert [row.p for row in found.rows] == pytest.approx(list(holm(raw)))
    assert [row.base for row in found.rows] == pytest.approx([of[row.value] / 20 for row in found.rows])


def test_fewer_rows_leave_others() -> None:
    found = table(CORPUS.summary("upos=VERB", tags=["deprel"], offsets=[1], rows=1), "offset +1", "deprel")
    assert ([row.value for row in found.rows], found.others) == ([None], 3)


def test_words_without_tags_are_not_counted() -> None:
    corpus = ToyCorpus()
    corpus._base.execute("UPDATE words SET upos = NULL WHERE sentence = 1")
    corpus._words = [
        type(one)(**{**{name: getattr(one, name) for name in one.__slots__}, "upos": None})
        if one.sentence == 1
        else one
        for one in corpus._words
    ]
    found = table(corpus.summary([3, 5, 11], tags=["upos"], offsets=[0]), "match", "upos")
    assert (found.untagged, [(row.value, row.seen.count, row.seen.total) for row in found.rows]) == (
        2,
        [("NOUN", 1, 1)],
    )
    assert found.rows[0].base == pytest.approx(7 / 15)


def test_what_words_attend_to() -> None:
    found = CORPUS.summary("upos=NOUN deprel=nsubj", heads=[(1, 2)], model=PlantedModel(to(1)), tags=["upos", "ent"])
    assert counts(found, "attended", "upos") == {"VERB": 4}  # dogs, bank, Banks, dogs
    assert counts(found, "attended", "offset") == {"+1": 4}
    row = table(found, "attended", "offset").rows[0]
    assert row.base == pytest.approx((1 / 3 + 1 / 5 + 1 / 2 + 1 / 2) / 4)
    assert row.p == pytest.approx(binomial_p(4, 4, row.base))
    assert table(found, "attended", "upos").rows[0].base == pytest.approx(6 / 20)
    assert (found.attending, found.special) == (4, pytest.approx(SPECIAL))


def test_a_causal_model_attends_to_what_it_sees() -> None:
    found = CORPUS.summary("its", heads=[(1, 1)], model=PlantedModel(to(-1), causal=True), tags=[])
    assert counts(found, "attended", "offset") == {"-3": 1}  # all alike: the first
    assert table(found, "attended", "offset").rows[0].base == pytest.approx(1 / 4)


def test_a_budget_is_said() -> None:
    found = CORPUS.summary("upos=NOUN", heads=[(1, 1)], model=PlantedModel(to(1)), sentences=2, tags=[])
    assert found.notes == ("2 of 5 sentences were read, drawn at random (seed 0)",)
    assert found.attending < found.words == 7


def test_matches_and_rows_are_words_too() -> None:
    matches = CORPUS.find("upos=VERB", count=3)
    assert CORPUS.summary(matches).words == 3
    assert CORPUS.summary([1, 1, 5]).words == 2


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"tags": ["pos"]}, "unknown tag 'pos'"),
        ({"tags": "upos"}, "tags and offsets are lists"),
        ({"offsets": [50]}, "an offset is a number of words from -20 to 20, not 50"),
        ({"offsets": [0.5]}, "an offset is a number"),
        ({"rows": 0}, "rows must be a whole number of at least 1"),
        ({"words": []}, "there is no word to sum up"),
        ({"words": "zebra"}, "there is no word to sum up"),
        ({"words": 3}, "words are conditions, matches or rows"),
        ({"words": [99]}, "word 99 is not there"),
    ],
)
def test_what_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        CORPUS.summary(**{"words": "upos=VERB", **settings})


def test_of_a_causal_model_the_next_word_is_named() -> None:
    corpus = ToyCorpus()
    corpus.manifest = corpus._manifest(20, task="causal-lm")
    assert corpus.summary("upos=VERB").notes == (
        "one word after is what the model is to tell where it stands at the word",
    )
    assert corpus.summary("upos=VERB", offsets=[0]).notes == ()
