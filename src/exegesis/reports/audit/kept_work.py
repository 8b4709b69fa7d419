"""What a run of an audit has computed, so that one that was ended goes on: outputs and explanations, a line each."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from exegesis.core.journal import Journal, Line
from exegesis.core.types import Floats
from exegesis.data.explanation import Explanation

KIND = "audit"
_HINT = "give another folder with --out, or remove the file to begin anew"


class KeptWork:
    """The lines of `path`; None: nothing is kept beyond the run.

    `keeps_texts` False: explanations, in which texts stand, are not written, since personal text is to be covered.
    """

    def __init__(self, path: Path | None, plan: Mapping[str, Any], keeps_texts: bool = True) -> None:
        self._lines: Journal[str, Line] = Journal(path, KIND, plan, dict, hint=_HINT)
        self._keeps_texts = keeps_texts
        self._beside: Path | None = None if path is None else path.with_name(f"{path.stem}-slices{path.suffix}")

    def outputs(self, key: str, compute: Callable[[], Floats]) -> Floats:
        """(m, classes), computed where they are not kept."""
        if key not in self._lines.lines:
            self._lines.add((key, {"outputs": compute().tolist()}))
        return np.array(self._lines.lines[key]["outputs"], dtype=np.float64)

    def explanation(self, key: str) -> Explanation | None:
        """The explanation that is kept under this key."""
        line = self._lines.lines.get(key)
        return None if line is None else Explanation.from_dict(line["explanation"])

    def keep(self, key: str, explanation: Explanation) -> Explanation:
        """Keep it, and give it back."""
        if self._keeps_texts:
            self._lines.add((key, {"explanation": explanation.to_dict()}))
        return explanation

    @property
    def beside(self) -> Path | None:
        """The file in which a section that explains rows of its own may keep them; None where none may be kept."""
        return self._beside if self._keeps_texts else None

    def done(self) -> None:
        """The report is written: there is nothing to go on with."""
        self._lines.remove()
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; it stays, for another run."""
        self._lines.close()
