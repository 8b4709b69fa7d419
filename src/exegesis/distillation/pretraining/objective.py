"""DistilBERT's objective over a token store: what the trainer asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from exegesis.distillation.pretraining.batching import effective_batches, micro_batches
from exegesis.distillation.pretraining.building import places_of
from exegesis.distillation.pretraining.corpora import RawCorpus
from exegesis.distillation.pretraining.families import head_of, hidden_states
from exegesis.distillation.pretraining.losses import cosine_sum, kl_sum, mlm_sum
from exegesis.distillation.pretraining.masking import Masking
from exegesis.distillation.pretraining.settings import Pretraining
from exegesis.distillation.pretraining.store import PieceStore
from exegesis.distillation.pretraining.vocabulary import PieceVocabulary
from exegesis.training.batching import Rows
from exegesis.training.objective import BatchPart, Share

_HELD_OUT = 1 << 40  # the "epoch" of the held-out texts' masks: the same at every look
_SHOWN = 60  # characters of an example in a message


class Examples(NamedTuple):
    """Padded examples (B, L): `shown` and `original` ids int64, `real` (no padding) and `asked` bool."""

    shown: torch.Tensor
    original: torch.Tensor
    real: torch.Tensor
    asked: torch.Tensor


@dataclass
class Distilling:
    """The student learns the teacher's distributions and hidden states and the masked pieces themselves."""

    student: Any
    teacher: Any
    store: PieceStore
    held: PieceStore | None
    vocabulary: PieceVocabulary
    masking: Masking
    settings: Pretraining
    device: torch.device
    seed: int
    corpus: RawCorpus | None = None  # to name the places of examples in messages

    def __post_init__(self) -> None:
        self.teacher.eval().requires_grad_(False)
        self.heads = head_of(self.student), head_of(self.teacher)

    @property
    def weights(self) -> Mapping[str, float]:
        """By the settings."""
        return {"kl": self.settings.kl, "mlm": self.settings.mlm, "cosine": self.settings.cosine}

    @property
    def steps_per_epoch(self) -> int:
        """Effective batches of an epoch."""
        return -(-len(self.store) // self.settings.batch)

    def batches(self, epoch: int) -> Sequence[Rows]:
        """Of like lengths, in an order of the seed and the epoch."""
        return effective_batches(self.store.lengths, self.settings.batch, self.seed, epoch)

    def parts(self, epoch: int, rows: Rows, share: Share) -> list[BatchPart]:
        """Examples with masks drawn by example; on the device only when their turn comes."""
        cut = micro_batches(rows, self.store.lengths, self.settings.micro_tokens, share)
        return [self._part(self.store, micro, epoch) for micro in cut]

    def held_out(self, share: Share) -> list[BatchPart]:
        """The held-out texts, always with the same masks."""
        if self.held is None:
            return []
        rows = np.arange(len(self.held))
        cut = micro_batches(rows, self.held.lengths, self.settings.micro_tokens, share)
        return [self._part(self.held, micro, _HELD_OUT) for micro in cut]

    def sums(self, part: BatchPart, names: Sequence[str]) -> dict[str, torch.Tensor]:
        """The heads run at the real positions only, or at the masked ones where no loss needs the others."""
        batch = Examples(*(tensor.to(self.device) for tensor in part.content))
        mine = hidden_states(self.student, batch.shown, batch.real)
        with torch.no_grad():
            its = hidden_states(self.teacher, batch.shown, batch.real) if {"kl", "cosine"} & set(names) else None
        found: dict[str, torch.Tensor] = {}
        if its is not None and "cosine" in names:
            found["cosine"] = cosine_sum(mine[batch.real], its[batch.real])
        if {"kl", "mlm"} & set(names):
            everywhere = "kl" in names and self.settings.positions == "all"
            where = batch.real if everywhere else batch.asked
            logits = self.heads[0](mine[where])  # (N, V)
            asked = batch.asked[where]  # (N,)
            if "mlm" in names:
                found["mlm"] = mlm_sum(logits[asked], batch.original[where][asked])
            if its is not None and "kl" in names:
                with torch.no_grad():
                    target = self.heads[1](its[where])
                found["kl"] = kl_sum(logits, target, self.settings.temperature)
        return found

    def judged(self, held: Mapping[str, float]) -> float:
        """The weighted sum of the losses."""
        return held["loss"]

    def describe(self, rows: Rows | Sequence[int]) -> str:
        """Their numbers, where their texts stand in the corpus, and how the first begins."""
        if not len(rows):
            return "no single example"
        numbers = [int(row) for row in rows]
        first = self.vocabulary.tokenizer.decode(self.store.example(numbers[0]).tolist())[:_SHOWN]
        places = [] if self.corpus is None else places_of(self.corpus, self.store, numbers)
        stand = f" ({'; '.join(places)})" if places else ""
        return f"examples {', '.join(map(str, numbers))} of the corpus{stand}; the first begins {first!r}"

    def _part(self, store: PieceStore, rows: Rows, epoch: int) -> BatchPart:
        ends = [self.vocabulary.first], [self.vocabulary.last]
        originals = [np.concatenate([ends[0], store.example(int(row)), ends[1]]) for row in rows]
        drawn = [self.masking.draw(ids, epoch, int(row)) for ids, row in zip(originals, rows, strict=True)]
        content = _padded(originals, drawn, self.vocabulary.pad)
        real, asked = int(content.real.sum()), int(content.asked.sum())
        counts = {"kl": real if self.settings.positions == "all" else asked, "mlm": asked, "cosine": real}
        return BatchPart(rows, counts, content)


def _padded(originals: Sequence[Any], drawn: Sequence[tuple[Any, Any]], pad: int) -> Examples:
    size = (len(originals), max(len(ids) for ids in originals))
    shown, original = np.full(size, pad, dtype=np.int64), np.full(size, pad, dtype=np.int64)
    real, asked = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    for row, (ids, (its, where)) in enumerate(zip(originals, drawn, strict=True)):
        original[row, : len(ids)], shown[row, : len(ids)] = ids, its
        real[row, : len(ids)], asked[row, : len(ids)] = True, where
    return Examples(*(torch.from_numpy(table) for table in (shown, original, real, asked)))
