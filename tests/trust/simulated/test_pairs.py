"""Artificial words and pairs of forests: the conditions hold."""

from dataclasses import replace

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.trust.simulated.artificial import spoil
from exegesis.trust.simulated.pairs import Search, find_pair, fits
from tests.trust.simulated.toys import reviews

TRAIN, TEST = reviews(200, words=20, length=6), reviews(60, words=20, length=6, seed=1)


def test_artificial_words_stand_in_as_many_documents_as_they_should() -> None:
    found = spoil(TRAIN, TEST, 10, np.random.default_rng(0))
    assert found.train.counts.shape == (200, 30)
    assert found.artificial.tolist() == list(range(20, 30))
    for documents, shares in ((found.train, (10, 20)), (found.test, (3, 3))):
        added = documents.counts[:, found.artificial].toarray()
        for label, count in enumerate(shares):
            assert added[documents.labels == label].sum(axis=0).tolist() == [count] * 10
    np.testing.assert_array_equal(found.train.counts[:, :20].toarray(), TRAIN.counts.toarray())


def test_conditions_by_hand() -> None:
    assert fits((0.8, 0.801), (0.7, 0.75))
    assert not fits((0.8, 0.8), (0.7, 0.749))
    assert not fits((0.8, 0.802), (0.7, 0.8))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pool", "refit"])
def test_a_pair_fulfils_the_conditions(kind: str) -> None:
    spoiled = spoil(TRAIN, TEST, 10, np.random.default_rng(0))
    train, validation = spoiled.train.rows(slice(0, 160)), spoiled.train.rows(slice(160, 200))
    search = Search(trees=3, depth=2, kind=kind, pool=30, tries=200)
    pair = find_pair(train, validation, spoiled.test, search, np.random.default_rng(0))
    assert pair is not None
    for side, forest in enumerate(pair.forests):
        assert len(forest.trees) == 3
        for part, told in ((validation, pair.validation), (spoiled.test, pair.test)):
            right = (forest.predict_proba(part.counts)[:, 1] > 0.5) == part.labels
            assert right.mean() == pytest.approx(told[side])
    assert fits(pair.validation, pair.test)
    assert not {id(one.tree) for one in pair.forests[0].trees} & {id(one.tree) for one in pair.forests[1].trees}


def test_none_is_found_where_there_is_none() -> None:
    same = replace(TEST, counts=TRAIN.counts[:60], labels=TRAIN.labels[:60])
    search = Search(trees=4, depth=None, pool=8, tries=3)
    assert find_pair(TRAIN, same, same, search, np.random.default_rng(0)) is None


def test_searches_that_cannot_be() -> None:
    with pytest.raises(InputError, match="at least 60 trees"):
        Search(pool=59)
    with pytest.raises(InputError, match="at least one tree"):
        Search(trees=0)
