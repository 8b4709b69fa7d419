"""Where heads point: a planted head is found, one that spreads evenly is not, and the figures are counted by hand."""

from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.proportions import binomial_p
from exegesis.data.inputs import plain
from exegesis.explorer.corpus.search.result import AttentionPattern
from tests import tiny
from tests.explorer.corpus.search.planted import SPECIAL, PlantedModel, to
from tests.explorer.corpus.search.seen import SeenCorpus
from tests.explorer.corpus.search.toys import ToyCorpus

CORPUS = ToyCorpus()
OBJECTS = "layer 1 head {} from upos=VERB to its deprel=obj"


def ask(query: str, model: Any, **settings: Any) -> AttentionPattern:
    return CORPUS.pattern(query, model=model, **settings)


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted model is no model that `load` knows."""
    monkeypatch.setattr(ToyCorpus, "_loaded", lambda self, model: model)


def test_a_planted_head_is_found() -> None:
    """Objects stand one, two and two words after their verbs; sentence 2 is sentence 0 again and is not read."""
    found = ask(OBJECTS.format(2), PlantedModel(to(2)))
    assert [(one.first.form, one.second.form) for one in found.pairs] == [
        ("chase", "cats"), ("raised", "rates"), ("saw", "York"),
    ]  # fmt: skip
    assert [one.weight for one in found.pairs] == pytest.approx([1 - SPECIAL] * 3)
    assert (found.words, found.possible, found.sentences, found.candidates) == (3, 3, 3, 3)
    assert found.share == pytest.approx(1)  # "cats" ends its sentence, two words further is it too
    assert found.by_chance == pytest.approx((1 / 2 + 1 / 4 + 1 / 4) / 3)
    assert (found.strongest.count, found.strongest.total) == (3, 3)
    assert found.p == pytest.approx(binomial_p(3, 3, found.by_chance))
    assert (found.fixed_offset, found.by_offset) == (2, pytest.approx(2 / 3))


def test_a_head_that_spreads_evenly_goes_there_by_chance() -> None:
    found = ask(OBJECTS.format(1), PlantedModel(to(2)))
    assert found.share == pytest.approx(found.by_chance)
    assert found.share_of_others == pytest.approx((1 / 2 + 6 / 4) / 7)  # dogs; The, bank, its; we, New, today
    assert [one.weight for one in found.pairs] == pytest.approx([1 / 5, 1 / 7, 1 / 7])


def test_several_heads_are_averaged() -> None:
    found = ask("layer 1 head 1 head 2 from raised to rates", PlantedModel(to(2)))
    assert found.pairs[0].weight == pytest.approx((1 / 7 + 1 - SPECIAL) / 2)


def test_a_causal_model_sees_no_later_word() -> None:
    model = PlantedModel(to(-1), causal=True)
    assert ask(OBJECTS.format(2), model).words == 0
    found = ask("layer 1 head 2 from deprel=obj to upos=VERB", model)
    assert (found.words, found.strongest.count) == (3, 1)
    assert found.by_chance == pytest.approx((1 / 2 + 1 / 4 + 1 / 3) / 3)


def test_its_means_the_word_that_hangs_on_it() -> None:
    model = PlantedModel(to(1))
    assert ask("layer 1 head 2 from upos=VERB to upos=PROPN", model).possible == 2
    (pair,) = ask("layer 1 head 2 from upos=VERB to its upos=PROPN", model).pairs
    assert (pair.first.form, pair.second.form) == ("saw", "York")


def test_pages_put_together_are_all_pairs() -> None:
    model = PlantedModel(to(2))
    whole = ask("layer 1 head 1 from upos=NOUN to form!=its", model).pairs
    assert len(whole) > 8
    pages = [
        ask("layer 1 head 1 from upos=NOUN to form!=its", model, count=3, offset=at).pairs for at in range(0, 30, 3)
    ]
    assert tuple(one for page in pages for one in page) == whole


def test_a_budget_draws_sentences_and_says_so() -> None:
    model, told = PlantedModel(to(1)), []
    found = ask(
        OBJECTS.format(2), model, sentences=2, seed=3, progress=lambda done, expected: told.append((done, expected))
    )
    assert (found.sentences, found.candidates, len(set(model.read))) == (2, 3, 2)
    assert found.notes == ("2 of 3 sentences were read, drawn at random (seed 3)",)
    assert told == [(1, 2), (2, 2)]
    assert ask(OBJECTS.format(2), PlantedModel(to(1)), sentences=2, seed=3) == found


def test_a_sentence_that_is_too_long_is_left_out_and_said() -> None:
    long = " ".join(f"w{number}/NOUN/dep/0" for number in range(20))
    corpus = ToyCorpus(["a/DET/det/2 b/NOUN/root/0", long])
    found = corpus.pattern("layer 1 head 1 from upos=NOUN to form=/./", model=PlantedModel(to(1)))
    assert (found.sentences, found.candidates) == (1, 2)
    assert found.notes == ("a sentence is longer than the model reads at once and left out",)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("upos=VERB", "a pattern is such as"),
        ("layer 1 head 1 from zebra to upos=NOUN", "no word of the corpus is zebra"),
        ("layer 2 head 1 from upos=VERB to upos=NOUN", "layer 2 is not there: there are layers 1"),
        ("layer 1 head 4 from upos=VERB to upos=NOUN", "head 4 is not there: a layer has heads 1 to 3"),
    ],
)
def test_what_is_refused(query: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ask(query, PlantedModel(to(1)))


def test_its_wants_a_tree() -> None:
    corpus = ToyCorpus()
    corpus.manifest = corpus._manifest(20, annotations=("upos", "deprel"))
    with pytest.raises(InputError, match='"its" asks for the tree of dependencies'):
        corpus.pattern(OBJECTS.format(1), model=PlantedModel(to(1)))


def test_a_model_without_attention_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="box shows no attention: give the transformer"):
        CORPUS.pattern(OBJECTS.format(1), model=type("Box", (), {"name": "box"})())


def test_weights_are_the_models_own_over_pieces() -> None:
    """Words of several pieces, by hand from the model's attention."""
    model = tiny.bert()
    corpus = SeenCorpus(model)
    found = corpus.pattern("layer 2 head 1 from form=raised to form=rates", model=model)
    text = "The bank raised its rates"
    document = plain(text)
    tokens = model.tokens(document, model.windows(document)[0])
    weights = model.attentions(tokens.row)[1, 0]
    rows = [at for at, span in enumerate(tokens.spans) if 9 <= span.start < span.end <= 15]
    columns = [at for at, span in enumerate(tokens.spans) if 20 <= span.start < span.end <= 25]
    assert len(rows) > 1 < len(columns)
    np.testing.assert_allclose(found.pairs[0].weight, weights[rows][:, columns].sum() / len(rows), rtol=1e-5)
