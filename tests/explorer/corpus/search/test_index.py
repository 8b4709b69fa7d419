"""An index: found again, said, exactly scored, left aside where it does not serve, refused where it is damaged."""

from pathlib import Path

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.explorer import Corpus
from exegesis.explorer.corpus.search import index, searchable
from tests.explorer.corpus import made


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.setattr(index, "LEAST", 100)
    monkeypatch.setattr(searchable, "LEAST", 100)
    texts = [" ".join(f"w{number}x{word}" for word in range(10)) for number in range(60)]
    return made.corpus(tmp_path / "corpus", texts)


def test_what_an_index_finds_is_what_all_comparisons_find(corpus: Corpus) -> None:
    before = corpus.nearest(7, layer=1, count=20)
    told: list[tuple[int, int]] = []
    facts = corpus.build_index(1, progress=lambda done, expected: told.append((done, expected)))
    assert facts.recall >= 0.99
    assert told == [(600, 600)]
    for known in (corpus, Corpus.open(corpus.folder)):
        found = known.nearest(7, layer=1, count=20)
        assert len({*found.rows} & {*before.rows}) >= 19
        scores = {one.word.row: one.score for one in known.nearest(7, layer=1, count=600, exact=True).matches}
        assert [one.score for one in found.matches] == [scores[row] for row in found.rows]
        assert (found.possible, found.left_out) == (before.possible, before.left_out)
        (note,) = found.notes
        assert note.startswith("by an index, which may miss some: of the 50 nearest it found ")


def test_it_is_left_aside_where_it_does_not_serve(corpus: Corpus) -> None:
    corpus.build_index(1)
    assert corpus.nearest(7, layer=1, count=3).notes
    for asked in ({"layer": 2}, {"layer": 1, "exact": True}, {"layer": 1, "where": "form!=w1x1"}, {"heads": [(1, 1)]}):
        assert corpus.nearest(7, count=3, **asked).notes == ()  # type: ignore[arg-type]
    assert corpus.nearest(7, layer=1, count=50, offset=580).notes == ()  # more than it was asked for


def test_a_damaged_index_and_one_of_other_vectors_are_refused(corpus: Corpus) -> None:
    corpus.build_index(1)
    path = corpus.folder / "index_L01.usearch"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(InputError, match=r"index_L01.usearch' is damaged; remove it"):
        Corpus.open(corpus.folder).nearest(7, layer=1)
    corpus.build_index(1)
    facts = corpus.folder / "index_L01.json"
    facts.write_text(facts.read_text().replace('"words": 600', '"words": 599'))
    with pytest.raises(InputError, match="is the index of other vectors"):
        Corpus.open(corpus.folder).nearest(7, layer=1)


def test_a_small_corpus_needs_none(tmp_path: Path) -> None:
    small = made.corpus(tmp_path / "corpus", ["a film"])
    with pytest.raises(InputError, match="an index is for more than 300,000 words; the 2 here are compared"):
        small.build_index(1)
    assert not np.any([path.suffix == ".usearch" for path in small.folder.iterdir()])
