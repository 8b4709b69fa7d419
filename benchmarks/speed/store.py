"""One JSON file for each case on each model: what is there already is not measured again."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.speed.figures import rounded

from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today

PACKAGES = ("torch", "transformers", "numpy", "lime", "shap", "captum")


def place(out: Path, model: str, case: str) -> Path:
    """Where a case on a model is kept."""
    return out / _name(model) / f"{case}.json"


def write(path: Path, figures: dict[str, Any]) -> None:
    """The figures with machine, date and versions; whole or not at all."""
    import torch

    facts = {"machine": machine(), "threads": torch.get_num_threads(), "date": today(), "versions": versions()}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(rounded(figures | facts), indent=2, allow_nan=False) + "\n")


def read(path: Path) -> dict[str, Any]:
    """What `write` wrote."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def records(out: Path) -> list[dict[str, Any]]:
    """All cases measured so far: the largest model first, cases in the order of the table."""
    from benchmarks.speed.cases import CASES

    found = [one for one in map(read, out.glob("*/*.json")) if one.get("case") in CASES]
    order = list(CASES)
    return sorted(found, key=lambda one: (-one["parameters"], one["model"], order.index(one["case"])))


def versions() -> dict[str, str]:
    """Of the packages that were run."""
    import exegesis

    return {"exegesis": exegesis.__version__} | {name: version(name) for name in PACKAGES}


def _name(model: str) -> str:
    return Path(model).name.replace(":", "-")
