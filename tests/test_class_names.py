"""One word, one meaning: no two public classes of the package share a name."""

import ast
from collections import defaultdict
from pathlib import Path

import exegesis

SOURCES = Path(exegesis.__file__).parent


def test_no_two_public_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(path.relative_to(SOURCES)))
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}
