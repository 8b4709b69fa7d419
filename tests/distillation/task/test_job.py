import json
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.distillation.task.toys import answerer, classifier, reviews, saved, tagger, written
from transformers import BertModel

from exegesis import api
from exegesis.core.errors import InputError, LoadError
from exegesis.distillation.task.job import task_job
from exegesis.distillation.task.running import plan_of, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A student without a head, a teacher, and rows of both kinds."""
    bare = classifier(3)
    bare.model.bert.save_pretrained(tmp_path / "encoder")
    bare.tokenizer.save_pretrained(tmp_path / "encoder")
    saved(classifier(1), tmp_path / "teacher")
    written(reviews(24, 0), tmp_path / "train.jsonl")
    written(reviews(12, 1), tmp_path / "dev.jsonl")
    return tmp_path


def values(folder: Path, **more: Any) -> dict[str, Any]:
    found = {"student": str(folder / "encoder"), "data": [folder / "train.jsonl"], "out": folder / "out", **more}
    return {"settings": {"epochs": 1}, **found}


def test_fine_tuning_gives_a_bare_encoder_the_labels_of_the_data(folder: Path) -> None:
    facts = run(task_job(values(folder, dev=[folder / "dev.jsonl"])))
    loaded = api.load(folder / "out")
    assert loaded.labels == ("negative", "positive")
    assert 0.0 <= facts["dev"] <= 1.0
    assert facts["recipe"] == "labels"
    assert json.loads((folder / "out" / "training.json").read_text()) == facts


@pytest.mark.parametrize("recipe", ["alone", "after", "d"])
@pytest.mark.slow
def test_every_recipe_trains_and_caches_the_teachers_answers(folder: Path, recipe: str) -> None:
    facts = run(task_job(values(folder, teachers=[str(folder / "teacher")], recipe=recipe, cache=folder / "cache")))
    assert facts["recipe"] == recipe
    assert len(list((folder / "cache").glob("*.safetensors"))) == 1
    assert len(facts["teachers"][0]["weights"]) == 64


def test_unlabelled_texts_are_learned_from_the_teacher(folder: Path) -> None:
    more = values(folder, teachers=[str(folder / "teacher")], unlabelled=[folder / "dev.jsonl"])
    assert run(task_job(more))["rows"] == 36


@pytest.mark.slow
def test_questions_and_tags_train_too(tmp_path: Path) -> None:
    from tests.qa.files import EVERY, squad_file

    saved(answerer(1), tmp_path / "qa")
    squad = squad_file(tmp_path, EVERY[:3])
    made = {"student": str(tmp_path / "qa"), "teachers": [str(tmp_path / "qa")], "data": [squad], "recipe": "d"}
    shared = {"settings": {"epochs": 1}}
    assert run(task_job({**made, **shared, "out": tmp_path / "o", "head": "question-answering"}))["rows"] >= 3
    saved(tagger(1), tmp_path / "tags")
    (tmp_path / "a.conll").write_text("good X\nfilm O\n\nbad O\n", encoding="utf-8")
    made = {"student": str(tmp_path / "tags"), "data": [tmp_path / "a.conll"], "out": tmp_path / "p", **shared}
    assert run(task_job({**made, "head": "token-classification"}))["rows"] == 2


def test_the_plan_trains_and_writes_nothing(folder: Path) -> None:
    plan = plan_of(
        task_job(values(folder, teachers=[str(folder / "teacher")], settings={"epochs": 2, "batch_texts": 8}))
    )
    assert (plan.rows, plan.labelled, plan.steps_per_epoch, plan.steps) == (24, 24, 3, 6)
    assert plan.parameters == plan.teacher_parameters[0]
    assert plan.megabytes > 0
    assert plan.seconds > 0
    assert not (folder / "out").exists()
    assert any("steps       6 (3 an epoch)" in line for line in plan.lines())


def test_a_toml_file_and_options_over_it(folder: Path) -> None:
    path = folder / "task.toml"
    path.write_text(
        'student = "x"\nteachers = ["t"]\ndata = "train.jsonl"\nout = "out"\nrecipe = "d"\n'
        '[columns]\ntext = "review"\n[settings]\nlr = 1e-4\nepochs = 2\n',
        encoding="utf-8",
    )
    made = task_job({"student": "y", "seed": None}, path)
    assert (made.student, made.teachers, made.recipe) == ("y", ("t",), "d")
    assert made.data == (folder / "train.jsonl",)
    assert made.out == folder / "out"
    assert made.columns.text == "review"
    assert (made.chosen.lr, made.chosen.epochs, made.chosen.kl) == (1e-4, 2, 0.5)


def test_models_of_a_file_may_be_folders_beside_it(folder: Path) -> None:
    path = folder / "task.toml"
    path.write_text('student = "encoder"\nteachers = ["teacher", "hub/id"]\ndata = "a"\nout = "o"', encoding="utf-8")
    near = task_job({}, path)
    assert near.student == str(folder / "encoder")
    assert near.teachers == (str(folder / "teacher"), "hub/id")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student = ", "not TOML"),
        ('studend = "x"', "Did you mean 'student'"),
        ('student = "x"\nout = "o"\ndata = "d"\n[columns]\ntexts = "a"', "unknown column"),
        ('student = "x"\nout = "o"\ndata = "d"\nhead = "tags"', "unknown task"),
        ('student = "x"\nout = "o"\ndata = "d"\nrecipe = "d"', "learns from a teacher"),
        ('student = "x"\nout = "o"', "no data given"),
        ('data = "d"\nout = "o"', "no student given"),
        ("data = 3", "path or a list"),
    ],
)
def test_slips_in_the_file_are_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        task_job({}, tmp_path / "a.toml")


def test_a_folder_of_something_else_is_not_replaced(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="not written by a training"):
        run(task_job(values(folder)))
    assert (folder / "out" / "thesis.txt").read_text() == "mine"


def test_unlabelled_rows_where_labels_are_needed(folder: Path) -> None:
    with (folder / "train.jsonl").open("a") as file:
        file.write('{"text": "no label"}\n')
    with pytest.raises(InputError, match=r"train.jsonl, line 25: no label"):
        run(task_job(values(folder)))
    with pytest.raises(InputError, match="only be learned from a teacher"):
        run(task_job(values(folder, data=[], unlabelled=[folder / "dev.jsonl"])))


@pytest.mark.slow
def test_a_student_of_another_kind_is_refused(folder: Path) -> None:
    saved(classifier(1, ("a", "b", "c")), folder / "three")
    with pytest.raises(InputError, match="labels a, b, c"):
        run(task_job(values(folder, student=saved(classifier(), folder / "two"), teachers=[str(folder / "three")])))
    with pytest.raises(LoadError, match="cannot load the student"):
        run(task_job(values(folder, student=str(folder / "nowhere"))))
    with pytest.raises(LoadError, match="no trained head"):
        run(task_job(values(folder, teachers=[str(folder / "encoder")])))
    half = folder / "half"
    shallow = BertModel.from_pretrained(folder / "encoder")
    state = {name: tensor for name, tensor in shallow.state_dict().items() if "layer.1." not in name}
    shallow.save_pretrained(half, state_dict=state)
    classifier().tokenizer.save_pretrained(half)
    with pytest.raises(LoadError, match="lacks weights of its body"):
        run(task_job(values(folder, student=str(half))))


def test_torchs_generator_is_left_as_it_was(folder: Path) -> None:
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    run(task_job(values(folder)))
    assert torch.equal(torch.rand(1), expected)


def test_a_student_of_the_teachers_layers_and_words(folder: Path) -> None:
    given = values(folder, teachers=[str(folder / "teacher")], layers="0,", pieces=130, recipe="d")
    del given["student"]
    facts = run(task_job(given))
    student = api.load(folder / "out")
    assert student.config.num_hidden_layers == 1
    assert student.config.vocab_size == len(student.tokenizer) == 130
    assert student.labels == ("negative", "positive")
    assert facts["layers"] == [0]
    given.update(layers=1, shape="distilbert", out=folder / "other", pieces=0)
    assert run(task_job(given))["layers"] == [0]
    assert api.load(folder / "other").config.model_type == "distilbert"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"layers": "1"}, "no student given"),
        ({"layers": (0,), "depth": 2, "student": "x"}, "give one of the two"),
        ({"shape": "round", "student": "x"}, "unknown shape"),
        ({"teachers": "t", "head": "question-answering", "layers": "3", "pieces": 200}, "pieces cannot be cut"),
    ],
)
def test_students_that_cannot_be(more: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        task_job({"data": "d", "out": "o", **more})
