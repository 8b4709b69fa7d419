"""Carry model folders between machines as plain tar files, large ones in parts of a set size."""

import tarfile
from pathlib import Path

from exegesis.distillation.artifacts import whole_folder
from exegesis.errors import InputError

PART_BYTES = 15 * 1024 * 1024


def pack(folder: Path, target: Path) -> None:
    """An uncompressed tar of the folder's files, the same bytes for the same files."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(target, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.add(path, path.name, recursive=False, filter=_anonymous)


def split(path: Path, part_bytes: int = PART_BYTES) -> list[Path]:
    """Replace the file by parts NAME.part0, NAME.part1, ... of at most `part_bytes` each."""
    parts: list[Path] = []
    with path.open("rb") as whole:
        while piece := whole.read(part_bytes):
            parts.append(path.with_name(f"{path.name}.part{len(parts)}"))
            parts[-1].write_bytes(piece)
    path.unlink()
    return parts


def pack_teacher(folder: Path, target: Path) -> list[Path]:
    """The teacher's folder as NAME.tar.part0, ... in `target`; the name holds its key."""
    archive = target / f"{folder.name}.tar"
    pack(folder, archive)
    return split(archive)


def join_teachers(source: Path, teachers: Path) -> list[Path]:
    """Put every teacher found in parts in `source` into the folder of teachers, under its own name."""
    firsts = sorted(source.glob("*.tar.part0"))
    if not firsts:
        raise InputError("no teacher parts (*.tar.part0, ...) in the archive folder; give it with --archive-dir.")
    return [_join(first, teachers) for first in firsts]


def _join(first: Path, teachers: Path) -> Path:
    name = first.name.removesuffix(".tar.part0")
    parts = sorted(first.parent.glob(f"{name}.tar.part*"), key=lambda path: int(path.suffix.removeprefix(".part")))
    with whole_folder(teachers / name) as folder:
        whole = folder / "whole.tar"
        with whole.open("wb") as file:
            for part in parts:
                file.write(part.read_bytes())
        with tarfile.open(whole) as archive:
            archive.extractall(folder, filter="data")
        whole.unlink()
    return teachers / name


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname, entry.mode = 0, 0, 0, "", "", 0o644
    return entry
