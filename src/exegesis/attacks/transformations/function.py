"""The user's own edits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from exegesis.attacks.transformations.base import Replacement
from exegesis.core.errors import InputError, shown


@dataclass(frozen=True)
class Function(Replacement):
    """A function from a word to the words that may stand for it."""

    function: Callable[[str], Iterable[str]]

    def alternatives(self, word: str, rng: np.random.Generator) -> Iterable[str]:
        """As the class says; `InputError` where the function fails or gives something else."""
        try:
            given = self.function(word)
            others = [] if isinstance(given, str) else list(given)
        except Exception as error:
            raise InputError(f"your function failed on {shown(word)}: {type(error).__name__}: {error}") from error
        if isinstance(given, str) or not all(isinstance(other, str) and other for other in others):
            raise InputError(f"your function gave {shown(given)} for {shown(word)}; it must give a list of words.")
        return others
