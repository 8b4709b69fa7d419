"""Suites of tests, from a user's YAML or from JSON lines of texts that are ready."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.attacks.behaviour.expectations import Expectation, expectation
from exegesis.attacks.behaviour.templates import expanded
from exegesis.core.errors import InputError, check_count, shown, unknown
from exegesis.core.randomness import stream
from exegesis.core.text_files import opened_text

KINDS = ("MFT", "INV", "DIR")
_KEYS = ("name", "type", "capability", "template", "templates", "texts", "expect", "tolerance", "count")
_COUNT = 500  # cases of a test


@dataclass(frozen=True)
class BehaviourTest:
    """One test. `cases`: of each its texts, the first one before the change (of an MFT there is no other)."""

    name: str
    kind: str
    capability: str
    cases: tuple[tuple[str, ...], ...]
    expectations: tuple[Expectation, ...]  # one a case


def read_suite(path: str | Path, seed: int = 0) -> tuple[BehaviourTest, ...]:
    """The tests of a file: YAML (`lists` and `tests`), or JSON lines of `test`, `type`, `texts`, `expect`.

    Raises `InputError` with the test that is none.
    """
    path = Path(path)
    with opened_text(path) as file:
        text = file.read()
    if {".yaml", ".yml"} & set(path.suffixes[-2:]):
        return suite_of(_yaml(text, path.name), path.name, seed)
    return _of_lines(text, path.name)


def suite_of(data: Any, name: str = "the suite", seed: int = 0) -> tuple[BehaviourTest, ...]:
    """The tests of plain data: {"lists": {name: [words]}, "tests": [{...}]}."""
    if not isinstance(data, Mapping) or not isinstance(data.get("tests"), Sequence) or not data["tests"]:
        raise InputError(f"{name} must have `tests`, a list of them (and `lists`, words by name, where they are used).")
    for key in data:
        if key not in ("lists", "tests"):
            raise unknown(f"part of {name}", key, ("lists", "tests"))
    lists = data.get("lists") or {}
    if not isinstance(lists, Mapping) or not all(_is_texts(words) and words for words in lists.values()):
        raise InputError(f"{name}: `lists` must have a list of words for each name.")
    return tuple(_test(one, lists, f"{name}, test {number}", seed) for number, one in enumerate(data["tests"], 1))


def _test(data: Any, lists: Mapping[str, Sequence[str]], where: str, seed: int) -> BehaviourTest:
    if not isinstance(data, Mapping):
        raise InputError(f"{where} must have {', '.join(_KEYS)}, not {shown(data)}.")
    for key in data:
        if key not in _KEYS:
            raise unknown(f"part of a test ({where})", key, _KEYS)
    name, kind = str(data.get("name") or where), str(data.get("type", "MFT")).upper()
    if kind not in KINDS:
        raise unknown(f"type ({where})", kind, KINDS)
    count = data.get("count", _COUNT)
    check_count("count", count)
    cases = list(_cases(data, lists, where, count, stream(seed, name)))
    wished = expectation(kind, data.get("expect"), data.get("tolerance"), where)
    return BehaviourTest(name, kind, str(data.get("capability", "")), tuple(cases), (wished,) * len(cases))


def _cases(
    data: Mapping[str, Any], lists: Mapping[str, Sequence[str]], where: str, count: int, rng: np.random.Generator
) -> Iterator[tuple[str, ...]]:
    given = [key for key in ("template", "templates", "texts") if key in data]
    if len(given) != 1:
        raise InputError(f"{where}: give one of `template`, `templates` (filled alike) and `texts`.")
    value = [data["template"]] if given == ["template"] else data[given[0]]
    is_mft = str(data.get("type", "MFT")).upper() == "MFT"
    if given == ["texts"]:
        given_cases: list[Any] = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [None]
        for one in given_cases:
            case = (one,) if isinstance(one, str) else tuple(one) if _is_texts(one) else ()
            if not case or (is_mft and len(case) > 1) or (not is_mft and len(case) < 2):
                raise InputError(f"{where}: {shown(one)} is no case; {_wanted(is_mft)}.")
            yield case
        return
    if not _is_texts(value) or (not is_mft and len(value) < 2) or (is_mft and len(value) > 1):
        raise InputError(f"{where}: {_wanted(is_mft)}.")
    try:
        yield from expanded(value, lists, count, rng)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _wanted(is_mft: bool) -> str:
    return "an MFT has one text a case" if is_mft else "INV and DIR have a text before the change and others after it"


def _is_texts(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) > 0
        and all(isinstance(one, str) and one.strip() for one in value)
    )


def _yaml(text: str, name: str) -> Any:
    """YAML without tags and aliases: a few lines of them can stand for gigabytes."""
    import yaml

    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise InputError(f"{name}, line {event.start_mark.line + 1}: aliases (*) are not read; write it out.")
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f"{name} is no YAML: {' '.join(str(error).split())}.") from None


def _of_lines(text: str, name: str) -> tuple[BehaviourTest, ...]:
    """Cases by test, in the order in which each test first comes."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise InputError(f"{name}, line {number} is no JSON.") from None
        if not isinstance(row, dict) or not _is_texts(row.get("texts")) or row.get("type") not in KINDS:
            raise InputError(f"{name}, line {number}: give `test`, `type` ({', '.join(KINDS)}), `texts` and `expect`.")
        row["where"] = f"{name}, line {number}"
        found.setdefault(str(row.get("test", row["type"])), []).append(row)
    if not found:
        raise InputError(f"{name} holds no test.")
    return tuple(_of_rows(test, rows) for test, rows in found.items())


def _of_rows(name: str, rows: Sequence[Mapping[str, Any]]) -> BehaviourTest:
    first = rows[0]
    if any(row["type"] != first["type"] for row in rows):
        raise InputError(f"{first['where']}: the test {shown(name)} is of several types.")
    return BehaviourTest(
        name,
        first["type"],
        str(first.get("capability", "")),
        tuple(tuple(row["texts"]) for row in rows),
        tuple(expectation(row["type"], row.get("expect"), row.get("tolerance"), row["where"]) for row in rows),
    )
