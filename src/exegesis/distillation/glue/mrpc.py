"""MRPC as Microsoft gives it: msr_paraphrase_train.txt and _test.txt, and dev_ids.tsv that says which rows are dev."""

from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.core.text_files import whole_text

_TRAIN, _TEST, _IDS = "msr_paraphrase_train.txt", "msr_paraphrase_test.txt", "dev_ids.tsv"


def original_files(folder: Path, split: str) -> list[list[str]] | None:
    """Fields of each line of the split, heading first, from the original files; None where they are not there.

    GLUE's dev set are the rows of the training file whose pair of ids stands in dev_ids.tsv; its training set are the
    others. The test file has labels, which GLUE's own form of it leaves off.
    """
    path = folder / (_TEST if split == "test" else _TRAIN)
    if not path.is_file():
        return None
    lines = [line.removesuffix("\r").split("\t") for line in whole_text(path).split("\n") if line.strip()]
    if split == "test":
        return lines
    if not (folder / _IDS).is_file():
        raise InputError(f"the folder of MRPC has {_TRAIN} but no {_IDS}, which says which of its rows are dev.")
    ids = {tuple(line.split()[:2]) for line in whole_text(folder / _IDS).split("\n") if line.strip()}
    heading, rows = lines[0], lines[1:]
    return [heading, *(row for row in rows if (tuple(row[1:3]) in ids) == (split == "dev"))]
