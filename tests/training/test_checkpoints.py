"""Checkpoints and the run's record, on a model of a few weights."""

import resource
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_model

from exegesis.core.errors import InputError, ModelError
from exegesis.training import run_record
from exegesis.training.callbacks import callbacks
from exegesis.training.checkpoints import Checkpoints, Progress
from exegesis.training.metrics import Metrics
from exegesis.training.settings import Training
from exegesis.training.trainer import optimizer_of, precision


class Toy(torch.nn.Linear):
    """A layer that is stored as a transformers model is."""

    def save_pretrained(self, folder: Path) -> None:
        save_model(self, str(folder / "model.safetensors"))


def _pair(size: int = 64) -> tuple[Any, torch.optim.Optimizer]:
    torch.manual_seed(0)
    model = Toy(size, size)
    optimizer = optimizer_of(model, Training())
    model(torch.ones(size)).sum().backward()
    optimizer.step()
    return model, optimizer


def test_round_trip(tmp_path: Path) -> None:
    model, optimizer = _pair()
    found = Checkpoints(tmp_path / "c", 2)
    found.save(model, optimizer, Progress(7, 3, 0.5, 1))
    other, fresh = _pair()
    with torch.no_grad():
        other.weight.zero_()
    assert found.load(other, fresh) == Progress(7, 3, 0.5, 1)
    assert torch.equal(other.weight, model.weight)
    for mine, its in zip(optimizer.state.values(), fresh.state.values(), strict=True):
        assert torch.equal(mine["exp_avg"], its["exp_avg"])


def test_the_last_ones_and_the_best_are_kept(tmp_path: Path) -> None:
    model, optimizer = _pair()
    found = Checkpoints(tmp_path / "c", 2)
    for step in range(1, 7):
        found.save(model, optimizer, Progress(step, 2 if step > 1 else 1, 0.1))
    assert found.steps() == [2, 5, 6]


def test_a_full_disk_leaves_the_last_checkpoint(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the system refuses the write in the same way."""
    model, optimizer = _pair()
    found = Checkpoints(tmp_path / "c", 2)
    found.save(model, optimizer, Progress(1))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(ModelError, match=r"cannot write the checkpoint of step 2: .*step-00000001.*--resume"):
            found.save(model, optimizer, Progress(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in found.folder.iterdir()] == ["step-00000001"]
    assert found.load(*_pair()) == Progress(1)


@pytest.mark.parametrize("file", ["model.safetensors", "optimizer.pt", "state.json"])
def test_a_damaged_checkpoint_is_named(tmp_path: Path, file: str) -> None:
    found = Checkpoints(tmp_path / "c", 2)
    found.save(*_pair(), Progress(1))
    (found.at(1) / file).write_bytes(b"damaged")
    with pytest.raises(InputError, match="step-00000001"):
        found.load(*_pair())


def test_an_optimizer_file_that_is_more_than_data_is_refused(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "ran",))

    found = Checkpoints(tmp_path / "c", 2)
    found.save(*_pair(), Progress(1))
    torch.save({"state": Evil()}, found.at(1) / "optimizer.pt")
    with pytest.raises(InputError, match="step-00000001"):
        found.load(*_pair())
    assert not (tmp_path / "ran").exists()


def test_looks_at_held_out_texts() -> None:
    first = Progress(1).looked(2.0)
    assert (first.best_step, first.waited) == (1, 0)
    assert Progress(2, 1, 2.0).looked(2.5) == Progress(2, 1, 2.0, 1)
    assert Progress(2, 1, 2.0, 1).looked(1.0) == Progress(2, 2, 1.0, 0)
    assert Progress(2).looked(float("nan")) == Progress(2, None, None, 1)


def test_what_differs_between_runs_is_said(tmp_path: Path) -> None:
    run_record.start(tmp_path, {"seed": 0, "settings": {"lr": 0.1, "keep": 2, "gone": 1}}, resume=False, begun=False)
    other = {"seed": 0, "settings": {"lr": 0.2, "keep": 3, "new": "x" * 90}}
    with pytest.raises(InputError, match=r"another run: settings\.lr 0\.1, not 0\.2; ") as told:
        run_record.start(tmp_path, other, resume=True, begun=True)
    assert "settings.gone 1, not null" in str(told.value)
    assert "keep" not in str(told.value)
    assert len(str(told.value)) < 300
    run_record.start(tmp_path, {"seed": 0, "settings": {"lr": 0.1, "keep": 9, "gone": 1}}, resume=True, begun=True)


def test_a_record_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("[1", encoding="utf-8")
    with pytest.raises(InputError, match="start anew"):
        run_record.start(tmp_path, {}, resume=True, begun=True)


def test_metrics_are_wound_back(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path / "m.jsonl")
    metrics.rewind(3)
    for step in (1, 2, 3):
        metrics.write({"step": step})
    with metrics.path.open("a") as file:
        file.write('{"step": 1, "lo')
    with pytest.raises(InputError, match="another run is writing"):
        Metrics(metrics.path).own()
    metrics.close()
    metrics.rewind(2)
    metrics.close()
    assert metrics.path.read_text() == '{"step": 1}\n{"step": 2}\n'


def test_weight_decay_spares_vectors() -> None:
    groups = optimizer_of(Toy(3, 3), Training(weight_decay=0.1)).param_groups
    assert [(len(group["params"]), group["weight_decay"]) for group in groups] == [(1, 0.1), (1, 0.0)]


def test_mixed_precision_on_a_processor_only_when_asked() -> None:
    layer, cpu = torch.nn.Linear(2, 2), torch.device("cpu")
    for name, dtype in (("auto", torch.float32), ("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        with precision(name, cpu):
            assert layer(torch.ones(2)).dtype == dtype


@pytest.mark.parametrize(("name", "value"), [("lr", 0.0), ("epochs", 0), ("warmup", 1.0), ("clip", -1.0)])
def test_settings_that_cannot_be(name: str, value: float) -> None:
    with pytest.raises(InputError, match=name):
        Training(**{name: value})  # type: ignore[arg-type]


def test_an_unknown_log(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"unknown log 'tensorbord'\. Did you mean 'tensorboard'"):
        callbacks(["tensorbord"], tmp_path)
