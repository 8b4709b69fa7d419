"""CoNLL-U files: a sentence is its `# text`, and its words are found in it by their forms.

Words of a multiword token share its characters out where they are spelled in it ("don't": "do", "n't"), and have all of
them where they are not ("du": "de", "le"). Empty nodes have no characters; they are counted and left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.text_files import opened_text, undecoded
from exegesis.explorer.corpus.sources.entities import BadEntity, type_place, types_of
from exegesis.explorer.corpus.sources.records import SourceSentence, SourceWord, Taken

_TEXT = "# text = "
_ENTITIES = re.compile(r"#\s*global\.Entity\s*=\s*(.*)")
_NAME = re.compile(r"#\s*sent_id\s*=\s*(.*)")
_WORD_LINE = re.compile(r"\d+\t")
_COLUMNS = ("lemma", "upos", "xpos", "deprel")
_FIELDS = 10


class _Block(NamedTuple):
    """The lines of a sentence, and the number of the first."""

    line: int
    lines: list[str]


class ConlluFile:
    """A CoNLL-U file, packed by gzip or not."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def texts(self, skip: int) -> Iterator[Taken]:
        parse = _parser()
        entities: int | None = None  # which part of a mention is its type, once the file has said it
        for number, block in enumerate(self._blocks()):
            sentence = _Sentence(self.path.name, block)
            entities = sentence.entity_place(entities)
            if number >= skip:
                yield sentence.read(parse, entities)

    def count(self) -> tuple[int, bool]:
        return sum(1 for block in self._blocks() for line in block.lines if _WORD_LINE.match(line)), True

    def _blocks(self) -> Iterator[_Block]:
        """The sentences' lines; blank lines stand between them."""
        lines: list[str] = []
        with opened_text(self.path) as file:
            for number, line in enumerate(file, 1):
                fault = undecoded(line)
                if fault:
                    raise InputError(f"{self.path.name}, line {number}: {fault}")
                stripped = line.rstrip("\r\n")
                if stripped.strip():
                    lines.append(stripped)
                elif lines:
                    yield _Block(number - len(lines), lines)
                    lines = []
        if lines:
            yield _Block(number + 1 - len(lines), lines)


