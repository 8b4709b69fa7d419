import pytest
import torch
from recipes.sentiment.tiny import principal_components, small_bert
from transformers import BertForSequenceClassification


def test_small_bert_starts_from_principal_components(teacher: BertForSequenceClassification) -> None:
    student = small_bert(teacher, 8, 2, range(20), "eager")
    words = student.bert.embeddings.word_embeddings.weight.detach()
    assert words.shape == (20, 8)
    assert words.std().item() == pytest.approx(0.02, rel=1e-3)


def test_principal_components_keep_distances_when_nothing_is_cut() -> None:
    words = torch.randn(30, 6)
    reduced = principal_components(words, 6)
    ratio = torch.cdist(reduced, reduced)[0, 1:] / torch.cdist(words, words)[0, 1:]
    assert torch.allclose(ratio, ratio[0].expand_as(ratio), rtol=1e-4)
    assert (reduced.var(0).diff() <= 1e-6).all()
