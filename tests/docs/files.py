"""The pages' Python, and the files that some of it is: those whose paragraph begins with a path of the repository."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"`((?:src|tests)/[\w/]+\.py)`")


class Block(NamedTuple):
    """A block of Python on a page. `line`: where its fence is, from 1. `path`: the file that it is, if it is one."""

    page: Path
    line: int
    code: str
    path: str | None


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in their order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for block in _BLOCK.finditer(text):
        before = text[: block.start()]
        path = _PATH.match(before.rstrip().split("\n\n")[-1])
        found.append(Block(page, before.count("\n") + 1, block[1], path[1] if path else None))
    return found


def write_all(folder: Path, files: list[Block]) -> None:
    """The files of a page, at their paths below `folder`."""
    for block in files:
        assert block.path is not None
        path = folder / block.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.code, encoding="utf-8")


@contextmanager
def joined(folder: Path, files: list[Block]) -> Iterator[dict[str, ModuleType]]:
    """The files below `folder` imported as if they stood in the repository, by their paths, and gone afterwards."""
    names = {str(block.path): _module(str(block.path)) for block in files}
    rooms = [import_module(room) for room in sorted(set(map(_room, names.values())))]
    known = set(sys.modules)
    for room in rooms:
        inside = room.__name__.replace(".", "/")
        room.__path__.append(str(folder / ("src" if inside.startswith("exegesis") else "") / inside))
    try:
        yield {path: import_module(name) for path, name in names.items()}
    finally:
        for room in rooms:
            room.__path__.pop()
        for name in [name for name in sys.modules.keys() - known if _lies_in(folder, sys.modules[name])]:
            parent, _, last = name.rpartition(".")
            vars(sys.modules.get(parent, sys)).pop(last, None)
            del sys.modules[name]


def _module(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _lies_in(folder: Path, module: ModuleType) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(place is not None and Path(place).is_relative_to(folder) for place in places)


def _room(name: str) -> str:
    """The nearest package around a module that is there already."""
    room = name.rpartition(".")[0]
    inside = room.replace(".", "/")
    return room if (ROOT / inside).is_dir() or (ROOT / "src" / inside).is_dir() else _room(room)
