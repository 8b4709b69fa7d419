"""The kinds of results there are, by the sources."""

import ast
from importlib import import_module
from pathlib import Path

import exegesis
from exegesis.data.result import DrawnResult, Result

SOURCES = Path(exegesis.__file__).parent


def kinds_of_results() -> set[type[Result]]:
    """Every class of the package that is a `Result`, by the names of the parents in the sources."""
    parents = {
        (path, node.name): {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in SOURCES.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    names = {"Result"}
    while grown := {name for (_, name), bases in parents.items() if bases & names} - names:
        names |= grown
    modules = {name: path.relative_to(SOURCES.parent).with_suffix("") for path, name in parents if name in names}
    found = {getattr(import_module(".".join(path.parts)), name) for name, path in modules.items()}
    return found - {Result, DrawnResult}
