"""IMDb as Maas et al. 2011 give it: aclImdb/test/pos/0_10.txt, one review a file, id and stars in its name."""

from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.distillation.task.examples import TextExample

LABELS = {"neg": "negative", "pos": "positive"}


def read_imdb(root: Path, split: str = "test") -> list[TextExample]:
    """The labelled reviews of a split, negative ones first, by number of their file; `<br />` marks stay."""
    found = []
    for name, label in LABELS.items():
        folder = root / split / name
        if not folder.is_dir():
            raise InputError(f"there is no folder {split}/{name} in {root.name!r}; give the folder aclImdb.")
        for path in sorted(folder.glob("*.txt"), key=_number):
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise InputError(f"{path.name} is not UTF-8 (byte {error.start}).") from None
            found.append(TextExample((text,), label, f"{split}/{name}/{path.name}"))
    if not found:
        raise InputError(f"{root.name!r} has no reviews in {split}.")
    return found


def _number(path: Path) -> tuple[int, str]:
    number = path.stem.partition("_")[0]
    return (int(number) if number.isdigit() else 0, path.name)
