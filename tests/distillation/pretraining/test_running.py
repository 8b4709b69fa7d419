"""Whole runs: resumed after kills, stopped early, stopped by what is wrong."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tests.distillation.pretraining.models import (
    QUICK,
    bert_teacher,
    job_in,
    losses_of,
    sentences,
    teacher_folder,
    text_file,
)
from transformers import AutoModelForMaskedLM, AutoTokenizer

from exegesis.core.errors import InputError, ModelError
from exegesis.distillation.pretraining.running import plan_of, run
from exegesis.distillation.pretraining.settings import settings_from
from exegesis.training.checkpoints import Checkpoints

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def _weights(out: Path) -> dict[str, torch.Tensor]:
    return load_file(out / "student" / "model.safetensors")


def _same(first: Path, second: Path) -> bool:
    mine, its = _weights(first), _weights(second)
    return mine.keys() == its.keys() and all(torch.equal(mine[name], its[name]) for name in mine)


def test_a_run_leaves_a_student_that_transformers_loads(tmp_path: Path) -> None:
    facts = run(job_in(tmp_path))
    model = AutoModelForMaskedLM.from_pretrained(tmp_path / "out" / "student")
    assert model.config.model_type == "distilbert"
    assert model.config.n_layers == 2
    assert len(AutoTokenizer.from_pretrained(tmp_path / "out" / "student")) == model.config.vocab_size
    assert facts["layers"] == [0, 3]
    assert facts["progress"]["step"] == 6
    assert json.loads((tmp_path / "out" / "student" / "training.json").read_text()) == json.loads(json.dumps(facts))
    assert Checkpoints(tmp_path / "out" / "checkpoints", 2).steps() == [4, 6]
    assert [line["step"] for line in losses_of(tmp_path / "out")] == [1, 2, 3, 4, 5, 6]


def test_losses_fall(tmp_path: Path) -> None:
    teacher_folder(tmp_path / "teacher", bert_teacher(2))
    run(job_in(tmp_path, layers=(0,), steps=25, every=25, batch=20, lr=3e-3, dropout=0.0))
    lines = losses_of(tmp_path / "out")
    for name in ("loss", "kl", "cosine"):
        first, last = (sum(line[name] for line in some) for some in (lines[:5], lines[-5:]))
        assert last < 0.9 * first, name


def test_killed_in_a_step_and_in_a_checkpoint_and_resumed(tmp_path: Path) -> None:
    run(job_in(tmp_path, "whole"))
    for step, where, left in ((3, "step", [2]), (6, "checkpoint", [2, 4])):
        command = [sys.executable, "-m", "tests.distillation.pretraining.killed", str(tmp_path), str(step), where]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert Checkpoints(tmp_path / "killed" / "checkpoints", 2).steps() == left
    assert list((tmp_path / "killed" / "checkpoints").glob(".step-*"))  # half a checkpoint
    run(job_in(tmp_path, "killed"), resume=True)
    assert _same(tmp_path / "whole", tmp_path / "killed")
    assert not list((tmp_path / "killed" / "checkpoints").glob(".step-*"))
    without_time = [
        [{name: value for name, value in line.items() if name != "seconds"} for line in losses_of(tmp_path / out)]
        for out in ("whole", "killed")
    ]
    assert without_time[0] == without_time[1]


def test_same_seed_same_student(tmp_path: Path) -> None:
    before = torch.random.get_rng_state()
    for out, seed in (("a", 0), ("b", 0), ("c", 1)):
        run(job_in(tmp_path, out, seed=seed, steps=2))
    assert _same(tmp_path / "a", tmp_path / "b")
    assert not _same(tmp_path / "a", tmp_path / "c")
    assert torch.equal(before, torch.random.get_rng_state())


def test_the_best_by_the_held_out_loss_is_kept_and_the_run_stops(tmp_path: Path) -> None:
    held = text_file(tmp_path / "held.txt", sentences(10, seed=9))
    changes: dict[str, Any] = {"held_out": [held], "steps": 40, "every": 1, "patience": 3, "lr": 0.3, "warmup": 0.0}
    facts = run(job_in(tmp_path, **changes))
    progress = facts["progress"]
    lines = losses_of(tmp_path / "out")
    looks = [line["held_out_loss"] for line in lines]
    assert progress["best_loss"] == min(looks)
    assert progress["best_step"] == looks.index(min(looks)) + 1
    assert len(lines) == progress["best_step"] + 3 < 40
    assert {"held_out_kl", "held_out_mlm", "held_out_cosine"} <= set(lines[0])
    kept = Checkpoints(tmp_path / "out" / "checkpoints", 2).at(progress["best_step"])
    stored = load_file(kept / "model.safetensors")
    assert all(torch.equal(stored[name], tensor) for name, tensor in _weights(tmp_path / "out").items())


def test_a_loss_that_is_not_a_number_names_the_examples_and_keeps_the_checkpoint(tmp_path: Path) -> None:
    teacher = bert_teacher()
    from tests.tiny import wordpiece

    with torch.no_grad():
        teacher.bert.embeddings.word_embeddings.weight[wordpiece().convert_tokens_to_ids("worse")] = torch.nan
    teacher_folder(tmp_path / "teacher", teacher)
    clean = [text.replace("worse", "bad") for text in sentences(40)]
    text_file(tmp_path / "corpus.txt", [*clean, "the plot is worse worse worse worse"])
    # the poisoned row is copied to the student too, and enters its logits: so it stops in the first step it meets
    with pytest.raises(
        ModelError,
        match=r"not a number .*in step \d+, epoch \d+, in a batch of \d+: ex.*\(corpus.txt, line \d+",
    ) as told:
        run(job_in(tmp_path, epochs=3, steps=0, every=1))
    assert "checkpoint" in str(told.value)


def test_a_checkpoint_before_the_bad_batch_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from exegesis.distillation.pretraining import objective

    plain, calls = objective.mlm_sum, []

    def poisoned(logits: torch.Tensor, pieces: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        found = plain(logits, pieces)
        return found * torch.nan if len(calls) == 5 else found

    monkeypatch.setattr(objective, "mlm_sum", poisoned)
    with pytest.raises(ModelError, match=r"mlm nan.* step 5.*last good checkpoint is step-00000004.*--resume"):
        run(job_in(tmp_path, micro_tokens=1000))
    monkeypatch.setattr(objective, "mlm_sum", plain)
    run(job_in(tmp_path, micro_tokens=1000), resume=True)
    run(job_in(tmp_path, "whole", micro_tokens=1000))
    assert _same(tmp_path / "out", tmp_path / "whole")


def test_checkpoints_of_another_run(tmp_path: Path) -> None:
    run(job_in(tmp_path, steps=2))
    with pytest.raises(InputError, match="holds checkpoints; go on with --resume"):
        run(job_in(tmp_path, steps=2))
    with pytest.raises(InputError, match=r"another run: settings.lr 0.001, not 0.002"):
        run(job_in(tmp_path, steps=2, lr=0.002), resume=True)
    with pytest.raises(InputError, match="seed 0, not 5"):
        run(job_in(tmp_path, steps=2, seed=5), resume=True)
    text_file(tmp_path / "corpus.txt", sentences(41))
    with pytest.raises(InputError, match="another run: corpus "):
        run(job_in(tmp_path, steps=2), resume=True)


def test_a_finished_run_resumed_writes_the_same_student(tmp_path: Path) -> None:
    run(job_in(tmp_path, steps=2))
    before = _weights(tmp_path / "out")
    run(job_in(tmp_path, steps=2), resume=True)
    assert all(torch.equal(before[name], tensor) for name, tensor in _weights(tmp_path / "out").items())


def test_a_student_of_its_own(tmp_path: Path) -> None:
    run(job_in(tmp_path, "first", steps=2))
    job = replace(job_in(tmp_path, steps=2), student=tmp_path / "first" / "student")
    facts = run(job)
    assert facts["layers"] == []
    assert facts["student"] is not None
    with pytest.raises(InputError, match="no layers can be chosen"):
        run(replace(job, settings=settings_from({**QUICK, "depth": 1})))


def test_a_student_with_another_tokenizer_or_width(tmp_path: Path) -> None:
    run(job_in(tmp_path, "first", steps=2))
    student = tmp_path / "first" / "student"
    job = replace(job_in(tmp_path, steps=2), student=student)
    spec = json.loads((student / "tokenizer.json").read_text(encoding="utf-8"))
    vocab = spec["model"]["vocab"]
    vocab["film"], vocab["plot"] = vocab["plot"], vocab["film"]
    (student / "tokenizer.json").write_text(json.dumps(spec), encoding="utf-8")
    with pytest.raises(InputError, match=r"different tokenizers .*is '(film|plot)' and '(film|plot)'"):
        run(job)


def test_the_plan_trains_nothing(tmp_path: Path) -> None:
    job = job_in(tmp_path, epochs=2, steps=0)
    plan = plan_of(job)
    assert (plan.examples, plan.steps, plan.steps_per_epoch) == (40, 10, 5)
    assert plan.teacher_parameters > plan.parameters > 0
    assert plan.seconds > 0
    assert not job.out.exists()
    assert any("from layers 0 3" in line for line in plan.lines())


def test_logs_that_are_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlflow", None)
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    for name in ("mlflow", "tensorboard"):
        with pytest.raises(InputError, match=f"pip install {name}"):
            run(replace(job_in(tmp_path), logs=(name,)))
    with pytest.raises(InputError, match="Choose from: mlflow, tensorboard"):
        run(replace(job_in(tmp_path), logs=("wandb",)))
