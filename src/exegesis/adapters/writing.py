"""Encoder-decoders that write a text (T5, BART with a language head): looked at while they write a given one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.adapters.failures import told
from exegesis.adapters.heads import Head
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.turns import alone
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Integers, Span
from exegesis.data.rows import TokenRow

# No row of `HEADS`: what it writes is no table that a method could explain.
_WRITING = Head("writing", ("ForConditionalGeneration",), "AutoModelForSeq2SeqLM", "positions", "writing a text")
LONGEST = 64  # pieces that are written where no target is given


def writes(model: Any) -> bool:
    """Whether a torch model is one of these."""
    both = bool(getattr(getattr(model, "config", None), "is_encoder_decoder", False))
    return both and type(model).__name__.endswith(_WRITING.suffixes)


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text that is written, as the decoder reads it.

    Args:
        text: its characters.
        ids: what the decoder is given: the token that starts it, then the pieces.
        spans: of each the characters of `text`; None of special tokens, and where they are not known.
        is_given: False where the model wrote it itself.
        is_whole: False where it would have gone on.
    """

    text: str
    ids: tuple[int, ...]
    spans: tuple[Span | None, ...]
    is_given: bool = True
    is_whole: bool = True


class WritingModel(TransformerModel):
    """A pair of an encoder-decoder with a language head and its tokenizer, whose decoder is given `written`."""

    def __init__(self, model: Any, tokenizer: Any, written: WrittenText | None = None) -> None:
        super().__init__(model, tokenizer, head=_WRITING)
        self.written = written

    def padded(self, rows: Sequence[TokenRow], left: bool | None = None) -> dict[str, Integers]:
        """The rows, and beside each of them what the decoder is given."""
        found = super().padded(rows, left)
        ids = (self._start,) if self.written is None else self.written.ids
        return {**found, "decoder_input_ids": np.tile(np.array(ids, dtype=np.int64), (len(rows), 1))}

    def writing(self, written: WrittenText) -> "WritingModel":
        """The same model, which writes that."""
        return WritingModel(self.model, self.tokenizer, written)

    def spelled(self, target: str) -> WrittenText:
        """A given target."""
        pieces = self._pieces(target)
        if pieces and pieces[-1][0] == self.tokenizer.eos_token_id:  # what is written last is given to nobody
            pieces.pop()
        if len(pieces) >= self.limit:
            raise InputError(
                f"the target is {len(pieces)} tokens, and {self.name} writes {self.limit - 1}; shorten it."
            )
        ids = [token for token, _ in pieces]
        self.vocabulary.check(ids, self.tokenizer, self.name)
        return WrittenText(target, (self._start, *ids), (None, *(span for _, span in pieces)))

    def greedily(self, row: TokenRow) -> WrittenText:
        """What it writes itself, the likeliest piece each time, up to so many pieces."""
        import torch

        inner = self.model
        longest = min(LONGEST, self.limit - 1)
        rows = self.passes.inputs([row])
        inputs = {name: rows[name] for name in ("input_ids", "attention_mask")}
        with alone(inner), told(self.name, "writing a text"), torch.inference_mode():
            # No cache: transformers makes it as deep as the encoder, and a decoder may be deeper.
            how = {"do_sample": False, "num_beams": 1, "use_cache": False, "max_new_tokens": longest}
            ids = inner.generate(**inputs, **how)[0].tolist()
        ends = {self.tokenizer.eos_token_id, self.tokenizer.pad_token_id, inner.config.eos_token_id}
        pieces = ids[1:]
        is_whole = len(pieces) < longest or pieces[-1] in ends
        while pieces and pieces[-1] in ends:
            pieces.pop()
        text = self.tokenizer.decode(pieces, skip_special_tokens=True)
        return WrittenText(text, (ids[0], *pieces), (None, *self._laid(text, pieces)), False, is_whole)

    def _laid(self, text: str, ids: Sequence[int]) -> list[Span | None]:
        """The characters of pieces that were written; none are known where the text is spelled in other pieces."""
        spelled = [(token, span) for token, span in self._pieces(text) if span is not None] if text else []
        special = set(self.tokenizer.all_special_ids)
        if [token for token in ids if token not in special] != [token for token, _ in spelled]:
            return [None] * len(ids)
        spans = (span for _, span in spelled)
        return [None if token in special else next(spans) for token in ids]

    def _pieces(self, target: str) -> list[tuple[int, Span | None]]:
        """The pieces of a target with their characters, None of special tokens."""
        with told(self.name, "reading the target"):
            found = self.tokenizer(text_target=target, return_offsets_mapping=True)
        spans = (Span(*pair) for pair in found["offset_mapping"])
        return [
            (token, span if span.end > span.start else None)
            for token, span in zip(found["input_ids"], spans, strict=True)
        ]

    @property
    def _start(self) -> int:
        start = getattr(self.config, "decoder_start_token_id", None)
        if start is None:
            raise UnsupportedError(
                f"{self.name} does not say what its decoder begins with; set decoder_start_token_id in its config."
            )
        return int(start)
