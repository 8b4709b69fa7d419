"""Corrections kept as rounds: undone to the bit, gone on with, refused where nothing would come of them."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from exegesis import api
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.corrections import (
    Augmentation,
    ContinuedTraining,
    Correction,
    CorrectionProject,
    DataEditing,
    RightReasons,
    TextEdit,
    TextEdits,
)
from exegesis.data.labelled import Labelled
from exegesis.training.trainer import Trainer
from tests import tiny
from tests.corrections.films import BAD, DATA, HELD, NAME, QUICK, WRONG

HOW: dict[str, Any] = {"settings": QUICK, "method": "occlusion", "explained": 2}


@pytest.fixture
def project(tmp_path: Path) -> CorrectionProject:
    """A tiny model, and the name marked."""
    made = CorrectionProject(tmp_path / "films", "ann")
    made.begin(tiny.bert())
    made.mark([NAME], "a name")
    return made


def weights(project: CorrectionProject, number: int) -> dict[str, torch.Tensor]:
    return load_file(project.folder / "rounds" / str(number) / "model.safetensors")


@pytest.mark.parametrize("way", [RightReasons(), Augmentation(), ContinuedTraining()], ids=lambda way: str(way.name))
def test_a_correction_is_measured_and_kept(project: CorrectionProject, way: Any) -> None:
    found = project.correct(way, DATA, HELD, WRONG, **HOW)
    assert (found.way, found.words, found.absent) == (way.name, (NAME,), ())
    assert found.before.held_out is not None
    assert found.before.held_out.texts == 8
    assert found.after.slice is not None
    assert found.after.slice.texts == 4
    assert len(found.before.errors) == len(found.after.errors) == 4
    assert found.before.on_words is not None
    assert 0 < found.before.on_words.share < 1
    assert (found.penalty > 0) == (way.name == "reasons")
    assert project.round().number == 1
    assert Correction.from_json((project.folder / "rounds/1/correction.json").read_text()) == found
    assert project.lineage.rounds[1].correction == found
    assert api.load(found.weights).labels == ("negative", "positive")
    assert not (project.folder / "runs" / "1").exists()


def test_undo_restores_equal_weights(project: CorrectionProject) -> None:
    start = {name: value.clone() for name, value in tiny.bert().model.state_dict().items()}
    project.correct(ContinuedTraining(), DATA, **HOW)
    assert any(not torch.equal(value, start[name]) for name, value in weights(project, 1).items())
    assert project.undo(0).number == 0
    back = project.model().model.state_dict()
    assert all(torch.equal(back[name], value) for name, value in start.items())
    assert project.marks.words == (NAME,)
    assert project.undo(1).number == 1  # forward again
    project.undo(0)
    assert project.correct(ContinuedTraining(), DATA, **HOW).model.endswith("rounds/0")
    assert [one.parent for one in project.lineage.rounds] == [None, 0, 0]


def test_the_same_correction_twice_is_the_same(project: CorrectionProject) -> None:
    for _ in range(2):
        project.correct(RightReasons(), DATA, **HOW)
        project.undo(0)
    one, other = weights(project, 1), weights(project, 2)
    assert all(torch.allclose(one[name], other[name], rtol=1e-5, atol=1e-7) for name in one)


def test_texts_are_dropped_and_another_model_is_trained(project: CorrectionProject) -> None:
    edits = TextEdits((TextEdit(1, "drop"), TextEdit(5, "relabel", label="1")))
    found = project.correct(DataEditing(edits), DATA, start=tiny.bert(seed=1), **HOW)
    assert (found.texts, dict(found.figures)) == (7, {"drop": 1, "relabel": 1})
    assert found.start == "tiny-bert"
    assert found.before.held_out is None


def test_a_training_that_was_ended_is_gone_on_with(
    project: CorrectionProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = CorrectionProject(tmp_path / "other", "ann")
    other.begin(tiny.bert())
    other.mark([NAME])
    other.correct(RightReasons(), DATA, **HOW)
    whole = Trainer.step

    def broken(self: Trainer, step: int, *rest: Any) -> dict[str, float]:
        if step == 3:
            raise KeyboardInterrupt
        return whole(self, step, *rest)

    monkeypatch.setattr(Trainer, "step", broken)
    with pytest.raises(KeyboardInterrupt):
        project.correct(RightReasons(), DATA, **HOW)
    monkeypatch.setattr(Trainer, "step", whole)
    assert len(project.lineage.rounds) == 1
    with pytest.raises(InputError, match="was ended before its end"):
        project.correct(RightReasons(), DATA, **HOW)
    with pytest.raises(InputError, match="are of another run"):
        project.correct(ContinuedTraining(), DATA, **HOW, resume=True)
    project.correct(RightReasons(), DATA, **HOW, resume=True)
    one, two = weights(project, 1), weights(other, 1)
    assert all(torch.allclose(one[name], two[name], rtol=1e-5, atol=1e-7) for name in one)


def test_checkpoints_stay_where_they_are_asked_to(project: CorrectionProject) -> None:
    project.correct(ContinuedTraining(), DATA, **{**HOW, "settings": {**QUICK, "keep": 5}})
    assert len(list((project.folder / "runs/1/checkpoints").iterdir())) == 2


@pytest.mark.parametrize(
    ("way", "data", "message"),
    [
        (Augmentation(), Labelled.of(BAD, ["negative"] * 3 + ["positive"]), "no training text holds a marked word"),
        (ContinuedTraining(), Labelled.of(BAD, ["negative"] * 4), "one label only"),
        (ContinuedTraining(), Labelled.of(BAD, ["good"] * 4), "label 'good', which .* does not have"),
        (ContinuedTraining(), Labelled.of([], []), "one label only"),
        (DataEditing(TextEdits(tuple(TextEdit(row, "drop") for row in range(1, 5)))), DATA, "one label only"),
        (DataEditing(TextEdits((TextEdit(1, "relabel", label="good"),))), DATA, "label 'good'"),
    ],
)
def test_what_nothing_can_come_of(project: CorrectionProject, way: Any, data: Labelled, message: str) -> None:
    with pytest.raises(InputError, match=message):
        project.correct(way, data, **HOW)
    assert len(project.lineage.rounds) == 1


def test_slips_around_a_project(project: CorrectionProject, tmp_path: Path) -> None:
    assert project.begin(tiny.bert()).number == 0
    with pytest.raises(InputError, match="has another model already"):
        project.begin(tiny.bert(seed=1))
    with pytest.raises(InputError, match="has no model yet"):
        CorrectionProject(tmp_path / "new").correct(ContinuedTraining(), DATA)
    with pytest.raises(InputError, match="there is no round 3"):
        project.undo(3)
    with pytest.raises(InputError, match="no training of round 1 to go on with"):
        project.correct(ContinuedTraining(), DATA, resume=True, **HOW)
    with pytest.raises(InputError, match="patience has no effect"):
        project.correct(ContinuedTraining(), DATA, settings={"patience": 1})
    project.mark(["ann's friend"])
    with pytest.raises(InputError, match="is not one word but several"):
        project.correct(ContinuedTraining(), DATA, **HOW)
    project.undo_mark()
    project.unmark([NAME])
    with pytest.raises(InputError, match="no word is marked"):
        project.correct(RightReasons(), DATA, **HOW)


def test_weights_that_were_changed_are_refused(project: CorrectionProject) -> None:
    with (project.folder / "rounds/0/model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(LoadError, match="not those that were written"):
        project.model()


def test_what_cannot_be_trained(tmp_path: Path) -> None:
    project = CorrectionProject(tmp_path / "films")
    with pytest.raises(UnsupportedError, match="cannot be trained further"):
        project.begin(api.load(lambda texts: [[0.5, 0.5]] * len(texts), labels=("a", "b")))
    with pytest.raises(UnsupportedError, match="one label a text"):
        project.begin(tiny.bert(problem="multi_label_classification"))
    assert not project.exists
