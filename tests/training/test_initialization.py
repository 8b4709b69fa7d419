import pytest
import torch
from transformers import BertForSequenceClassification

from exegesis.training.initialization import distilbert_from_bert, spread_layers


@pytest.mark.parametrize(
    ("teacher", "student", "layers"),
    [(12, 6, (0, 2, 4, 7, 9, 11)), (4, 4, (0, 1, 2, 3)), (12, 2, (0, 11)), (6, 1, (0,))],
)
def test_layers_are_spread_as_distilbert_does(teacher: int, student: int, layers: tuple[int, ...]) -> None:
    assert spread_layers(teacher, student) == layers


def test_a_student_with_all_layers_gives_the_teachers_hidden_states(teacher: BertForSequenceClassification) -> None:
    pieces = teacher.config.vocab_size
    student = distilbert_from_bert(teacher, range(4), range(pieces), "eager").eval()
    ids = torch.randint(6, pieces, (3, 11))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    with torch.no_grad():
        mine = student(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
        its = teacher(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states
    for layer, (ours, theirs) in enumerate(zip(mine, its, strict=True)):
        assert torch.allclose(ours[mask.bool()], theirs[mask.bool()], atol=1e-5), layer


def test_half_the_layers_are_the_chosen_ones_and_rows_are_copied(teacher: BertForSequenceClassification) -> None:
    rows = [0, 2, 3, 4, 5, 17, 40]
    student = distilbert_from_bert(teacher, (0, 2), rows, "eager")
    words = teacher.bert.embeddings.word_embeddings.weight
    assert torch.equal(student.distilbert.embeddings.word_embeddings.weight, words[rows])
    for mine, source in enumerate((0, 2)):
        query = teacher.bert.encoder.layer[source].attention.self.query.weight
        assert torch.equal(student.distilbert.transformer.layer[mine].attention.q_lin.weight, query)
    assert student.config.id2label == teacher.config.id2label
