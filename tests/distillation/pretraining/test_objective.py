"""Sums over micro-batches and processes add up to the loss of the whole effective batch."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from tests.distillation.pretraining.models import job_in

from exegesis.distillation.pretraining.objective import Examples
from exegesis.distillation.pretraining.preparing import PreparedPretraining, prepare
from exegesis.training.objective import Share
from exegesis.training.workers import Alone

ALL = ("kl", "mlm", "cosine")


def _prepared(folder: Path, **changes: Any) -> PreparedPretraining:
    return prepare(job_in(folder, dropout=0.0, **changes), Alone(torch.device("cpu")))


def _gradients(made: PreparedPretraining) -> torch.Tensor:
    return torch.cat([p.grad.flatten() for p in made.trainer.trained if p.grad is not None])


def test_losses_are_the_published_ones_over_whole_logits(tmp_path: Path) -> None:
    """Against torch's own losses on full logits, the way the published code computes them."""
    objective = _prepared(tmp_path, micro_tokens=10_000).objective
    (part,) = objective.parts(0, np.arange(8), Share(0, 1))
    batch: Examples = part.content
    inputs = {"input_ids": batch.shown, "attention_mask": batch.real.long()}
    mine, its = (m(**inputs, output_hidden_states=True) for m in (objective.student, objective.teacher))
    real = batch.real
    kl = F.kl_div((mine.logits[real] / 2).log_softmax(-1), (its.logits[real] / 2).softmax(-1), reduction="batchmean")
    labels = torch.where(batch.asked, batch.original, -100)
    mlm = F.cross_entropy(mine.logits.flatten(0, 1), labels.flatten())
    ones = torch.ones(int(real.sum()))
    cosine = F.cosine_embedding_loss(mine.hidden_states[-1][real], its.hidden_states[-1][real], ones)
    with torch.no_grad():
        sums = objective.sums(part, ALL)
    expected = {"kl": 4 * kl, "mlm": mlm, "cosine": cosine}
    for name in ALL:
        assert float(sums[name]) / part.counts[name] == pytest.approx(expected[name].item(), rel=1e-4), name


def test_kl_at_masked_positions_only(tmp_path: Path) -> None:
    objective = _prepared(tmp_path, micro_tokens=10_000, positions="masked").objective
    (part,) = objective.parts(0, np.arange(8), Share(0, 1))
    batch: Examples = part.content
    inputs = {"input_ids": batch.shown, "attention_mask": batch.real.long()}
    mine, its = (m(**inputs).logits[batch.asked] for m in (objective.student, objective.teacher))
    kl = F.kl_div((mine / 2).log_softmax(-1), (its / 2).softmax(-1), reduction="batchmean") * 4
    with torch.no_grad():
        sums = objective.sums(part, ALL)
    assert part.counts["kl"] == part.counts["mlm"] == int(batch.asked.sum())
    assert float(sums["kl"]) / part.counts["kl"] == pytest.approx(kl.item(), rel=1e-4)


@pytest.mark.parametrize("names", [("kl",), ("mlm",), ("cosine",), ("mlm", "cosine")])
def test_a_loss_is_the_same_alone(tmp_path: Path, names: tuple[str, ...]) -> None:
    objective = _prepared(tmp_path).objective
    part = objective.parts(0, np.arange(4), Share(0, 1))[0]
    with torch.no_grad():
        every, some = objective.sums(part, ALL), objective.sums(part, names)
    assert set(some) == set(names)
    for name in names:
        assert float(some[name]) == pytest.approx(float(every[name]), rel=1e-5)


@pytest.mark.slow
def test_micro_batches_make_one_large_batch(tmp_path: Path) -> None:
    rows = np.arange(16)
    found = []
    for tokens in (10_000, 40):
        made = _prepared(tmp_path, micro_tokens=tokens, batch=16, clip=0.0, lr=1e-12)
        parts = made.objective.parts(0, rows, Share(0, 1))
        assert (len(parts) > 5) == (tokens == 40)
        made.trainer.optimizer.zero_grad = lambda **_: None  # type: ignore[method-assign]
        found.append((made.trainer.step(0, 0, rows), _gradients(made)))
    (one, whole), (many, summed) = found
    assert torch.allclose(whole, summed, atol=1e-5)
    for name in ("loss", *ALL, "norm"):
        assert one[name] == pytest.approx(many[name], rel=1e-4), name
    assert one["loss"] == pytest.approx(5 * one["kl"] + 2 * one["mlm"] + one["cosine"])


def test_masks_do_not_depend_on_how_examples_are_spread(tmp_path: Path) -> None:
    objective = _prepared(tmp_path).objective
    rows = np.arange(12)
    drawn = []
    for size in (1, 3):
        by_row = {}
        for rank in range(size):
            for part in objective.parts(4, rows, Share(rank, size)):
                batch: Examples = part.content
                for place, row in enumerate(part.rows):
                    by_row[int(row)] = batch.shown[place][batch.real[place]].tolist()
        drawn.append(by_row)
    assert drawn[0] == drawn[1]
    assert sorted(drawn[0]) == rows.tolist()


def test_masks_are_drawn_afresh_each_epoch_but_not_for_held_out_texts(tmp_path: Path) -> None:
    objective = _prepared(tmp_path, held_out=[tmp_path / "corpus.txt"]).objective
    first, second = (objective.parts(epoch, np.arange(4), Share(0, 1))[0].content.shown for epoch in (0, 1))
    assert not torch.equal(first, second)
    looks = [objective.held_out(Share(0, 1))[0].content.shown for _ in range(2)]
    assert torch.equal(*looks)


def test_the_teacher_is_not_trained(tmp_path: Path) -> None:
    made = _prepared(tmp_path)
    assert not made.objective.teacher.training
    assert not [p for p in made.objective.teacher.parameters() if p.requires_grad]
    before = {name: p.clone() for name, p in made.objective.student.named_parameters()}
    made.trainer.step(0, 0, np.arange(8))
    changed = {name for name, p in made.objective.student.named_parameters() if not torch.equal(p, before[name])}
    assert changed == set(before) - {"distilbert.embeddings.position_embeddings.weight"}
