"""Two Gloo processes give what one gives."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from tests.distillation.pretraining.models import job_in, losses_of, sentences, text_file

from exegesis.distillation.pretraining.running import run

ROOT = Path(__file__).parents[3]
_FLAGS = "--batch 8 --micro-tokens 96 --max-length 24 --shortest 4 --every 2 --steps 6 --lr 0.001 --dropout 0"


def _start(folder: Path, rank: int, port: int, *more: str) -> "subprocess.Popen[str]":
    files = ["--teacher", "teacher", "--corpus", "corpus.txt", "--held-out", "held.txt", "--out", "two"]
    command = [sys.executable, "-c", "from exegesis.cli.main import run; run()", "distill", "pretrain", *files]
    place = {"RANK": str(rank), "LOCAL_RANK": str(rank), "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2"}
    place |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}
    place |= {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [*command, *_FLAGS.split(), "--device", "cpu", "--cache", "cache-two", *more],
        cwd=folder,
        env={**os.environ, **place},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _two(folder: Path, *more: str) -> list[tuple[int, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = [_start(folder, rank, port, *more) for rank in range(2)]
    try:
        ended = [one.communicate(timeout=300) for one in started]
    finally:
        for one in started:
            one.kill()
            one.wait()
    return [(one.returncode, err) for one, (_, err) in zip(started, ended, strict=True)]


@pytest.mark.slow
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
