"""Running the experiments: a file of results for each. The long one can be broken off, its parts are kept beside it."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from exegesis.core.codec import plain, to_file
from exegesis.core.files import is_device, write_whole
from exegesis.core.version import versions
from exegesis.trust.acting.experiments import choosing, cleaning, headers, svm
from exegesis.trust.acting.experiments.bags import Bags
from exegesis.trust.simulated.keeping import Parts, kept_parts

Told = Callable[[int, int], None]

SIMULATION = "simulation: a program stands for the person"
_ENDS = "no cleaning, and cleaned texts"
_MODEL = {"classifier": "SVM, RBF kernel", "C": svm.C, "gamma": svm.GAMMA, "features": "word presence"}
_GRID = ((0.1, 0.05), (0.3, 0.05), (0.3, 0.1), (0.3, 0.2), (0.6, 0.1), (0.9, 0.1))  # (p, q) beside the main one


def run_headers(path: Path, bags: Bags, setting: headers.Headers, command: str) -> dict[str, Any]:
    """The look at the classifier, at once."""
    asked = _asked("headers", setting, bags, setting.share)
    made = {**asked, "found": headers.headers(bags, setting), **_made(command)}
    _write(path, made)
    return made


def run_cleaning(
    path: Path, bags: Bags, setting: cleaning.Cleaning, runs: int, command: str, seconds: float, told: Told | None
) -> dict[str, Any]:
    """So many people, one after another, as long as `seconds` last; those kept beside the file are not asked again."""
    asked, until = _asked("cleaning", setting, bags, setting.share), time.monotonic() + seconds
    place = None if is_device(path) else path.with_name(f".{path.name}.parts")
    with kept_parts(place, "cleaning", asked) as kept:
        _clean(kept, bags, setting, runs, until, told)
        parts = kept.lines
    found = [parts[name]["states"] for name in (_run(number) for number in range(len(parts))) if name in parts]
    made = {**asked, "reference": parts[_ENDS]["accuracy"], "runs": found, **_made(command)}
    _write(path, made)
    return made


def _clean(kept: Parts, bags: Bags, setting: cleaning.Cleaning, runs: int, until: float, told: Told | None) -> None:
    """The two ends, then person after person, each kept once it is done."""
    if _ENDS not in kept.lines:
        kept.add((_ENDS, {"accuracy": cleaning.reference(bags)}))
    lacking = [number for number in range(runs) if _run(number) not in kept.lines]
    base = svm.fit(bags.train.whole, bags.train.labels) if lacking else None
    for number in lacking:
        if time.monotonic() >= until:
            return
        kept.add((_run(number), {"states": cleaning.run(bags, setting, number, base)}))
        if told is not None:
            told(number + 1, runs)


def _run(number: int) -> str:
    return f"run {number}"


def run_choosing(path: Path, bags: Bags, setting: choosing.Choosing, runs: int, command: str) -> dict[str, Any]:
    """So many people in each cell, and in a grid of other (p, q), over one set of explanations."""
    asked = _asked("choosing", setting, bags, setting.share)
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


def _asked(kind: str, setting: object, bags: Bags, share: float) -> dict[str, Any]:
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
    return {name: plain(value) for name, value in facts.items()}


def _made(command: str) -> dict[str, Any]:
    import numpy
    import sklearn

    today = datetime.now(UTC).date().isoformat()
    return {"command": command, "date": today, "versions": versions(sklearn, numpy)}


def _write(path: Path, data: Mapping[str, Any]) -> None:
    write_whole(path, to_file(data))
