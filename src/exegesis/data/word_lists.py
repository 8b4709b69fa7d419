"""Lists of words with others for each, from a user's file: synonyms, neighbours, misspellings."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from exegesis.core import codec
from exegesis.core.errors import InputError, shown
from exegesis.core.text_files import opened_text

WordList = Mapping[str, Sequence[str]]
_SEPARATOR = "|"


def word_list(given: str | Path | WordList, *, reverse: bool = False) -> WordList:
    """What may stand for each word, lower-cased.

    Args:
        given: a mapping from words to lists of words, or a file: JSON with such an object, or lines of
            `word<TAB>other` (several parted by "|"; further columns are not read). ".gz" is unpacked.
        reverse: the file has the word that is put in first and what it stands for behind it, as lists of misspellings.

    Raises:
        InputError: a file that is none of these, with the place.
    """
    if isinstance(given, Mapping):
        return _gathered(_pairs(given, "the word list"), reverse)
    return _read(Path(given), reverse)


@lru_cache(maxsize=8)
def _read(path: Path, reverse: bool) -> WordList:
    with opened_text(path) as file:
        if ".json" in path.suffixes[-2:]:
            return _gathered(_pairs(codec.parsed(file.read()), path.name), reverse)
        return _gathered(_lines(file, path.name), reverse)


def _pairs(data: Any, name: str) -> Iterable[tuple[str, str]]:
    if not isinstance(data, Mapping):
        raise InputError(f"{name} must be an object of words and lists of words, not {type(data).__name__}.")
    for word, others in data.items():
        if isinstance(others, str) or not isinstance(others, Sequence):
            raise InputError(f"{name}: {shown(word)} has {shown(others)}; give a list of words.")
        for other in others:
            if not isinstance(word, str) or not isinstance(other, str):
                raise InputError(f"{name}: {shown(word)} has {shown(other)}, which is no word.")
            yield word, other


def _lines(file: Iterable[str], name: str) -> Iterable[tuple[str, str]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        word, *others = line.rstrip("\r\n").split("\t")
        if not others:
            raise InputError(f"{name}, line {number}: no tab; a line is a word, a tab, and others parted by '|'.")
        for other in others[0].split(_SEPARATOR):
            yield word, other


def _gathered(pairs: Iterable[tuple[str, str]], reverse: bool) -> WordList:
    found: dict[str, dict[str, None]] = {}
    for word, other in pairs:
        one, instead = (other, word) if reverse else (word, other)
        if one.strip() and instead.strip():
            found.setdefault(one.strip().lower(), {})[instead.strip()] = None
    if not found:
        raise InputError("the word list has no words.")
    return {word: tuple(others) for word, others in found.items()}
