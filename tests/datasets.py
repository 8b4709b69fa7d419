"""The shared data sets, for checks that need real input; they are skipped with a reason where the data is absent."""

import gzip
import json
import os
from pathlib import Path
from typing import Any, NoReturn

import pytest

FOLDER = Path(os.environ.get("EXEGESIS_DATA", Path(__file__).parents[2] / "shared" / "data"))
MUST_RUN = bool(os.environ.get("EXEGESIS_NOTHING_SKIPPED"))

needs_data = pytest.mark.skipif(
    not FOLDER.is_dir() and not MUST_RUN, reason="the data sets are absent; set EXEGESIS_DATA to their folder"
)


def absent(what: str) -> NoReturn:
    """Skip for want of something; fail where nothing may be skipped."""
    if MUST_RUN:
        pytest.fail(what)
    pytest.skip(what)


def rows(name: str, split: str | None = None) -> list[dict[str, Any]]:
    """The rows of a jsonl.gz file, of one split if named."""
    with gzip.open(FOLDER / name, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [row for row in found if split is None or row["split"] == split]
