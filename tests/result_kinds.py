"""The kinds of results there are, by the sources."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import exegesis
from exegesis.data.result import DrawnResult, Result

SOURCES = Path(exegesis.__file__).parent
_CLASS = re.compile(r"^class (\w+)\(([^)]*)\)", re.MULTILINE)


@cache
def kinds_of_results() -> frozenset[type[Result]]:
    """Every class of the package that is a `Result`, by the names of its parents."""
    classes = [
        (path, name, {parent.strip() for parent in parents.split(",")})
        for path in SOURCES.rglob("*.py")
        for name, parents in _CLASS.findall(path.read_text(encoding="utf-8"))
    ]
    names = {"Result"}
    while grown := {name for _, name, parents in classes if parents & names} - names:
        names |= grown
    homes = [(path.relative_to(SOURCES.parent).with_suffix(""), name) for path, name, _ in classes if name in names]
    found = {getattr(import_module(".".join(path.parts)), name) for path, name in homes}
    return frozenset(found - {Result, DrawnResult})
