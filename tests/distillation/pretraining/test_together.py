"""Two Gloo processes give what one gives."""

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tests.distillation.pretraining.models import job_in, losses_of, sentences, text_file

from exegesis.distillation.pretraining.running import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
_FLAGS = "--batch 8 --micro-tokens 96 --max-length 24 --shortest 4 --every 2 --steps 6 --lr 0.001 --dropout 0"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def together(folder: Path, words: list[str], port: int, environment: Mapping[str, str]) -> list[tuple[int, str]]:
    """The command line's words run by two processes as torchrun starts them: exit status and stderr of each."""
    command = [sys.executable, "-c", "from exegesis.cli.main import run; run()", *words]
    shared = {"WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    shared |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT / "src")}
    started = []
    for rank in range(2):
        own = {**environment, **shared, "RANK": str(rank), "LOCAL_RANK": str(rank)}
        streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        started.append(subprocess.Popen(command, cwd=folder, env=own, **streams))
    try:
        ended = [one.communicate(timeout=300) for one in started]
    finally:
        for one in started:
            one.kill()
            one.wait()
    return [(one.returncode, err) for one, (_, err) in zip(started, ended, strict=True)]


def _two(folder: Path) -> list[tuple[int, str]]:
    files = ["--teacher", "teacher", "--corpus", "corpus.txt", "--held-out", "held.txt", "--out", "two"]
    more = ["--device", "cpu", "--cache", "cache-two"]
    return together(folder, ["distill", "pretrain", *files, *_FLAGS.split(), *more], free_port(), os.environ)


def test_two_processes_give_the_losses_of_one_with_twice_the_batch(tmp_path: Path) -> None:
    """Effective batches of 8 both times: two processes hold 4 of them each, one holds twice as many."""
    held = text_file(tmp_path / "held.txt", sentences(9, seed=9))
    text_file(tmp_path / "corpus.txt", sentences(41))  # the last batch has one example: one process has none
    run(job_in(tmp_path, "one", held_out=[held], dropout=0.0))
    for code, err in _two(tmp_path):
        assert code == 0, err
    ours, theirs = losses_of(tmp_path / "one"), losses_of(tmp_path / "two")
    assert len(ours) == len(theirs) == 6
    for mine, its in zip(ours, theirs, strict=True):
        for name in set(mine) - {"seconds"}:
            assert its[name] == pytest.approx(mine[name], rel=1e-4), name
    assert "held_out_mlm" in ours[1]
    first, second = (load_file(tmp_path / out / "student" / "model.safetensors") for out in ("one", "two"))
    for name in first:
        assert torch.allclose(first[name], second[name], atol=1e-4), name
    for code, err in _two(tmp_path):  # a failure of the process that writes stops both
        assert code == 2, err
        assert "holds checkpoints" in err
