"""The faces of the package and of its features: what users import, and where it comes from."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import exegesis
from exegesis.core.faces import face

SOURCES = Path(exegesis.__file__).parent
FACES = sorted(
    ".".join(("exegesis", *path.parent.relative_to(SOURCES).parts))
    for path in SOURCES.rglob("__init__.py")
    if "face(" in path.read_text(encoding="utf-8")
)
FEATURES = {
    "evaluation", "qa", "comparison", "dependence", "surrogates", "summaries", "distillation", "exporting", "edits",
    "rules", "counterfactuals", "slices", "explorer", "accounts", "confidence", "corrections", "attacks",
    "bulk", "benchmarking", "trust", "reports",
}  # fmt: skip


def told_to_type_checkers(package: str) -> dict[str, tuple[str, str]]:
    """By public name: the module and its name there, as imported under TYPE_CHECKING."""
    tree = ast.parse(Path(str(import_module(package).__file__)).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    return {
        name.asname or name.name: (str(line.module), name.name)
        for line in block.body
        if isinstance(line, ast.ImportFrom)
        for name in line.names
    }


def test_every_feature_has_a_face() -> None:
    assert {package.partition(".")[2] for package in FACES} - {""} >= FEATURES


@pytest.mark.parametrize("package", FACES)
def test_type_checkers_and_users_are_told_the_same(package: str) -> None:
    room: Any = import_module(package)
    told = told_to_type_checkers(package)
    assert set(room.__all__) - {"__version__"} == set(told) == set(dir(room))
    assert len(room.__all__) == len(set(room.__all__))
    for name, (module, other) in told.items():
        assert getattr(room, name) is getattr(import_module(module), other), name


@pytest.mark.parametrize("package", FACES)
def test_no_public_name_is_hidden_by_a_module_of_that_name(package: str) -> None:
    folder = Path(str(import_module(package).__file__)).parent
    assert [name for name in import_module(package).__all__ if (folder / f"{name}.py").exists()] == []
    assert [name for name in import_module(package).__all__ if (folder / name).is_dir()] == []


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"module 'exegesis.qa' has no attribute 'aks'"):
        import_module("exegesis.qa").aks  # noqa: B018
    found, names = face("exegesis.core", {"InputError": "errors", "Wrong": "errors:InputError"})
    assert found("Wrong") is found("InputError")
    assert names() == ["InputError", "Wrong"]


def test_a_face_costs_nothing_until_a_name_is_used() -> None:
    code = f"import sys, {', '.join(FACES)}; print([m for m in ('numpy', 'torch', 'typer') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_rooms_are_there_after_the_package_alone_is_imported() -> None:
    """In a process of its own: others have imported them here."""
    code = "import exegesis; exegesis.summaries.submodular; exegesis.rules.anchor; print(hasattr(exegesis, 'cellar'))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr) == ("False\n", "")
