"""Whether a tokenizer reads words apart: then a text can be tokenised in parts, cut where `maskers.cutting` says.

Asked of the tokenizer's own stages. A stage that is not known to see nothing across such a cut makes it not local.
"""

import json
from dataclasses import dataclass
from typing import Any

import regex

# Pre-tokenizers that split at white space and drop it.
_DROPPING = {"BertPreTokenizer", "Whitespace", "WhitespaceSplit"}
# Those that look at one character (or run of one kind) at a time and never join it to what follows.
_BY_CHARACTER = {"Digits", "Punctuation"}
_STAYING_BEHAVIOURS = {"Isolated", "Contiguous", "Removed"}
# Of normalizers that map characters, each by itself or with its combining marks; `Strip` sees the text's ends only.
_BY_SIGN = {"BertNormalizer", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "Precompiled", "Strip"}
_SPACE_RUNS = {" {2,}", r"\s{2,}", r"\s+", r"[\n\r\t]", r"\s{2,}|[\n\r\t]"}
# Splitting patterns (GPT-2, Llama 3, Qwen 2) of which no alternative goes on from a visible character into a space.
_PATTERNS = {
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}
_LINE_ENDS = regex.compile(r"[\t\n\r]")
_HAN = regex.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True)
class Locality:
    """How a local tokenizer reads white space, and the added tokens that take part in no cut text."""

    drops_spaces: bool  # and so no row shows how many there were
    line_ends_are_spaces: bool
    han_stands_apart: bool
    watched: frozenset[int]  # a text in which these appear is tokenised whole
    spelled: tuple[str, ...]  # likewise texts with these characters

    def spaced(self, text: str) -> str:
        """A text that the tokenizer reads as it reads this one, with spaces shown where it sees them."""
        if self.line_ends_are_spaces:
            text = _LINE_ENDS.sub(" ", text)
        return _HAN.sub(r" \g<0> ", text) if self.han_stands_apart else text


def locality(tokenizer: Any) -> Locality | None:
    """How a tokenizer reads words apart, None where it does not, or (one written in Python) cannot be shown to."""
    if not tokenizer.is_fast:
        return None
    backend = tokenizer.backend_tokenizer
    try:
        before, splitter = _state(backend.normalizer), _state(backend.pre_tokenizer)
    except Exception:  # stages written in Python cannot be read
        return None
    drops = None if splitter is None else _splits(splitter)
    if drops is None or not _keeps_apart(before) or getattr(backend.model, "dropout", None):
        return None
    added = tokenizer.added_tokens_decoder
    if any(token.single_word or not _fits(token, drops) for token in added.values()):
        return None
    unknown = tokenizer.unk_token
    watched = {
        index for index, token in added.items() if token.content != unknown and not (drops or token.content.isspace())
    }
    plain = drops and (before is None or before["type"] == "BertNormalizer")
    han = plain and before is not None and bool(before["handle_chinese_chars"])
    han = han and not any(_HAN.search(token.content) for token in added.values())
    return Locality(drops, plain, han, frozenset(watched), () if drops or not unknown else (str(unknown),))


def _state(stage: Any) -> Any:
    return None if stage is None else json.loads(stage.__getstate__())


def _splits(stage: Any) -> bool | None:
    """Whether white space is dropped where this pre-tokenizer splits between words; None where it does not split."""
    kind = stage["type"]
    if kind == "Sequence":
        for one in stage["pretokenizers"]:
            found = _splits(one)
            if found is not None:
                return found  # what comes after sees one word at a time
            if one["type"] not in _BY_CHARACTER or one.get("behavior", "Isolated") not in _STAYING_BEHAVIOURS:
                return None
        return None
    if kind in _DROPPING:
        return True
    if kind == "Metaspace":
        return False if stage.get("split", True) else None
    if kind == "ByteLevel":
        return False if stage.get("use_regex", True) else None
    return _pattern_splits(stage) if kind == "Split" else None


def _pattern_splits(stage: Any) -> bool | None:
    pattern, behaviour, inverted = stage["pattern"], stage["behavior"], bool(stage.get("invert"))
    if pattern.get("String") == " " and not inverted:
        return {"Removed": True, "Isolated": False, "MergedWithNext": False}.get(behaviour)
    if pattern.get("Regex") in _PATTERNS and (behaviour, inverted) in (("Isolated", False), ("Removed", True)):
        return False
    return None


def _keeps_apart(stage: Any) -> bool:
    """Whether a normalizer maps both sides of a cut as it would without the other."""
    if stage is None or stage["type"] in _BY_SIGN:
        return True
    if stage["type"] == "Sequence":
        return all(_keeps_apart(one) for one in stage["normalizers"])
    if stage["type"] != "Replace":
        return False
    string, content = stage["pattern"].get("String"), stage["content"]
    if content == " ":
        return stage["pattern"].get("Regex") in _SPACE_RUNS or bool(string and string.isspace())
    clean = content and not any(one.isspace() for one in content)
    return bool(clean and string and not any(one.isspace() for one in string))


def _fits(token: Any, drops: bool) -> bool:
    """Whether an added token can be found in the parts of a cut text as in the whole."""
    if drops or not token.content.isspace():
        return not any(character.isspace() for character in token.content)
    return not (token.lstrip or token.rstrip)
