"""What pretraining needs of a tokenizer, its fingerprint, and whether two are the same."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from exegesis.core.errors import InputError, UnsupportedError


@dataclass(frozen=True)
class PieceVocabulary:
    """A fast tokenizer that neither cuts nor pads, the numbers of its special pieces, and its size."""

    tokenizer: Tokenizer
    first: int  # [CLS] or <s>, before each example
    last: int  # [SEP] or </s>, after it
    mask: int
    pad: int
    special: tuple[int, ...]  # never asked for, never shown at random; the unknown piece among them
    size: int
    digest: str

    @property
    def ordinary(self) -> NDArray[np.int64]:
        """The numbers of all pieces that are not special."""
        return np.setdiff1d(np.arange(self.size), self.special)


def vocabulary_of(tokenizer: Any) -> PieceVocabulary:
    """Of a transformers tokenizer; `UnsupportedError` where it is not a fast one or has no mask."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if not isinstance(backend, Tokenizer):
        raise UnsupportedError("pretraining needs a fast tokenizer (tokenizer.json); convert it with transformers.")
    needed = {name: getattr(tokenizer, f"{name}_token_id") for name in ("cls", "sep", "mask", "pad")}
    for name, number in needed.items():
        if number is None:
            raise UnsupportedError(f"the tokenizer has no {name} piece; give a masked language model's own tokenizer.")
    own = Tokenizer.from_str(backend.to_str())
    own.no_truncation()
    own.no_padding()
    return PieceVocabulary(
        tokenizer=own,
        first=int(needed["cls"]),
        last=int(needed["sep"]),
        mask=int(needed["mask"]),
        pad=int(needed["pad"]),
        special=tuple(sorted({int(number) for number in tokenizer.all_special_ids})),
        size=max(own.get_vocab().values()) + 1,
        digest=hashlib.sha256(own.to_str().encode()).hexdigest(),
    )


def check_same(student: PieceVocabulary, teacher: PieceVocabulary) -> None:
    """`InputError` naming the first difference: KL compares distributions over the same pieces."""
    mine, its = student.tokenizer.get_vocab(), teacher.tokenizer.get_vocab()
    advice = "give a student with the teacher's tokenizer, or none, to start from the teacher's layers."
    if mine != its:
        first = min((number for name, number in {**mine, **its}.items() if mine.get(name) != its.get(name)), default=0)
        ours, theirs = student.tokenizer.id_to_token(first), teacher.tokenizer.id_to_token(first)
        raise InputError(
            f"teacher and student have different tokenizers ({len(its):,} and {len(mine):,} pieces; number {first} is "
            f"{theirs!r} and {ours!r}); {advice}"
        )
    if student.digest != teacher.digest:
        specs = [json.loads(one.tokenizer.to_str()) for one in (student, teacher)]
        parts = [name for name in specs[0] if specs[0][name] != specs[1].get(name)]
        raise InputError(f"teacher and student have tokenizers that differ in {', '.join(parts)}; {advice}")
