"""The user's cache folder: teachers, their answers, tokenised corpora, unfinished runs."""

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """$EXEGESIS_CACHE, or the platform's cache folder for this user."""
    if given := os.environ.get("EXEGESIS_CACHE"):
        return Path(given).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "exegesis" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "exegesis"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "exegesis"
