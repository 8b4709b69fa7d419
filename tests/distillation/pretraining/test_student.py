from typing import Any

import pytest
import torch
from tests.distillation.pretraining.models import bert_teacher, roberta_teacher
from transformers import BertConfig, BertModel, DistilBertModel

from exegesis.core.errors import InputError
from exegesis.distillation.pretraining.families import head_of, hidden_states, layers_of, longest
from exegesis.distillation.pretraining.settings import Pretraining
from exegesis.distillation.pretraining.student import (
    chosen_layers,
    distilbert_config,
    freeze_positions,
    start_student,
)
from exegesis.training.initialization import spread_layers


def _parameters(model: Any) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def test_published_encoder_sizes() -> None:
    config = BertConfig()
    with torch.device("meta"):
        teacher, student = BertModel(config), DistilBertModel(distilbert_config(config, 6, 0.1))
    assert _parameters(teacher) == 109_482_240
    assert _parameters(student) == 66_362_880


@pytest.mark.parametrize(
    ("depth", "layers"), [(6, (0, 2, 4, 7, 9, 11)), (4, (0, 4, 7, 11)), (3, (0, 6, 11)), (12, tuple(range(12)))]
)
def test_layers_of_other_depths(depth: int, layers: tuple[int, ...]) -> None:
    assert spread_layers(12, depth) == layers
    assert chosen_layers(bert_teacher(12), Pretraining(depth=depth)) == layers


def test_half_of_the_layers_are_the_default() -> None:
    assert chosen_layers(bert_teacher(12), Pretraining()) == (0, 2, 4, 7, 9, 11)
    assert chosen_layers(bert_teacher(1), Pretraining()) == (0,)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Pretraining(layers=(0, 4)), "layers 0 to 3"),
        (Pretraining(layers=(-1,)), "layers 0 to 3"),
        (Pretraining(depth=5), "has only 4"),
        (Pretraining(layers=(0, 1), depth=3), "give one"),
    ],
)
def test_layers_that_cannot_be(settings: Pretraining, said: str) -> None:
    with pytest.raises(InputError, match=said):
        chosen_layers(bert_teacher(4), settings)


@pytest.mark.parametrize("make", [bert_teacher, roberta_teacher, lambda: start_student(bert_teacher(), range(4), 0.0)])
def test_a_student_with_all_layers_is_its_teacher(make: Any) -> None:
    teacher = make().eval()
    student = start_student(teacher, range(4), 0.1).eval()
    ids = torch.randint(6, 60, (3, 11))
    real = torch.ones_like(ids, dtype=torch.bool)
    real[1, 7:] = False
    ids[~real] = teacher.config.pad_token_id
    with torch.no_grad():
        mine, its = hidden_states(student, ids, real)[real], hidden_states(teacher, ids, real)[real]
        assert torch.allclose(mine, its, atol=1e-5)
        whole = student(input_ids=ids, attention_mask=real.long()).logits[real]
        teachers = teacher(input_ids=ids, attention_mask=real.long()).logits[real]
    assert torch.allclose(head_of(student)(mine), teachers, atol=1e-4)
    assert torch.allclose(whole, teachers, atol=1e-4)


def test_a_student_has_no_token_types_and_no_pooler() -> None:
    student = start_student(bert_teacher(), (0, 3), 0.1)
    names = [name for name, _ in student.named_parameters()]
    assert not [name for name in names if "token_type" in name or "pooler" in name]
    assert student.config.model_type == "distilbert"
    assert student.vocab_projector.weight is student.distilbert.embeddings.word_embeddings.weight


def test_chosen_layers_are_copied_in_order() -> None:
    for teacher in (bert_teacher(), roberta_teacher()):
        student = start_student(teacher, (3, 1), 0.0)
        for mine, source in zip(layers_of(student), (3, 1), strict=True):
            its = sorted(tuple(p.flatten()[:2].tolist()) for p in layers_of(teacher)[source].parameters())
            assert sorted(tuple(p.flatten()[:2].tolist()) for p in mine.parameters()) == its


def test_an_untied_head_stays_its_own() -> None:
    teacher = bert_teacher(tie_word_embeddings=False)
    student = start_student(teacher, (0,), 0.0)
    assert torch.equal(student.vocab_projector.weight, teacher.cls.predictions.decoder.weight)
    assert not torch.equal(student.vocab_projector.weight, student.distilbert.embeddings.word_embeddings.weight)


def test_a_random_start_takes_nothing_and_repeats() -> None:
    teacher = bert_teacher()
    torch.manual_seed(3)
    first, second = (start_student(teacher, (0, 1), 0.0, random_start=True) for _ in range(2))
    words = first.distilbert.embeddings.word_embeddings.weight
    assert torch.equal(words, second.distilbert.embeddings.word_embeddings.weight)
    assert not torch.allclose(words, teacher.bert.embeddings.word_embeddings.weight)


def test_frozen_positions() -> None:
    student = start_student(bert_teacher(), (0,), 0.0)
    freeze_positions(student)
    assert [name for name, p in student.named_parameters() if not p.requires_grad] == [
        "distilbert.embeddings.position_embeddings.weight"
    ]


def test_roberta_reads_two_pieces_less_than_it_has_positions() -> None:
    assert longest(roberta_teacher().config) == 32
    assert longest(bert_teacher().config) == 32


def test_a_family_that_is_not_known() -> None:
    model = bert_teacher()
    model.config.model_type = "berta"
    with pytest.raises(InputError, match="unknown family of teachers"):
        start_student(model, (0,), 0.0)
