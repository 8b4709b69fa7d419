from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from recipes.questions import corpus
from tests import datasets as shared


def test_no_paragraph_is_trained_on_and_held_out(squad: Path) -> None:
    train, held = corpus.split(squad)
    assert (len(train), len(held)) == (41, 3)
    assert not {one.context for one in train} & {one.context for one in held}


def test_a_mismatched_paragraph_does_not_hold_the_answer(squad: Path) -> None:
    train, _ = corpus.split(squad)
    made = corpus.mismatched(train, 1.0, seed=0)
    whole = {one.id: one for one in train}
    assert len(made) == len(train)
    for one in made:
        original = whole[one.id.removesuffix("-mismatched")]
        assert one.unanswerable
        assert one.question == original.question
        assert one.context != original.context
        assert original.answers[0].text not in one.context


def test_mismatching_is_the_seeds_alone(squad: Path) -> None:
    train, _ = corpus.split(squad)
    assert corpus.mismatched(train, 0.5, 1) == corpus.mismatched(train, 0.5, 1)
    assert corpus.mismatched(train, 0.5, 1) != corpus.mismatched(train, 0.5, 2)
    assert len(corpus.mismatched(train, 0.5, 1)) == round(0.5 * len(train))


def test_where_every_paragraph_holds_the_answer_none_is_made(squad: Path) -> None:
    train, _ = corpus.split(squad)
    same = [one for one in train if one.context == train[0].context]
    assert corpus.mismatched(same, 1.0, 0) == []


@pytest.mark.parametrize("name", [corpus.TRAIN, corpus.DEV])
def test_a_missing_file_is_named(squad: Path, name: str) -> None:
    (squad / name).unlink()
    with pytest.raises(InputError, match=name):
        corpus.split(squad) if name == corpus.TRAIN else corpus.reporting(squad)


@pytest.mark.slow
@shared.needs_data
def test_the_real_files_share_no_paragraph() -> None:
    folder = shared.FOLDER / "qa"
    train, held = corpus.split(folder)
    dev = corpus.reporting(folder)
    assert (len(train), len(held), len(dev)) == (20136, 1045, 10570)
    assert not {one.context for one in dev} & {one.context for one in [*train, *held]}
