"""Edits of the letters of a word: what they share, and the seven kinds of them."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from exegesis.attacks.transformations.base import Replacement

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
# The keys beside each key of an English keyboard.
_KEYS = {
    "q": "was", "w": "qeasd", "e": "wrsdf", "r": "etdfg", "t": "ryfgh", "y": "tughj", "u": "yihjk", "i": "uojkl",
    "o": "ipkl", "p": "ol", "a": "qwsz", "s": "qweadzx", "d": "wersfxc", "f": "ertdgcv", "g": "rtyfhvb",
    "h": "tyugjbn", "j": "yuihknm", "k": "uiojlm", "l": "opk", "z": "asx", "x": "sdzc", "c": "dfxv", "v": "fgcb",
    "b": "ghvn", "n": "hjbm", "m": "jkn",
}  # fmt: skip
# Letters of other scripts, and signs, that look the same.
_LOOKALIKES = {
    "a": "а", "c": "с", "e": "е", "i": "і", "j": "ј", "o": "о", "p": "р", "s": "ѕ", "x": "х", "y": "у", "h": "һ",
    "d": "ԁ", "q": "ԛ", "w": "ԝ", "l": "ӏ", "b": "Ь", "n": "ո", "u": "ս", "g": "ɡ",
}  # fmt: skip


@dataclass(frozen=True)
class LetterEdit(Replacement):
    """An edit of one letter. The first and last letter of a word stay, as readers lean on them.

    `every`: at every inner letter (Pruthi et al., ACL 2019); else at one, drawn (Gao et al., DeepWordBug, 2018).
    """

    every: bool = False

    def alternatives(self, word: str, rng: np.random.Generator) -> Iterable[str]:
        """The word with the edit; none of words that have no inner letter for it."""
        places = [place for place in range(1, len(word) - 1) if self.has_edit(word, place)]
        if not places:
            return []
        chosen = places if self.every else [places[rng.integers(len(places))]]
        return [self.edited(word, place, rng) for place in chosen]

    def has_edit(self, word: str, place: int) -> bool:
        """Whether there is an edit at that letter."""
        return True

    @abstractmethod
    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """The word with its letter at `place` edited."""


class Swap(LetterEdit):
    """Two letters that stand side by side change places."""

    def has_edit(self, word: str, place: int) -> bool:
        """Whether the next letter is an inner one too, and another."""
        return place + 1 < len(word) - 1 and word[place] != word[place + 1]

    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """As the class says."""
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


class Drop(LetterEdit):
    """A letter is left out."""

    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """As the class says."""
        return word[:place] + word[place + 1 :]


class Insert(LetterEdit):
    """A letter is put in, drawn from the alphabet."""

    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """As the class says."""
        return word[:place] + _ALPHABET[rng.integers(26)] + word[place:]


class Substitute(LetterEdit):
    """A letter becomes another, drawn from the alphabet."""

    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """As the class says."""
        others = _ALPHABET.replace(word[place].lower(), "")
        return _with(word, place, others[rng.integers(len(others))])


class Key(LetterEdit):
    """A letter becomes that of a key beside it on an English keyboard."""

    def has_edit(self, word: str, place: int) -> bool:
        """Whether it is a letter of that keyboard."""
        return word[place].lower() in _KEYS

    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """As the class says."""
        beside = _KEYS[word[place].lower()]
        return _with(word, place, beside[rng.integers(len(beside))])


class Homoglyph(LetterEdit):
    """A letter becomes one of another script that looks the same."""

    def has_edit(self, word: str, place: int) -> bool:
        """Whether some letter looks like it."""
        return word[place] in _LOOKALIKES

    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """As the class says."""
        return _with(word, place, _LOOKALIKES[word[place]])


class Spacing(LetterEdit):
    """A space is put in, which parts the word."""

    def edited(self, word: str, place: int, rng: np.random.Generator) -> str:
        """As the class says."""
        return f"{word[:place]} {word[place:]}"


def _with(word: str, place: int, letter: str) -> str:
    return word[:place] + (letter.upper() if word[place].isupper() else letter) + word[place + 1 :]
