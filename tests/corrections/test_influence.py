"""TracIn against brute force: a step on one text, and what it does to the loss of another."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, LoadError
from exegesis.corrections import trace
from exegesis.corrections.checkpoints import checkpoints_of
from exegesis.corrections.influence import influences, last_layer
from exegesis.corrections.lessons import CorrectionLesson, lesson_of
from exegesis.corrections.nearness import nearness
from tests import tiny
from tests.corrections.films import DATA, QUICK, WRONG


@pytest.fixture(scope="module")
def model() -> TransformerModel:
    return tiny.bert()


def loss_of(model: TransformerModel, lesson: CorrectionLesson, row: int) -> torch.Tensor:
    inputs = model.passes.inputs([lesson.rows[row]])
    return cross_entropy(model.model(**inputs).logits, torch.tensor([int(lesson.labels[row])]))


def gradient(model: TransformerModel, lesson: CorrectionLesson, row: int, names: set[str]) -> torch.Tensor:
    """By backward of one text alone, all weights of these names as one vector."""
    copy = model.copied("alone")
    loss_of(copy, lesson, row).backward()  # type: ignore[no-untyped-call]
    return torch.cat([p.grad.flatten() for name, p in copy.model.named_parameters() if name in names])


@pytest.mark.parametrize("every", [False, True])
def test_against_brute_force(model: TransformerModel, every: bool) -> None:
    texts, errors = lesson_of(model, DATA), lesson_of(model, WRONG)
    names = {name for name, _ in model.model.named_parameters()}
    names = names if every else {"classifier.weight", "classifier.bias"}
    whole = sum(gradient(model, errors, row, names) for row in range(len(errors))) / len(errors)
    expected = [float(gradient(model, texts, row, names) @ whole) for row in range(len(texts))]
    found = influences(model, texts, errors, every_weight=every)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
    assert all(parameter.grad is None for parameter in model.model.parameters())


def test_a_small_step_on_a_text_does_what_its_influence_says(model: TransformerModel) -> None:
    """First order: the loss of the error falls by the step times the influence."""
    texts, errors = lesson_of(model, DATA), lesson_of(model, WRONG)
    one = CorrectionLesson(errors.rows[:1], errors.labels[:1], errors.marked[:1])
    (expected, *_) = influences(model, texts, one, every_weight=True)
    copy = model.copied("stepped")
    copy.model.double()
    before = float(loss_of(copy, errors, 0).detach())
    loss_of(copy, texts, 0).backward()  # type: ignore[no-untyped-call]
    rate = 1e-5
    with torch.no_grad():
        for parameter in copy.model.parameters():
            if parameter.grad is not None:
                parameter -= rate * parameter.grad
    assert (before - float(loss_of(copy, errors, 0).detach())) / rate == pytest.approx(expected, rel=1e-2)


def test_the_last_layer_is_found(model: TransformerModel) -> None:
    weights = last_layer(model, lesson_of(model, DATA).rows[0])
    assert [tuple(one.shape) for one in weights] == [(2, 16), (2,)]
    assert weights[0] is model.model.classifier.weight


def test_a_model_that_pads_nothing_has_influences_too() -> None:
    gpt2 = tiny.gpt2()
    gpt2.named_labels = ("negative", "positive")
    texts = lesson_of(gpt2, DATA)
    assert influences(gpt2, texts, texts).shape == (8,)


def test_checkpoints_add_up_by_their_rates(model: TransformerModel, tmp_path: Path) -> None:
    from exegesis.corrections.learning import CorrectionRun, learn
    from exegesis.corrections.settings import CorrectionSettings

    texts, errors = lesson_of(model, DATA), lesson_of(model, WRONG)
    trained = model.copied("trained")
    learn(trained, texts, CorrectionSettings(**QUICK, keep=3), 0, CorrectionRun(tmp_path / "run"))  # type: ignore[arg-type]
    kept = checkpoints_of(tmp_path / "run")
    assert [one.step for one in kept] == [2, 4]
    assert kept[0].lr > kept[1].lr > 0
    seen: list[tuple[int, int]] = []
    found = influences(model, texts, errors, kept, progress=lambda done, total: seen.append((done, total)))
    alone = [influences(model, texts, errors, (one,)) for one in kept]
    np.testing.assert_allclose(found, alone[0] + alone[1], rtol=1e-5, atol=1e-9)
    np.testing.assert_allclose(alone[1], kept[1].lr * influences(trained, texts, errors), rtol=1e-4, atol=1e-9)
    assert seen[-1] == (16, 16)
    (tmp_path / "run" / "metrics.jsonl").write_text("")
    with pytest.raises(InputError, match="learning rate of step 2"):
        checkpoints_of(tmp_path / "run")


def test_what_is_no_run_is_refused(model: TransformerModel, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no checkpoints"):
        trace(model, DATA, WRONG, checkpoints=tmp_path)


def test_a_checkpoint_of_another_model_is_refused(model: TransformerModel, tmp_path: Path) -> None:
    from exegesis.corrections.checkpoints import RunCheckpoint, at_checkpoint

    (tmp_path / "model.safetensors").write_bytes(b"none")
    with pytest.raises(LoadError, match="step 7 does not fit tiny-bert"):
        at_checkpoint(model, RunCheckpoint(7, 0.1, tmp_path / "model.safetensors"))


def test_a_text_is_nearest_to_itself(model: TransformerModel) -> None:
    texts = lesson_of(model, DATA)
    for row in range(len(texts)):
        one = CorrectionLesson((texts.rows[row],), texts.labels[row : row + 1], ((),))
        found = nearness(model, texts, one)
        assert found[row] == pytest.approx(1.0, abs=1e-5)
        assert found.argmax() == row


def test_both_lists_are_in_their_order(model: TransformerModel) -> None:
    found = trace(model, DATA, WRONG, 3)
    assert [one.influence for one in found.opposed] == sorted(one.influence for one in found.opposed)
    assert [one.nearness for one in found.nearest] == sorted((one.nearness for one in found.nearest), reverse=True)
    assert all(DATA.texts[one.row - 1] == one.text for one in found.opposed)
    assert {row["row"] for row in found.table()} == {one.row for one in (*found.opposed, *found.nearest)}
