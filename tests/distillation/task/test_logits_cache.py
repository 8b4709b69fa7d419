from pathlib import Path

import numpy as np
import pytest
import torch
from tests.distillation.task.test_shown import asked
from tests.distillation.task.toys import answerer, classifier

from exegesis.distillation.task import logits_cache
from exegesis.distillation.task.examples import TextExample
from exegesis.distillation.task.logits_cache import cached_answers, key_of
from exegesis.distillation.task.shown import ShownStretch, shown, stretches

TEXTS = [TextExample((text,), None, "x") for text in ("good film", "a dull plot", "it was very bad")]


def rows(examples: list[TextExample] = TEXTS) -> list[ShownStretch]:
    return shown(classifier(), stretches(classifier(), examples).items)


def test_the_second_time_the_teacher_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached_answers(classifier(), rows(), tmp_path)

    def never(*_: object) -> None:
        raise AssertionError("the teacher was asked")

    monkeypatch.setattr(logits_cache, "full_answers", never)
    second = cached_answers(classifier(), rows(), tmp_path)
    for one, other in zip(first.logits, second.logits, strict=True):
        np.testing.assert_array_equal(one, other)
    with pytest.raises(AssertionError, match="was asked"):
        cached_answers(classifier(1), rows(), tmp_path)


def test_tables_of_different_widths_come_back(tmp_path: Path) -> None:
    model = answerer()
    made = shown(model, stretches(model, [asked(), asked("")]).items)
    first, second = (cached_answers(model, made[:2], tmp_path).logits for _ in range(2))
    assert [table.shape for table in first] == [table.shape for table in second]


def test_the_key_knows_texts_order_weights_and_labels() -> None:
    model = classifier()
    keys = {key_of(model, rows()), key_of(model, rows(TEXTS[::-1])), key_of(model, rows(TEXTS[:2]))}
    keys |= {key_of(classifier(1), rows()), key_of(classifier(0, ("positive", "negative")), rows())}
    with torch.no_grad():
        model.model.classifier.bias[0] += 0.1
    keys.add(key_of(model, rows()))
    assert len(keys) == 6
    assert key_of(classifier(), rows()) in keys


def test_a_broken_file_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / f"{key_of(classifier(), rows())}.safetensors"
    path.write_bytes(b"not safetensors")
    assert len(cached_answers(classifier(), rows(), tmp_path).logits) == 3
    assert len(cached_answers(classifier(), rows(), None).logits) == 3


def test_hidden_states_are_kept_with_the_logits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = classifier()
    first = cached_answers(model, rows(), tmp_path, hidden=True)
    assert first.hidden is not None
    assert first.hidden.shape == (3, 16)
    inputs = model.passes.inputs([rows()[1].row])
    alone = model.passes.run(inputs, output_hidden_states=True).hidden_states[-1][0, 0].detach().numpy()
    np.testing.assert_allclose(first.hidden[1], alone, atol=2e-3)
    monkeypatch.setattr(logits_cache, "full_answers", lambda *_: 1 / 0)
    second, logits = cached_answers(model, rows(), tmp_path, hidden=True), cached_answers(model, rows(), tmp_path)
    np.testing.assert_array_equal(first.hidden, second.hidden)
    assert logits.hidden is None
    np.testing.assert_array_equal(first.logits, logits.logits)
