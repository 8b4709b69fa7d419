"""Words that may stand for others, as the user lists them: in a mapping, in files, or WordNet's where it is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from exegesis.core import codec
from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.text_files import opened_text

WORDNET = "wordnet:"
_RELATIONS = ("antonyms", "synonyms")
_SEPARATOR = "|"


@dataclass(frozen=True)
class Lexicon:
    """Replacements of words in small letters, in their order. `name`: where they come from."""

    words: Mapping[str, tuple[str, ...]]
    name: str

    @classmethod
    def of(cls, given: Any, *, both_ways: bool = False, reverse: bool = False) -> "Lexicon":
        """Of a mapping {word: words}, a file, "wordnet:antonyms", "wordnet:synonyms", or several of these.

        A file is JSON (such a mapping) or has lines of word<TAB>other, several parted by "|"; lines that begin with
        "#" are not read; ".gz" is unpacked.

        Args:
            given: what lists the words.
            both_ways: the words of a line stand for one another, as in lists of antonyms.
            reverse: a line has the word that is put in first and what it stands for behind it, as lists of
                misspellings do; what stands in columns behind these (whose list it is) is not read.

        Raises:
            InputError: in one line what is none of these, or is empty.
        """
        if isinstance(given, Lexicon):
            return given
        if isinstance(given, Mapping):
            return cls(_merged(_turned(_pairs_of(given), reverse)), "the list given")._filled()
        if isinstance(given, str) and given.startswith(WORDNET):
            relation = given.removeprefix(WORDNET)
            if relation not in _RELATIONS:
                raise unknown("relation of WordNet", relation, _RELATIONS)
            return cls(_WordNet(relation), f"WordNet's {relation}")
        if isinstance(given, str | Path):
            return cls(_read(Path(given), both_ways, reverse), Path(given).name)._filled()
        if isinstance(given, Sequence) and given:
            parts = [cls.of(one, both_ways=both_ways, reverse=reverse) for one in given]
            return cls(_Several([part.words for part in parts]), " and ".join(part.name for part in parts))
        raise InputError(f"a lexicon must be a mapping, a file or a list of these, not {shown(given)}.")

    def _filled(self) -> "Lexicon":
        if not self.words:
            raise InputError(f"{self.name} holds no replacement; give pairs of words.")
        return self


class _Several(Mapping[str, tuple[str, ...]]):
    """Several lexicons one after another."""

    def __init__(self, parts: Sequence[Mapping[str, tuple[str, ...]]]) -> None:
        self.parts = parts

    def __getitem__(self, word: str) -> tuple[str, ...]:
        found = dict.fromkeys(new for part in self.parts for new in part.get(word, ()))
        if not found:
            raise KeyError(word)
        return tuple(found)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(word for part in self.parts for word in part))

    def __len__(self) -> int:
        return len(list(iter(self)))


class _WordNet(Mapping[str, tuple[str, ...]]):
    """WordNet as nltk reads it, with the data that the user has installed."""

    def __init__(self, relation: str) -> None:
        self.relation = relation
        try:
            self.corpus: Any = import_module("nltk.corpus").wordnet
            self.corpus.synsets("good")
        except ImportError:
            raise InputError(
                "WordNet is read through nltk, which is not installed: pip install nltk, then python -m "
                "nltk.downloader wordnet; or give a file of word<TAB>word."
            ) from None
        except LookupError:
            raise InputError(
                "nltk has no WordNet here: python -m nltk.downloader wordnet; or give a file of word<TAB>word."
            ) from None

    def __getitem__(self, word: str) -> tuple[str, ...]:
        lemmas = [lemma for synset in self.corpus.synsets(word) for lemma in synset.lemmas()]
        if self.relation == "antonyms":
            lemmas = [other for lemma in lemmas if lemma.name().casefold() == word for other in lemma.antonyms()]
        names = dict.fromkeys(lemma.name().replace("_", " ") for lemma in lemmas)
        found = tuple(name for name in names if name.casefold() != word)
        if not found:
            raise KeyError(word)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.corpus.all_lemma_names())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _pairs_of(given: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for word, new in given.items():
        others = [new] if isinstance(new, str) else new
        if not isinstance(word, str) or not isinstance(others, Iterable):
            raise InputError(f"a lexicon is {{word: words}}, and {shown(word)} has {shown(new)}.")
        for other in others:
            if not isinstance(other, str) or not other.strip():
                raise InputError(f"{shown(word)} is replaced by {shown(other)}; give a word, or use by='delete'.")
            yield word, other


@lru_cache(maxsize=8)
def _read(path: Path, both_ways: bool, reverse: bool) -> dict[str, tuple[str, ...]]:
    """The words of a file; `InputError` with the line that is none."""
    with opened_text(path) as file:
        if ".json" in path.suffixes[-2:]:
            data = codec.parsed(file.read())
            if not isinstance(data, Mapping):
                raise InputError(f"{path.name} must be an object of words and lists of words.")
            return _merged(_turned(_pairs_of(data), reverse))
        pairs = list(_lines(file, path.name, most=None if reverse else 2))
    return _merged([*_turned(pairs, reverse), *(_turned(pairs, not reverse) if both_ways else ())])


def _lines(file: Iterable[str], name: str, most: int | None) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(file, 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, *others = (cell.strip() for cell in line.rstrip("\r\n").split("\t"))
        if not word or not others or not others[0] or (most is not None and len(others) >= most):
            raise InputError(f"{name}, line {number}: each line is word<TAB>word, not {shown(line.strip())}.")
        for other in others[0].split(_SEPARATOR):
            yield word, other.strip()


def _turned(pairs: Iterable[tuple[str, str]], reverse: bool) -> Iterable[tuple[str, str]]:
    return ((other, word) for word, other in pairs) if reverse else pairs


def _merged(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for word, new in pairs:
        if word.casefold() != new.casefold():
            found.setdefault(word.casefold(), {})[new] = None
    return {word: tuple(new) for word, new in found.items()}
