"""Words that the user lists as replacements of others: pairs in a file or a mapping, or WordNet's where it is there."""

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, shown, unknown
from exegesis.counterfactuals.space import Alternative
from exegesis.counterfactuals.ways.words import ChangeableWords, Offered, cased

NAME = "lexicon"
WORDNET = "wordnet:"
_RELATIONS = ("antonyms", "synonyms")
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Lexicon:
    """Replacements of words in small letters, in their order. `name`: where they come from."""

    words: Mapping[str, tuple[str, ...]]
    name: str

    @classmethod
    def of(cls, given: Any) -> "Lexicon":
        """Of a mapping {word: words}, a file of pairs, "wordnet:antonyms", "wordnet:synonyms", or several of these.

        `InputError` in one line for what is none, or is empty.
        """
        if isinstance(given, Lexicon):
            return given
        if given is None:
            raise InputError("by='lexicon' needs lexicon=: a mapping {word: words}, or a file of word<TAB>word.")
        if isinstance(given, Mapping):
            return cls(_merged(_pairs_of(given)), "the list given")._filled()
        if isinstance(given, str) and given.startswith(WORDNET):
            relation = given.removeprefix(WORDNET)
            if relation not in _RELATIONS:
                raise unknown("relation of WordNet", relation, _RELATIONS)
            return cls(_WordNet(relation), f"WordNet's {relation}")
        if isinstance(given, str | Path):
            return cls(_merged(_read(Path(given))), Path(given).name)._filled()
        if isinstance(given, Sequence) and given:
            parts = [cls.of(one) for one in given]
            return cls(_Several([part.words for part in parts]), " and ".join(part.name for part in parts))
        raise InputError(f"a lexicon must be a mapping, a file or a list of these, not {shown(given)}.")

    def _filled(self) -> "Lexicon":
        if not self.words:
            raise InputError(f"{self.name} holds no replacement; give pairs of words.")
        return self


def offered(words: ChangeableWords) -> Offered:
    """What the lexicon has for each unit, as it stands in small letters."""
    lexicon, may = Lexicon.of(words.settings.lexicon), set(words.order)
    found: list[tuple[Alternative, ...]] = []
    for place, unit in enumerate(words.units):
        new = lexicon.words.get(unit.text.casefold(), ()) if place in may else ()
        others = dict.fromkeys(cased(word, unit.text) for word in new)
        found.append(tuple(Alternative(word, NAME) for word in others if word != unit.text))
    return Offered(found, f"words are replaced by those of {lexicon.name}")


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


def _read(path: Path) -> Iterator[tuple[str, str]]:
    """Pairs of a file, each both ways; `InputError` with the line that is none."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data.startswith(_GZIP) else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise InputError(f"cannot read the lexicon {str(path)!r}: {said}.") from None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != 2 or not all(cells):
            raise InputError(f"{path.name}, line {number}: each line is word<TAB>word, not {shown(line)}.")
        yield cells[0], cells[1]
        yield cells[1], cells[0]


def _merged(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for word, new in pairs:
        if word.casefold() != new.casefold():
            found.setdefault(word.casefold(), {})[new] = None
    return {word: tuple(new) for word, new in found.items()}
