"""Which device to train on, and the switches that make a run on it repeatable."""

import os

import torch

from exegesis.core.errors import InputError


def choose(name: str) -> torch.device:
    """The device of that name; "auto" takes a GPU when there is one."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise InputError("no CUDA device is available here; use --device cpu.")
    return torch.device(name)


def make_repeatable(seed: int, device: torch.device) -> None:
    """Seed torch, and on a GPU ask for kernels whose sums do not depend on timing. For a program's start only."""
    torch.manual_seed(seed)
    if device.type == "cuda":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]


def attention_for(device: torch.device) -> str:
    """Eager attention on a GPU (its backward pass is repeatable, SDPA's is not), SDPA on the CPU."""
    return "eager" if device.type == "cuda" else "sdpa"


def describe(device: torch.device) -> str:
    """The device in words."""
    return str(torch.cuda.get_device_name(device)) if device.type == "cuda" else "CPU"
