"""Whole runs of training on a task: resumed, stopped early, stopped by what is wrong, in several processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tests.distillation.pretraining.test_together import free_port, together
from tests.distillation.task.toys import classifier, reviews, saved, written

from exegesis import api
from exegesis.core.errors import InputError
from exegesis.distillation.task import objective
from exegesis.distillation.task.job import TaskJob, task_job
from exegesis.distillation.task.lessons import material
from exegesis.distillation.task.running import run
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.training import learn
from exegesis.training.checkpoints import Checkpoints
from exegesis.training.trainer import NotFinite, Trainer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
QUICK = {"epochs": 2, "batch_texts": 8, "every": 2, "lr": 1e-3, "ema": 0.9}


def job_in(folder: Path, out: str = "out", **changes: Any) -> TaskJob:
    """A small distillation from teacher/ over train.jsonl and dev.jsonl of a folder, made where they are not there."""
    if not (folder / "teacher").exists():
        saved(classifier(1, layers=3), folder / "teacher")
        written(reviews(24, 0), folder / "train.jsonl")
        written(reviews(12, 1), folder / "dev.jsonl")
    named = {name: changes.pop(name) for name in ("recipe", "seed", "layers", "logs") if name in changes}
    files = {"data": [folder / "train.jsonl"], "dev": [folder / "dev.jsonl"], "out": folder / out}
    values = {"teachers": str(folder / "teacher"), "layers": "0,2", "recipe": "d", "device": "cpu", **files, **named}
    return task_job({**values, "settings": {**QUICK, **changes}})


def weights(out: Path) -> dict[str, torch.Tensor]:
    return load_file(out / "model.safetensors")


def same(first: Path, second: Path) -> bool:
    mine, its = weights(first), weights(second)
    return mine.keys() == its.keys() and all(torch.equal(mine[name], its[name]) for name in mine)


def lines_of(out: Path) -> list[dict[str, float]]:
    path = out.with_name(f"{out.name}.run") / "metrics.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def interrupted_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    plain = Trainer.step

    def step(self: Trainer, step: int, *given: Any) -> dict[str, float]:
        if step + 1 == number:
            raise KeyboardInterrupt
        return plain(self, step, *given)

    monkeypatch.setattr(Trainer, "step", step)


def test_metrics_checkpoints_and_the_student_are_written(tmp_path: Path) -> None:
    facts = run(job_in(tmp_path))
    assert facts["progress"]["step"] == 6
    assert facts["layers"] == [0, 2]
    lines = lines_of(tmp_path / "out")
    assert [line["step"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert {"loss", "kl", "hard", "lr", "norm"} <= set(lines[0])
    assert {"held_out_wrong", "held_out_hard"} <= set(lines[1])
    assert "held_out_kl" not in lines[1]  # the teacher was not asked about the held-out texts
    assert lines[0]["loss"] == pytest.approx(0.5 * lines[0]["kl"] + 0.5 * lines[0]["hard"])
    assert min(line["held_out_wrong"] for line in lines[1::2]) == facts["progress"]["best_loss"] == 1 - facts["dev"]
    assert api.load(tmp_path / "out").labels == ("negative", "positive")


@pytest.mark.parametrize("recipe", ["d", "after"])
def test_interrupted_and_resumed_it_ends_with_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recipe: str
) -> None:
    run(job_in(tmp_path, "whole", recipe=recipe))
    with monkeypatch.context() as patch:
        interrupted_at(patch, 4)
        with pytest.raises(KeyboardInterrupt):
            run(job_in(tmp_path, "cut", recipe=recipe))
    assert not (tmp_path / "cut").exists()
    run(job_in(tmp_path, "cut", recipe=recipe), resume=True)
    assert same(tmp_path / "whole", tmp_path / "cut")
    plain = [[{**line, "seconds": 0} for line in lines_of(tmp_path / out)] for out in ("whole", "cut")]
    assert plain[0] == plain[1]


def test_killed_and_resumed_it_ends_with_the_same_weights(tmp_path: Path) -> None:
    run(job_in(tmp_path, "whole"))
    command = [sys.executable, "-m", "tests.distillation.task.killed", str(tmp_path), "4"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    run(job_in(tmp_path, "killed"), resume=True)
    assert same(tmp_path / "whole", tmp_path / "killed")


def test_the_best_on_dev_is_kept_and_patience_stops(tmp_path: Path) -> None:
    facts = run(job_in(tmp_path, every=1, patience=3, epochs=40, lr=1e-6, ema=0))
    progress = facts["progress"]
    looks = [line["held_out_wrong"] for line in lines_of(tmp_path / "out")]
    assert progress["best_loss"] == min(looks)
    assert progress["best_step"] == looks.index(min(looks)) + 1
    assert len(looks) == progress["best_step"] + 3 < 120
    kept = Checkpoints(tmp_path / "out.run" / "checkpoints", 1).at(progress["best_step"])
    stored = load_file(kept / "model.safetensors")
    assert all(torch.equal(stored[name], tensor) for name, tensor in weights(tmp_path / "out").items())


def test_without_dev_the_last_average_is_written(tmp_path: Path) -> None:
    given = job_in(tmp_path)
    run(TaskJob(**{**vars(given), "dev": ()}))
    last = tmp_path / "out.run" / "checkpoints" / "step-00000006"
    mean, raw = load_file(last / "average.safetensors"), load_file(last / "model.safetensors")
    written_ = weights(tmp_path / "out")
    assert all(torch.equal(written_[name], mean[name]) for name in mean)
    assert not all(torch.equal(raw[name], mean[name]) for name in mean)


def test_checkpoints_of_another_run_are_refused(tmp_path: Path) -> None:
    run(job_in(tmp_path))
    with pytest.raises(InputError, match="holds checkpoints; go on with --resume"):
        run(job_in(tmp_path))
    with pytest.raises(InputError, match=r"another run: settings.lr 0.001, not 0.002"):
        run(job_in(tmp_path, lr=0.002), resume=True)
    with pytest.raises(InputError, match="another run: student "):
        run(job_in(tmp_path, layers="0,1"), resume=True)
    written(reviews(25, 0), tmp_path / "train.jsonl")
    with pytest.raises(InputError, match="another run: rows "):
        run(job_in(tmp_path), resume=True)
    saved(classifier(2, layers=3), tmp_path / "teacher")
    written(reviews(24, 0), tmp_path / "train.jsonl")
    with pytest.raises(InputError, match="teachers "):
        run(job_in(tmp_path), resume=True)


def test_a_second_run_in_the_same_folder_touches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, said = Trainer.step, []

    def step(self: Trainer, step: int, *given: Any) -> dict[str, float]:
        if not said:
            with pytest.raises(InputError, match="another run is writing") as told:
                said.append(True) or run(job_in(tmp_path), resume=True)
            said.append(told)
        return plain(self, step, *given)

    monkeypatch.setattr(Trainer, "step", step)
    run(job_in(tmp_path))
    assert [line["step"] for line in lines_of(tmp_path / "out")] == [1, 2, 3, 4, 5, 6]


def test_a_loss_that_is_no_number_names_the_lines_and_leaves_the_step_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, calls = objective.hard_sum, []

    def poisoned(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        return plain(logits, labels) * (torch.nan if len(calls) == 4 else 1.0)

    given = TaskJob(**{**vars(job_in(tmp_path)), "dev": ()})
    with monkeypatch.context() as patch:
        patch.setattr(objective, "hard_sum", poisoned)
        with pytest.raises(
            NotFinite, match=r"hard nan.* step 4.*train.jsonl, line \d+.*good checkpoint is step-00000003"
        ):
            run(given)
    run(given, resume=True)
    run(TaskJob(**{**vars(given), "out": tmp_path / "whole"}))
    assert same(tmp_path / "whole", tmp_path / "out")


def test_the_cosine_needs_one_teacher_as_wide_as_the_student(tmp_path: Path) -> None:
    facts = run(job_in(tmp_path, cosine=0.5))
    assert facts["settings"]["cosine"] == 0.5
    lines = lines_of(tmp_path / "out")
    assert 0 < lines[0]["cosine"] < 2
    assert lines[0]["loss"] == pytest.approx(0.5 * (lines[0]["kl"] + lines[0]["hard"] + lines[0]["cosine"]))
    two = {**vars(job_in(tmp_path, "two", cosine=0.5)), "teachers": (str(tmp_path / "teacher"),) * 2}
    with pytest.raises(InputError, match="with one teacher"):
        run(TaskJob(**two))


def test_micro_batches_make_the_losses_of_one_batch(tmp_path: Path) -> None:
    for out, tokens in (("one", 0), ("many", 20)):
        run(job_in(tmp_path, out, micro_tokens=tokens))
    for mine, its in zip(lines_of(tmp_path / "one"), lines_of(tmp_path / "many"), strict=True):
        for name in set(mine) - {"seconds"}:
            assert its[name] == pytest.approx(mine[name], rel=1e-4, abs=1e-6), name


def test_dropout_is_set_while_it_learns_and_put_back(tmp_path: Path) -> None:
    model = classifier(0, layers=1)
    layers = [layer for layer in model.model.modules() if isinstance(layer, torch.nn.Dropout)]
    layers[0].p = 0.25
    given = material(model, reviews(8, 0)).lesson
    seen = []
    model.model.register_forward_hook(lambda *_: seen.append({layer.p for layer in layers}))
    learn(model, given, None, TaskSettings(epochs=1, kl=0.0, dropout=0.5), 0)
    assert seen[-1] == {0.5}
    assert layers[0].p == 0.25
    assert layers[1].p == 0.0


def test_a_log_that_is_not_there_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Did you mean 'mlflow'"):
        run(job_in(tmp_path, logs=["mlfow"]))


def test_two_processes_give_the_losses_of_one(tmp_path: Path) -> None:
    """Nine rows in batches of eight: one process has none of the last batch."""
    job_in(tmp_path)
    written(reviews(9, 0), tmp_path / "train.jsonl")
    run(job_in(tmp_path, "one", ema=0))
    words = "distill task --teacher teacher --layers 0,2 --recipe d --data train.jsonl --dev dev.jsonl --out two"
    flags = "--device cpu --every 2 --set epochs=2 --set batch_texts=8 --set lr=1e-3"
    environment = {**os.environ, "EXEGESIS_CACHE": str(tmp_path / "cache")}
    for code, err in together(tmp_path, [*words.split(), *flags.split()], free_port(), environment):
        assert code == 0, err
    ours, theirs = lines_of(tmp_path / "one"), lines_of(tmp_path / "two")
    assert len(ours) == len(theirs) == 4
    for mine, its in zip(ours, theirs, strict=True):
        for name in set(mine) - {"seconds"}:
            assert its[name] == pytest.approx(mine[name], rel=1e-4), name
    first, second = (weights(tmp_path / out) for out in ("one", "two"))
    assert all(torch.allclose(first[name], second[name], atol=1e-4) for name in first)
