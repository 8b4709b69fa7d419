"""One JSON file for each run of the distillation experiments, all in one folder: a run that is there is not redone."""

import argparse
import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch

from exegesis.core.errors import InputError
from exegesis.core.files import write_whole
from exegesis.core.machine import machine, today
from exegesis.distillation.card import versions

Run = dict[str, Any]


def done(out: Path, name: str, settings: Mapping[str, Any]) -> bool:
    """Whether the run is there; `InputError` where one of that name was made with other settings."""
    path = out / f"{name}.json"
    if not path.is_file():
        return False
    stored = json.loads(path.read_text(encoding="utf-8"))["settings"]
    if stored != json.loads(json.dumps(settings)):
        raise InputError(f"{path.name} was made with other settings; remove it, or give another folder with --out.")
    return True


def write(
    out: Path, kind: str, name: str, settings: Mapping[str, Any], figures: Mapping[str, Any], command: str
) -> None:
    """The run with its settings, figures, command line, machine, date and versions; whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    facts = {
        "kind": kind,
        "name": name,
        "settings": settings,
        "figures": figures,
        "command": command,
        "machine": machine(),
        "threads": torch.get_num_threads(),
        "date": today(),
        "versions": versions(),
    }
    write_whole(out / f"{name}.json", json.dumps(facts, indent=2, allow_nan=False) + "\n")


def read(folder: Path, kind: str) -> list[Run]:
    """All runs of the kind in the folder, by name."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [one for one in found if one.get("kind") == kind]


def rows(path: Path, split: str | None = None) -> list[Run]:
    """The rows of a jsonl.gz file, of one split if named."""
    if not path.is_file():
        raise InputError(f"no file {path.parent.name}/{path.name} in the data folder; give the folder with --data.")
    return [row for row in _json_lines(path) if split is None or row["split"] == split]


def write_rows(path: Path, found: list[Run]) -> Path:
    """Rows as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found))
    return path


def command_line(parser: argparse.ArgumentParser, given: argparse.Namespace) -> str:
    """The command with the options that are not the usual ones; folders of this machine are called DIR."""
    words = [f"python benchmarks/{parser.prog}"]
    for name, value in vars(given).items():
        if value == parser.get_default(name) or isinstance(value, bool) or name == "gflops":
            continue
        many = value if isinstance(value, list) else [value]
        words += [f"--{name.replace('_', '-')}", *(_shown(one) for one in many)]
    return " ".join(words)


def _shown(value: object) -> str:
    return "DIR" if isinstance(value, Path) or "/" in str(value) else str(value)


def _json_lines(path: Path) -> Iterator[Run]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
