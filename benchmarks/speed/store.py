"""What was measured, as small JSON files: by kind of processor what a clock said, by itself what needs none.

Under a folder (docs/performance, where it is published): KIND/MODEL/CASE.json and KIND/MODEL/equal-CONTEST.json of
each kind of processor, equal/MODEL/CONTEST.json of none. So a next machine adds its own beside those that are there.
"""

import json
from pathlib import Path
from typing import Any

from benchmarks.speed.figures import rounded
from benchmarks.speed.kinds import this_kind

from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today

PACKAGES = ("torch", "transformers", "numpy", "lime", "shap", "captum")
EQUAL = "equal"


def place(root: Path, model: str, case: str) -> Path:
    """Where this kind of processor keeps a case on a model."""
    return root / this_kind().folder / _name(model) / f"{case}.json"


def equal_place(root: Path, model: str, contest: str) -> Path:
    """Where a comparison to an equal answer is kept that needs no clock."""
    return root / EQUAL / _name(model) / f"{contest}.json"


def timed_place(root: Path, model: str, contest: str) -> Path:
    """Where this kind of processor keeps the seconds of such a comparison."""
    return place(root, model, f"{EQUAL}-{contest}")


def write(path: Path, figures: dict[str, Any]) -> None:
    """The figures with processor, machine, date and versions; whole or not at all."""
    import torch

    facts = {"processor": this_kind().title, "machine": machine(), "threads": torch.get_num_threads()}
    facts |= {"date": today(), "versions": versions()}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(rounded(figures | facts), indent=1, allow_nan=False, ensure_ascii=False)
    write_whole(path, text + "\n")


def read(path: Path) -> dict[str, Any]:
    """What `write` wrote."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def records(root: Path) -> list[dict[str, Any]]:
    """All cases of all kinds of processors: the largest model first, cases in the order of the table."""
    from benchmarks.speed.cases import CASES

    paths = (path for path in root.glob("*/*/*.json") if path.stem in CASES)
    found = [read(path) | {"folder": path.parts[-3]} for path in sorted(paths)]
    order = list(CASES)
    return sorted(found, key=lambda one: (one["folder"], -one["parameters"], one["model"], order.index(one["case"])))


def contests(root: Path) -> list[dict[str, Any]]:
    """All comparisons to an equal answer, clockless: by model, in the order of the table; `seconds` by processor."""
    from benchmarks.speed.equal.contests import CONTESTS

    found = []
    for path in sorted(root.glob(f"{EQUAL}/*/*.json")):
        if path.stem in CONTESTS:
            timed = map(read, sorted(root.glob(f"*/{path.parent.name}/{EQUAL}-{path.stem}.json")))
            found.append(read(path) | {"seconds": {one["processor"]: one for one in timed}})
    return sorted(found, key=lambda one: list(CONTESTS).index(one["contest"]))


def versions() -> dict[str, str]:
    """Of the packages that were run."""
    from importlib.metadata import version

    import exegesis

    return {"exegesis": exegesis.__version__} | {name: version(name) for name in PACKAGES}


def _name(model: str) -> str:
    return Path(model).name.replace(":", "-")
