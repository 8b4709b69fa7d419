"""CoNLL-U with entities: sentences, dependencies, and who is who (`Entity=` of GUM's kind), by the package conllu."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Span
from exegesis.explorer.relations.sentences import Mention, TaggedSentence

_COLUMNS = {"form", "upos", "head", "deprel", "misc"}
# "(12-person" opens a mention, "12)" closes it, "(3-place)" is one of a single word.
_BRACKET = re.compile(r"\((?P<opens>[^()-]+)[^()]*(?P<shuts>\)?)|(?P<closes>[^()]+)\)")


def conllu_sentences(path: Path) -> Iterator[TaggedSentence]:
    """The sentences of a file (.gz too) that have words; `InputError`, the sentence named, where it cannot be read."""
    try:
        from conllu import parse_incr
        from conllu.exceptions import ParseException
    except ImportError:
        raise UnsupportedError("CoNLL-U is read by the package conllu: pip install 'exegesis[corpus]'.") from None

    opened: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8") as file:
            has_mentions, number = False, 0
            for number, parsed in enumerate(parse_incr(file), 1):
                has_mentions = has_mentions or "global.Entity" in parsed.metadata
                name = parsed.metadata.get("sent_id", number)
                words = [token for token in parsed if isinstance(token["id"], int)]
                if any(not token.keys() >= _COLUMNS for token in words):
                    raise InputError(f"{path.name!r}, sentence {name}: a word has fewer than 10 columns.")
                if words:
                    yield _sentence(f"{path.name!r}, sentence {name}", parsed, words, has_mentions)
    except (OSError, EOFError, UnicodeDecodeError, ParseException) as error:
        raise InputError(f"cannot read {str(path)!r} as CoNLL-U: {error}.") from None
    if not number:
        raise InputError(f"{str(path)!r} has no sentence.")


def _sentence(where: str, parsed: Any, words: list[Any], has_mentions: bool) -> TaggedSentence:
    text = parsed.metadata.get("text") or " ".join(word["form"] for word in words)
    numbers = {word["id"]: place for place, word in enumerate(words)}
    heads = [numbers.get(word["head"]) for word in words]
    return TaggedSentence(
        text,
        tuple(_spans(where, text, parsed)),
        tuple(None if word["deprel"] in (None, "_") else word["deprel"] for word in words),
        tuple(heads),
        tuple(None if word["upos"] in (None, "_") else word["upos"] for word in words),
        tuple(_mentions([(word["misc"] or {}).get("Entity", "") for word in words])) if has_mentions else None,
    )


def _spans(where: str, text: str, parsed: Any) -> Iterator[Span]:
    """The characters of each word; of words that are written together ("don't") each its own where they can be told."""
    at, together, last = 0, Span(0, 0), 0
    for token in parsed:
        number, form = token["id"], token["form"]
        if isinstance(number, int) and number <= last:
            start = text.find(form, at, together.end)
            span = together if start < 0 else Span(start, start + len(form))
            at = at if start < 0 else span.end
            yield span
            if number == last:
                at = together.end
            continue
        if not isinstance(number, int) and number[1] != "-":
            continue  # a word that is not written
        start = text.find(form, at)
        if start < 0 or text[at:start].strip():
            raise InputError(f"{where}: {form!r} does not follow in the text {text!r}.")
        if isinstance(number, int):
            at = start + len(form)
            yield Span(start, at)
        else:
            together, last, at = Span(start, start + len(form)), number[2], start


def _mentions(marks: list[str]) -> Iterator[Mention]:
    """What is opened and closed within the sentence."""
    open_since: dict[str, list[int]] = {}
    for word, mark in enumerate(marks):
        for found in _BRACKET.finditer(mark):
            if found["opens"] and found["shuts"]:
                yield Mention(word, word + 1, found["opens"])
            elif found["opens"]:
                open_since.setdefault(found["opens"], []).append(word)
            elif open_since.get(found["closes"]):
                yield Mention(open_since[found["closes"]].pop(), word + 1, found["closes"])
