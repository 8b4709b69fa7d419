"""Tokenizers of transformers that are written in Python, and so give no character offsets (BERTweet, PhoBERT, CANINE).

`with_offsets` gives them the interface of the fast ones: offsets are told by the pieces' letters (`surfaces`). Where
these do not tell, a text is read by words: `Unaligned` says so, and what needs no pieces goes on without them.
"""

from collections.abc import Sequence
from typing import Any

from exegesis.adapters.surfaces import placed
from exegesis.core.errors import LoadError, UnsupportedError
from exegesis.core.types import Span

_PROBE = "a film"


class Unaligned(UnsupportedError):
    """Word pieces whose characters are not known."""


def with_offsets(tokenizer: Any) -> Any:
    """The tokenizer itself where it is a fast one, else one that tells offsets by letters.

    `LoadError` for one that reads no plain text (TAPAS reads tables, speech models recordings).
    """
    if tokenizer.is_fast or isinstance(tokenizer, SlowTokenizer):
        return tokenizer
    kind = type(tokenizer).__name__
    try:
        ids = tokenizer(_PROBE, truncation=False, padding=False, verbose=False)["input_ids"]
        tokenizer.num_special_tokens_to_add(pair=False)
    except Exception as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise LoadError(
            f"the tokenizer ({kind}) reads no plain text ({lines[0]}); explain the model as a function of texts: "
            "exegesis.load(lambda texts: ...)."
        ) from error
    if not ids or not all(isinstance(one, int) for one in ids):
        raise LoadError(f"the tokenizer ({kind}) makes no tokens of a text; give the one that the model was made with.")
    return SlowTokenizer(tokenizer)


class Encoding(dict[str, Any]):
    """What a fast tokenizer's encoding answers: `owners` are the text of each position, None for special tokens."""

    owners: list[int | None]
    words: list[int | None]

    def sequence_ids(self, index: int = 0) -> list[int | None]:
        """Which of the texts each position is of."""
        return self.owners

    def word_ids(self, index: int = 0) -> list[int | None]:
        """Which of the words between white space each position is of."""
        return self.words


class SlowTokenizer:
    """A tokenizer written in Python, with offsets; all else is its own."""

    is_fast = False

    def __init__(self, tokenizer: Any) -> None:
        self.inner = tokenizer

    def __getattr__(self, name: str) -> Any:
        if name == "inner":  # while it is being copied
            raise AttributeError(name)
        return getattr(self.inner, name)

    def __len__(self) -> int:
        return len(self.inner)

    def __call__(
        self,
        *texts: Any,
        return_offsets_mapping: bool = False,
        return_special_tokens_mask: bool = False,
        **options: Any,
    ) -> Any:
        """As a fast tokenizer's, for one text or one pair; raises `Unaligned` where offsets are asked and not known."""
        made = self.inner(*texts, **options)
        if not (return_offsets_mapping or return_special_tokens_mask):
            return made
        parts = [self._ids(text) for text in texts]
        starts = _found(made["input_ids"], parts)
        if starts is None:
            raise Unaligned(self._untold())
        encoding = Encoding(made)
        encoding.owners = [None] * len(made["input_ids"])
        for index, (start, part) in enumerate(zip(starts, parts, strict=True)):
            encoding.owners[start : start + len(part)] = [index] * len(part)
        encoding["special_tokens_mask"] = [int(owner is None) for owner in encoding.owners]
        if return_offsets_mapping:
            spans = [self._spans(text, part) for text, part in zip(texts, parts, strict=True)]
            encoding["offset_mapping"] = [(0, 0)] * len(encoding.owners)
            encoding.words = [None] * len(encoding.owners)
            for start, text, some in zip(starts, texts, spans, strict=True):
                encoding["offset_mapping"][start : start + len(some)] = [tuple(span) for span in some]
                encoding.words[start : start + len(some)] = _words(text, some)
        return encoding

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self.inner(text, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        return ids

    def _spans(self, text: str, ids: Sequence[int]) -> list[Span]:
        pieces = self.inner.tokenize(text)  # with the letters of those that have no id
        if self.inner.convert_tokens_to_ids(pieces) != list(ids):
            pieces = self.inner.convert_ids_to_tokens(list(ids))
        spans = placed(text, pieces, self.inner.unk_token)
        if spans is None:
            raise Unaligned(self._untold())
        return spans

    def _untold(self) -> str:
        return (
            f"the tokenizer ({type(self.inner).__name__}) gives no character positions, and its word pieces cannot be "
            "found in this text by their letters"
        )


def spelled(tokenizer: Any, token: int) -> str | None:
    """What is written in a text for this special token; None where the tokenizer does not read it there."""
    written = tokenizer.convert_ids_to_tokens(token)
    ids = tokenizer(written, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
    return str(written) if list(ids) == [token] else None


def _found(ids: Sequence[int], parts: Sequence[Sequence[int]]) -> list[int] | None:
    """Where the parts' ids stand among those of the whole, one behind the other."""
    starts, at = [], 0
    for part in parts:
        last = len(ids) - len(part)
        start = next((n for n in range(at, last + 1) if list(ids[n : n + len(part)]) == list(part)), None)
        if start is None:
            return None
        starts.append(start)
        at = start + len(part)
    return starts


def _words(text: str, spans: Sequence[Span]) -> list[int | None]:
    """The number of the word of each piece: a new one behind white space."""
    numbers: list[int | None] = []
    number, end = 0, 0
    for span in spans:
        if span.start > end and any(sign.isspace() for sign in text[end : span.start]):
            number += 1
        numbers.append(number)
        end = max(end, span.end)
    return numbers
