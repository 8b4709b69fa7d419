"""Heads that were told where to point are found again, over their baselines; what cannot be read is told."""

from pathlib import Path

import pytest

import exegesis
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explorer import HeadRelations, head_relations
from exegesis.explorer.corpus.store import Corpus
from exegesis.explorer.relations.result import Followed
from exegesis.explorer.relations.sources import tagged
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.datasets import FOLDER, needs_data
from tests.explorer.corpus import made
from tests.explorer.relations import planted


def found(path: Path, monkeypatch: pytest.MonkeyPatch, **more: object) -> HeadRelations:
    return head_relations(planted.model(path, monkeypatch), path, fewest=10, **more)  # type: ignore[arg-type]


def by_kind(result: HeadRelations) -> dict[tuple[str, str], Followed]:
    return {(one.relation, one.direction): one for one in result.relations}


def test_planted_heads_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = found(planted.conllu(tmp_path / "a.conllu"), monkeypatch)
    best = by_kind(result)
    free = best["free", "to head"]
    assert (free.layer, free.head, free.recall.mean, free.recall.low) == (2, 1, 1.0, 1.0)
    assert free.base.mean < 0.4 < free.margin.low
    assert result.relations[0].relation == "free"
    near, far = best["near", "to head"], best["far", "to head"]
    assert (near.offset, near.base.mean, near.margin.mean) == (1, 1.0, 0.0)  # a fixed distance does as well
    assert (far.offset, far.head, far.layer, far.recall.mean) == (-2, 1, 2, 1.0)
    assert best["far", "to dependent"].offset == 2
    assert [(one.layer, one.head) for one in result.heads] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert result.heads[2].relation == "free"
    assert (result.sentences, result.too_long, result.unseen, result.pronouns) == (60, 0, 0, None)
    assert HeadRelations.from_json(result.to_json()) == result


def test_pronouns_point_to_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = found(planted.conllu(tmp_path / "a.conllu", entities=True), monkeypatch)
    assert result.pronouns is not None
    assert (result.pronouns.layer, result.pronouns.head, result.pronouns.cases) == (2, 2, 30)
    assert (result.pronouns.recall.mean, result.pronouns.base.mean, result.pronouns.offset) == (1.0, 0.0, None)


def test_what_is_rare_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = planted.conllu(tmp_path / "a.conllu", 12)
    done: list[tuple[int, int]] = []
    result = head_relations(planted.model(path, monkeypatch), [path], progress=lambda *at: done.append(at))
    assert (result.relations, result.heads) == ((), ())
    assert {one.relation for one in result.few} == {"near", "far", "free"}
    assert all(0 < one.cases < 30 for one in result.few)
    assert done[-1] == (12, 12)
    assert found(path, monkeypatch, limit=5).sentences == 5


def test_seeds_move_intervals_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = planted.conllu(tmp_path / "a.conllu")
    one, same, other = (by_kind(found(path, monkeypatch, seed=seed))["far", "to dependent"] for seed in (0, 0, 1))
    assert one == same
    assert (one.recall.mean, one.layer, one.head) == (other.recall.mean, other.layer, other.head)


def test_a_corpus_gives_what_its_files_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = planted.conllu(tmp_path / "a.conllu")
    sentences = list(tagged(path, None).sentences)
    firsts = [sum(len(one.spans) for one in sentences[:number]) for number in range(len(sentences))]
    tags = [
        [
            {"upos": tag, "deprel": relation, "head": first + head}
            for tag, relation, head in zip(one.tags, one.relations, one.heads, strict=True)
            if head is not None
        ]
        for one, first in zip(sentences, firsts, strict=True)
    ]
    folder = tmp_path / "corpus"
    corpus: Corpus = made.corpus(folder, [one.text for one in sentences], tags)
    model = planted.model(path, monkeypatch)
    for data in (corpus, folder):
        result = head_relations(model, data, fewest=10)
        assert result.relations == head_relations(model, path, fewest=10).relations
        assert "who is who is not kept in a corpus" in result.notes[0]


@pytest.mark.parametrize("name", ["bert", "gpt2", "bart"])
def test_families_are_read(name: str, tmp_path: Path) -> None:
    result = head_relations(ATTENTION[name].pair(), planted.conllu(tmp_path / "a.conllu", 24), fewest=5)
    assert {one.relation for one in result.relations} == {"near", "far", "free"}
    assert all(0 <= one.recall.low <= one.recall.mean <= one.recall.high <= 1 for one in result.heads)


def test_long_sentences_are_counted(tmp_path: Path) -> None:
    path = planted.conllu(tmp_path / "a.conllu", 20)
    model = tiny.bert(limit=16)
    result = head_relations(model, path, fewest=1)
    assert result.too_long > 0
    assert result.too_long + result.sentences == 20
    with pytest.raises(InputError, match="every sentence is longer than the model reads at once"):
        head_relations(tiny.bert(limit=6), path)


def test_what_cannot_be_asked_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedError, match="box shows no attention"):
        head_relations(exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="box"), tmp_path)
    with pytest.raises(InputError, match="no file is given"):
        head_relations(tiny.bert(), [])
    with pytest.raises(InputError, match=r"corpus' is not annotated with dependencies"):
        head_relations(tiny.bert(), made.corpus(tmp_path / "corpus", ["a film"]))
    bare = tmp_path / "bare.conllu"
    bare.write_text("# text = a film\n1\ta\t_\tDET\t_\t_\t_\t_\t_\t_\n2\tfilm\t_\tNOUN\t_\t_\t_\t_\t_\t_\n\n")
    with pytest.raises(InputError, match="no dependencies are annotated in these sentences"):
        head_relations(tiny.bert(), bare)
    with pytest.raises(InputError, match="fewest must be a whole number of at least 1"):
        head_relations(tiny.bert(), bare, fewest=0)


@pytest.mark.slow
@needs_data
def test_a_head_of_the_bundled_model_follows_prepositions() -> None:
    result = head_relations("bundled:masked-words", FOLDER / "conllu" / "en_ewt-ud-dev.conllu.gz", limit=300)
    assert by_kind(result)["case", "to head"].margin.low > 0.05
