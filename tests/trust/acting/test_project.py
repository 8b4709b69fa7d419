"""The folder: marks and rounds kept, accuracies before and after, undo to any round, no half-written state."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import exegesis
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.data.labelled import Labelled
from exegesis.trust.acting.project import Project

# "host" tells the classes apart in training and in the held-out texts; in the real world it stands everywhere.
TRAIN = Labelled.of(
    ["host host good", "host host plot", "host host good film", "bad film", "plot", "bad plot film"],
    ["pos", "pos", "pos", "neg", "neg", "neg"],
)
HELD_OUT = Labelled.of(["host host good", "bad plot"], ["pos", "neg"])
WORLD = Labelled.of(["host host good", "host host bad", "host host bad film", "good"], ["pos", "neg", "neg", "pos"])
PIPELINE = make_pipeline(CountVectorizer(), LogisticRegression())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project", "ann")


def test_a_round_before_and_one_after(project: Project) -> None:
    project.mark(["host"], "a header")
    made = project.retrain(PIPELINE, TRAIN, HELD_OUT, WORLD, {"features": "counts"})
    before, after = project.lineage.rounds
    assert (before.number, before.parent, before.words) == (0, None, ())
    assert (after.number, after.parent, after.words, after.removed) == (1, 0, ("host",), ("host",))
    assert made == after == project.current
    assert before.accuracy["real world"].value == 0.25  # only the good text with "host" is seen right
    assert after.accuracy["real world"].value == 1.0
    assert after.accuracy["held out"].value == 1.0
    assert after.accuracy["real world"].fingerprint == WORLD.fingerprint()
    assert (before.vocabulary, after.vocabulary) == (5, 4)
    assert after.settings == {"features": "counts"}
    assert after.data == TRAIN.fingerprint()


def test_undo_restores_a_rounds_model_and_marks(project: Project) -> None:
    project.mark(["host"])
    project.retrain(PIPELINE, TRAIN)
    project.mark(["film"])
    project.retrain(PIPELINE, TRAIN)
    texts = ["host good", "film bad"]
    first, second = project.model(1).predict_proba(texts), project.model(2).predict_proba(texts)
    assert project.undo(1).number == 1
    assert project.marks.words == ("host",)
    np.testing.assert_array_equal(project.model().predict_proba(texts), first)
    project.undo(0)
    assert project.marks.words == ()
    project.undo(2)
    assert set(project.marks.words) == {"host", "film"}
    np.testing.assert_array_equal(project.model().predict_proba(texts), second)
    assert len(project.lineage.rounds) == 3


def test_a_round_grows_from_where_one_went_back_to(project: Project) -> None:
    project.mark(["host"])
    project.retrain(PIPELINE, TRAIN)
    project.undo(0)
    project.mark(["film", "nntp"])
    made = project.retrain(PIPELINE, TRAIN)
    assert (made.number, made.parent, made.removed, made.absent) == (2, 0, ("film", "nntp"), ("nntp",))
    project.unmark(["film"])
    assert project.retrain(PIPELINE, TRAIN).returned == ("film",)


def test_the_model_kept_is_one_to_explain(project: Project) -> None:
    project.mark(["host"])
    project.retrain(PIPELINE, TRAIN)
    found = exegesis.explain(exegesis.load(project.model()), "host good plot", "occlusion", "pos")
    scores = dict(found.as_list())
    assert scores["host"] == 0.0
    assert scores["good"] > 0.0
    files = {path.name for path in project.folder.rglob("*") if path.is_file()}
    assert files == {"marks.json", "lineage.json", "bag.json", "weights.safetensors"}


def test_weights_that_were_changed_are_refused(project: Project) -> None:
    project.retrain(PIPELINE, TRAIN)
    path = project.folder / "rounds" / "0" / "weights.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(LoadError, match="are not those that were written"):
        project.model()


def test_a_retrain_that_fails_leaves_the_project_as_it_was(project: Project) -> None:
    project.mark([word for text in TRAIN.texts for word in text.split()])
    with pytest.raises(InputError, match="is empty; mark fewer words"):
        project.retrain(PIPELINE, TRAIN)
    assert project.lineage.rounds == ()
    assert not (project.folder / "rounds").exists()
    strange = Labelled.of(["good"], ["maybe"])
    project.undo_mark()
    with pytest.raises(InputError, match="'maybe'"):
        project.retrain(PIPELINE, TRAIN, strange)
    assert project.lineage.rounds == ()


def test_a_function_is_trained_too_but_its_model_is_not_kept(project: Project) -> None:
    project.mark(["host"])
    made = project.retrain(lambda texts, labels: PIPELINE.fit(texts, labels), TRAIN, None, WORLD)
    assert (made.way, made.weights, made.accuracy["real world"].value) == ("texts", None, 1.0)
    with pytest.raises(UnsupportedError, match="the model of round 1 is no bag of words"):
        project.model()


def test_slips_are_told(project: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no round yet: retrain first"):
        project.undo(0)
    project.retrain(PIPELINE, TRAIN)
    with pytest.raises(InputError, match="there is no round 5; the project has rounds 0 to 0"):
        project.undo(5)
    with pytest.raises(InputError, match="nothing has changed since round 0"):
        project.retrain(PIPELINE, TRAIN)
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="a project is a folder"):
        Project(tmp_path / "file")


@pytest.mark.parametrize("content", ["{", "[]", '{"schema_version": 9}', '{"schema_version": 1, "events": 7}'])
def test_marks_that_are_none_are_one_line(project: Project, content: str) -> None:
    project.folder.mkdir()
    (project.folder / "marks.json").write_text(content)
    with pytest.raises(InputError) as told:
        project.marks  # noqa: B018
    assert "\n" not in str(told.value)


def test_a_lineage_that_lacks_rounds_is_refused(project: Project) -> None:
    project.retrain(PIPELINE, TRAIN)
    path = project.folder / "lineage.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "current": 3}))
    with pytest.raises(InputError, match="no round 3"):
        project.lineage  # noqa: B018
    path.write_text(json.dumps({**data, "rounds": [{**data["rounds"][0], "number": 1}]}))
    with pytest.raises(InputError, match="not a lineage: rounds are missing"):
        project.lineage  # noqa: B018
