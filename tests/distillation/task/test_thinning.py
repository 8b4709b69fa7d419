"""Students of a teacher's layers: what they are, what they answer, and which teachers have none."""

from pathlib import Path
from typing import Any

import pytest
import torch
from tests.adapters.families import FAMILIES, family
from tests.distillation.task.toys import answerer, classifier, reviews, tagger

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import plain
from exegesis.distillation.task.choosing import layers_given
from exegesis.distillation.task.distributions import answers
from exegesis.distillation.task.fewer_pieces import with_fewer_pieces
from exegesis.distillation.task.lessons import material
from exegesis.distillation.task.starting import load_student
from exegesis.distillation.task.thinning import layer_list, layers_chosen, thinned

LISTED = sorted(set(FAMILIES) - {"albert"})


def loaded(name: str) -> TransformerModel:
    return TransformerModel(*family(name), name=name)


def logits(model: TransformerModel, text: str = "the movie was not slow") -> torch.Tensor:
    row = model.tokens(plain(text), model.windows(plain(text))[0]).row
    with torch.no_grad():
        found: torch.Tensor = model.passes.run(model.passes.inputs([row])).logits
    return found


@pytest.mark.parametrize("name", LISTED)
def test_with_all_layers_it_answers_as_the_teacher_and_with_one_as_a_teacher_cut_by_hand(name: str) -> None:
    teacher = loaded(name)
    assert torch.equal(logits(thinned(teacher, (0, 1))), logits(teacher))
    student = thinned(teacher, (1,))
    assert len(layer_list(student)[1]) == 1
    mine, its = layer_list(student)[1][0].state_dict(), layer_list(teacher)[1][1].state_dict()
    assert all(torch.equal(mine[part], its[part]) for part in its)
    assert not torch.equal(logits(student), logits(teacher))
    swapped = thinned(thinned(teacher, (1, 0)), (1, 0))
    assert torch.equal(logits(swapped), logits(teacher))


@pytest.mark.parametrize("name", LISTED)
def test_what_is_stored_answers_as_what_was_made(name: str, tmp_path: Path) -> None:
    student = thinned(loaded(name), (1,))
    student.model.save_pretrained(tmp_path)
    student.tokenizer.save_pretrained(tmp_path)
    again = load_student(str(tmp_path), "classification", ())
    assert torch.allclose(logits(again), logits(student), atol=1e-6)


def test_one_layer_run_many_times_is_refused() -> None:
    with pytest.raises(UnsupportedError, match=r"albert .* has no one list of layers"):
        thinned(loaded("albert"), (0,))


def test_layers_are_named_or_counted() -> None:
    teacher = classifier(layers=4)
    assert layers_chosen(teacher, (3, 1), 0) == (3, 1)
    assert layers_chosen(teacher, (), 2) == (0, 3)
    for layers, depth, said in (((4,), 0, "layers 0 to 3"), ((), 5, "has only 4")):
        with pytest.raises(InputError, match=said):
            layers_chosen(teacher, layers, depth)
    assert layers_given("0,2,4") == layers_given([0, 2, 4]) == {"layers": (0, 2, 4)}
    assert layers_given("3") == layers_given(3) == {"depth": 3}
    assert layers_given("3,") == {"layers": (3,)}
    for wrong in ("a,b", "0", 0, True, None):
        with pytest.raises(InputError, match="layers must be numbers"):
            layers_given(wrong)


@pytest.mark.parametrize("make", [answerer, tagger])
def test_distilberts_shape_keeps_the_head(make: Any) -> None:
    teacher = make(1, layers=2)
    teacher.model.bert.embeddings.token_type_embeddings.weight.data[1] = (
        teacher.model.bert.embeddings.token_type_embeddings.weight.data[0]
    )
    student = thinned(teacher, (0, 1), "distilbert")
    ids = torch.tensor([[2, 9, 8, 7, 3]])
    with torch.no_grad():
        mine, its = student.model(input_ids=ids), teacher.model(input_ids=ids)
    for name in mine:
        assert torch.allclose(mine[name], its[name], atol=1e-5)
    assert student.config.model_type == "distilbert"


def test_distilberts_shape_is_made_of_berts_only() -> None:
    with pytest.raises(UnsupportedError, match="not of roberta"):
        thinned(loaded("roberta"), (0,), "distilbert")
    with pytest.raises(InputError, match="unknown shape"):
        thinned(loaded("bert"), (0,), "small")


@pytest.mark.parametrize("name", ["bert", "distilbert", "electra", "mpnet"])
def test_a_cut_vocabulary_answers_the_same_where_no_piece_is_gone(name: str, tmp_path: Path) -> None:
    teacher = loaded(name)
    texts = ["the movie was not slow", "bad acting"]
    student = with_fewer_pieces(thinned(teacher, (0, 1)), texts, 75)
    assert student.config.vocab_size == len(student.tokenizer) == 75
    assert torch.allclose(logits(student), logits(teacher), atol=1e-6)
    student.model.save_pretrained(tmp_path)
    student.tokenizer.save_pretrained(tmp_path)
    again = load_student(str(tmp_path), "classification", ())
    assert torch.allclose(logits(again), logits(student), atol=1e-6)
    assert len(again.tokenizer("unbelievable").input_ids) > 3


def test_other_vocabularies_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="BPE, and only WordPiece can be cut"):
        with_fewer_pieces(thinned(loaded("roberta"), (0,)), ["the movie"], 100)


def test_batches_of_a_cut_model_do_not_depend_on_padding() -> None:
    student = with_fewer_pieces(thinned(classifier(2), (0,)), [one.texts[0] for one in reviews(8, 0)], 120)
    rows = material(student, [*reviews(2, 0), *reviews(1, 5)]).lesson.rows
    together = answers(student, rows)
    alone = [answers(student, [row])[0] for row in rows]
    assert all(abs(a - b).max() < 1e-5 for a, b in zip(together, alone, strict=True))