class _Sentence:
    """One sentence of a file, on its way to be one of ours."""

    def __init__(self, file: str, block: _Block) -> None:
        self.file, self.block = file, block
        self.comments = [line for line in block.lines if line.startswith("#")]
        self.numbers = [block.line + place for place, line in enumerate(block.lines) if not line.startswith("#")]
        self.name = next((match[1].strip() for line in self.comments if (match := _NAME.match(line))), None)

    def wrong(self, why: str, line: int | None = None) -> InputError:
        """What is raised: file, line and sentence first."""
        name = "" if self.name is None else f", sentence {self.name}"
        return InputError(f"{self.file}, line {line or self.block.line}{name}: {why}.")

    def entity_place(self, before: int | None) -> int | None:
        """Which part of a mention is its type from here on."""
        declared = next((match[1] for line in self.comments if (match := _ENTITIES.match(line))), None)
        if declared is None:
            return before
        try:
            return type_place(declared)
        except BadEntity as error:
            raise self.wrong(str(error)) from None

    def read(self, parse: Any, entities: int | None) -> Taken:
        """The sentence with its words, and what they are annotated with."""
        tokens = self._tokens(parse)
        texts = [line[len(_TEXT) :] for line in self.comments if line.startswith(_TEXT)]
        text = texts[0] if texts else _spelled(tokens)
        spans = self._spans(text, tokens)
        words = [(place, token) for place, token in enumerate(tokens) if isinstance(token["id"], int)]
        places = {token["id"]: number for number, (_, token) in enumerate(words)}
        types = self._types([token for _, token in words], entities)
        made = tuple(
            SourceWord(
                *spans[place],
                token["form"],
                **_tags(token),
                head=self._head(token, places, place),
                ent=None if types is None else types[number],
            )
            for number, (place, token) in enumerate(words)
        )
        empty = sum(1 for token in tokens if isinstance(token["id"], tuple) and token["id"][1] == ".")
        known = {name for name in _COLUMNS if any(getattr(word, name) is not None for word in made)}
        known |= {"head"} if any(token["head"] is not None for _, token in words) else set()
        known |= set() if types is None else {"ent"}
        mentions = None if types is None else tuple(_mentions(token["misc"]) for _, token in words)
        return [SourceSentence(text, made, self.name, empty, mentions)], frozenset(known)

    def _tokens(self, parse: Any) -> list[Any]:
        from conllu.exceptions import ParseException

        for line, number in zip(
            (one for one in self.block.lines if not one.startswith("#")), self.numbers, strict=True
        ):
            columns = line.count("\t") + 1
            if columns != _FIELDS:
                raise self.wrong(f"a word has {_FIELDS} columns parted by tabs, and this line has {columns}", number)
        try:
            (tokens,) = parse("\n".join(self.block.lines))
        except (ParseException, ValueError) as error:
            raise self.wrong(f"not CoNLL-U: {str(error).rstrip('.')}") from None
        found = list(tokens)
        if len(found) != len(self.numbers):
            raise self.wrong("not CoNLL-U: a line of it is no word")
        return found

    def _spans(self, text: str, tokens: list[Any]) -> dict[int, tuple[int, int]]:
        """By the place of each word its characters."""
        found: dict[int, tuple[int, int]] = {}
        reach, last = 0, 0  # where the text was read to, and the last word of the multiword token before
        for place, token in enumerate(tokens):
            id, form = token["id"], token["form"]
            if isinstance(id, tuple) and id[1] == ".":
                continue
            if isinstance(id, int) and id <= last:
                continue  # it stands within a multiword token
            start = _after_space(text, reach)
            if not text.startswith(form, start):
                raise self.wrong(
                    f"{shown(form)} does not stand at character {start} of the sentence's text, {shown(text[start:])}",
                    self.numbers[place],
                )
            reach = start + len(form)
            if isinstance(id, int):
                found[place] = start, reach
                continue
            last = id[2]
            inner = [at for at, one in enumerate(tokens) if isinstance(one["id"], int) and id[0] <= one["id"] <= last]
            found |= _shared_out(start, form, {at: tokens[at]["form"] for at in inner})
        rest = text[_after_space(text, reach) :]
        if rest:
            raise self.wrong(f"{shown(rest)} stands in the sentence's text after its last word", self.numbers[-1])
        return found

    def _head(self, token: Any, places: dict[int, int], place: int) -> int | None:
        head = token["head"]
        if not head:
            return None
        if head not in places:
            raise self.wrong(f"word {token['id']} depends on word {head}, which is not there", self.numbers[place])
        return places[head]

    def _types(self, words: list[Any], place: int | None) -> list[str] | None:
        mentions = [_mentions(token["misc"]) for token in words]
        if place is None:
            if any(mentions):
                raise self.wrong("Entity= stands here, and no # global.Entity before it says what its parts are")
            return None
        try:
            return types_of(mentions, place)
        except BadEntity as error:
            raise self.wrong(str(error)) from None


def _parser() -> Any:
    """Sentences of text to their tokens; columns that are not kept stay as they are, which spares half the time."""
    try:
        import conllu
    except ImportError:
        said = "CoNLL-U files are read by the package conllu: pip install 'exegesis[corpus]'."
        raise UnsupportedError(said) from None
    as_is = {name: lambda line, place: line[place] for name in ("feats", "deps", "misc")}
    return lambda text: conllu.parse(text, field_parsers={**conllu.parser.DEFAULT_FIELD_PARSERS, **as_is})


def _tags(token: Any) -> dict[str, Any]:
    """The columns' tags; None for the underscore that says that there is none."""
    given = {name: token[name] for name in _COLUMNS}
    spelled = token["form"] == "_"  # then "_" is the lemma itself
    return {
        name: None if value in (None, "_") and not (spelled and name == "lemma") else value
        for name, value in given.items()
    }


def _mentions(misc: str) -> str:
    return next((part[len("Entity=") :] for part in misc.split("|") if part.startswith("Entity=")), "")


def _after_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _shared_out(start: int, form: str, words: dict[int, str]) -> dict[int, tuple[int, int]]:
    """The characters of a multiword token's words."""
    if "".join(words.values()).casefold() != form.casefold() or len("".join(words.values())) != len(form):
        return {place: (start, start + len(form)) for place in words}
    found = {}
    for place, word in words.items():
        found[place] = start, start + len(word)
        start += len(word)
    return found


def _spelled(tokens: list[Any]) -> str:
    """A sentence that has no `# text`: its forms, with the spaces that CoNLL-U says are there."""
    text, last = "", 0
    for token in tokens:
        id = token["id"]
        if (isinstance(id, tuple) and id[1] == ".") or (isinstance(id, int) and id <= last):
            continue
        last = id[2] if isinstance(id, tuple) else last
        text += token["form"] + ("" if "SpaceAfter=No" in token["misc"].split("|") else " ")
    return text.rstrip(" ")
