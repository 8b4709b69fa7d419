"""Running the experiments so that they can be broken off: a JSON file for each, run added to run, never redone."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError
from exegesis.core.files import write_whole
from exegesis.core.version import versions
from exegesis.trust.acting.experiments import choosing, cleaning, headers, svm
from exegesis.trust.acting.experiments.bags import Bags

Told = Callable[[int, int], None]

SIMULATION = "simulation: a program stands for the person"
_MODEL = {"classifier": "SVM, RBF kernel", "C": svm.C, "gamma": svm.GAMMA, "features": "word presence"}
_GRID = ((0.1, 0.05), (0.3, 0.05), (0.3, 0.1), (0.3, 0.2), (0.6, 0.1), (0.9, 0.1))  # (p, q) beside the main one


def run_headers(path: Path, bags: Bags, setting: headers.Headers, command: str) -> dict[str, Any]:
    """The look at the classifier, at once."""
    asked = _asked("headers", setting.to_dict(), bags, setting.share)
    made = {**asked, "found": headers.headers(bags, setting), **_made(command)}
    _write(path, made)
    return made


def run_cleaning(
    path: Path, bags: Bags, setting: cleaning.Cleaning, runs: int, command: str, seconds: float, told: Told | None
) -> dict[str, Any]:
    """So many people, one after another, as long as `seconds` last; those in the file already are not asked again."""
    asked = _asked("cleaning", setting.to_dict(), bags, setting.share)
    held = _read(path, asked)
    found, until = list(held.get("runs", ())), time.monotonic() + seconds
    base = svm.fit(bags.train.whole, bags.train.labels)
    ends = held.get("reference") or cleaning.reference(bags)
    made = {**asked, "reference": ends, "runs": found, **_made(command)}
    while len(found) < runs and (time.monotonic() < until):
        found.append(cleaning.run(bags, setting, len(found), base))
        _write(path, made)
        if told is not None:
            told(len(found), runs)
    _write(path, made)
    return made


def run_choosing(path: Path, bags: Bags, setting: choosing.Choosing, runs: int, command: str) -> dict[str, Any]:
    """So many people in each cell, and in a grid of other (p, q), over one set of explanations."""
    asked = _asked("choosing", setting.to_dict(), bags, setting.share)
    given = choosing.explained_by_both(bags, setting)
    rows = [choosing.shown_rows(bags, given, setting, seed) for seed in range(runs)]
    people = [(p, q, judges) for judges in choosing.JUDGES for p, q in ((setting.p, setting.q), *_GRID)]
    grid = []
    for p, q, judges in dict.fromkeys(people):
        one = choosing.Choosing(p, q, setting.share, setting.shown)
        found = [choosing.choices(bags, given, shown, one, seed, judges) for seed, shown in enumerate(rows)]
        grid.append({"p": p, "q": q, "judges": judges, "choices": runs, "cells": choosing.rates(found)})
    made = {**asked, "models": choosing.accuracies(bags, given), "main": grid[0], "grid": grid[1:], **_made(command)}
    _write(path, made)
    return made


def _asked(kind: str, setting: Mapping[str, Any], bags: Bags, share: float) -> dict[str, Any]:
    """What a result is a result of."""
    facts: dict[str, Any] = {
        "kind": kind,
        "note": SIMULATION,
        "settings": setting,
        "model": _MODEL,
        "rule": bags.rule(share),
        "classes": bags.classes,
        "data": bags.fingerprints,
        "texts": {"train": len(bags.train.labels), "test": len(bags.test.labels)},
    }
    if kind == "headers":
        del facts["note"]  # nobody is simulated there
    plain: dict[str, Any] = json.loads(json.dumps(facts))
    return plain


def _made(command: str) -> dict[str, Any]:
    import numpy
    import sklearn

    today = datetime.now(UTC).date().isoformat()
    return {"command": command, "date": today, "versions": versions(sklearn, numpy)}


def _read(path: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the file holds of the same experiment; `InputError` where it holds another."""
    if not path.is_file():  # nor is a device read
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"cannot read {str(path)!r}: {error}.") from None
    other = [name for name in asked if not isinstance(held, dict) or held.get(name) != asked[name]]
    if other:
        raise InputError(f"{str(path)!r} holds another experiment ({other[0]} differs); give another file.")
    found: dict[str, Any] = held
    return found


def _write(path: Path, data: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
