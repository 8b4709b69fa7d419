"""Fine-tune the encoder on questions over paragraphs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import BertForQuestionAnswering

from exegesis.data.squad.reading import SquadQuestion
from exegesis.training import vocabulary
from exegesis.training.batching import Rows, plan
from exegesis.training.devices import attention_for
from exegesis.training.progress import say
from exegesis.training.tokens import load_tokenizer, piece_number
from recipes.loop import mixed_precision, train
from recipes.questions.rows import Drawn, Pieces, QuestionBatch, Special, batch_of, draw, in_pieces, lengths_of
from recipes.questions.settings import Questions


def start_model(encoder: Path, folder: Path, texts: Sequence[str], settings: Questions, device: torch.device) -> Any:
    """The encoder with fresh start and end logits and the pieces that the texts use most; its tokenizer in `folder`."""
    spec = vocabulary.read_spec(encoder)
    kept = vocabulary.choose_pieces(spec, texts, settings.pieces)
    vocabulary.write(vocabulary.cut(spec, kept), folder, positions_of(encoder))
    model: Any = BertForQuestionAnswering.from_pretrained(
        encoder,
        dtype=torch.float32,
        attn_implementation=attention_for(device),
        attention_probs_dropout_prob=0.0,  # with it attention takes the slow path, several times slower on a CPU
        use_safetensors=True,
        local_files_only=True,
    )
    vocabulary.keep_rows(model, vocabulary.old_numbers(spec, kept))
    return model.to(device)


def positions_of(encoder: Path) -> int:
    """The longest row the encoder has positions for."""
    return int(json.loads((encoder / "config.json").read_text(encoding="utf-8"))["max_position_embeddings"])


def fine_tune(
    model: Any,
    folder: Path,
    asked: Sequence[SquadQuestion],
    held: Sequence[SquadQuestion],
    settings: Questions,
    device: torch.device,
    seed: int,
) -> None:
    """Train the model in place, with the tokenizer of `folder`; reports on the held-out questions."""
    tokenizer = load_tokenizer(folder, 10**6)
    special = Special(*(piece_number(tokenizer, piece) for piece in ("[CLS]", "[SEP]", "[PAD]")))
    rows = in_pieces(asked, tokenizer)
    held_rows = in_pieces(held, tokenizer)
    shown: list[Drawn] = []
    say(f"questions: {len(rows)}, held out {len(held_rows)}; {sum(len(row.context) for row in rows)} pieces of context")

    def planner(random: np.random.Generator) -> list[Rows]:
        first = len(shown)  # every epoch is planned before the first, so each keeps its own rows
        shown.extend(draw(rows, settings, random))
        lengths = lengths_of(rows, shown[first:])
        return [batch + first for batch in plan(lengths, settings.batch_texts, settings.batch_tokens, random)]

    def loss_of(working: nn.Module, numbers: Rows) -> torch.Tensor:
        batch = batch_of(rows, [shown[number] for number in numbers], special, device)
        return _loss(working, batch)

    def report() -> str:
        return _held_out(model, held_rows, special, settings, device)

    train(model, settings, planner, loss_of, report, seed)


def _loss(model: nn.Module, batch: QuestionBatch) -> torch.Tensor:
    """The mean cross-entropy of start and end over all positions (Devlin et al. 2019)."""
    starts, ends = _logits(model, batch)
    return 0.5 * (F.cross_entropy(starts, batch.starts) + F.cross_entropy(ends, batch.ends))


def _logits(model: nn.Module, batch: QuestionBatch) -> tuple[torch.Tensor, torch.Tensor]:
    """Start and end logits (B, L), minus infinity at padding."""
    output = model(input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask)
    padding = batch.mask == 0
    starts, ends = output.start_logits.float(), output.end_logits.float()
    return starts.masked_fill(padding, -torch.inf), ends.masked_fill(padding, -torch.inf)


@torch.no_grad()
def _held_out(
    model: nn.Module, rows: Sequence[Pieces], special: Special, settings: Questions, device: torch.device
) -> str:
    """The share of held-out questions whose start and end are both right, where it is shown whole."""
    whole = [Drawn(n, 0, min(len(r.context), settings.max_length - len(r.question) - 3)) for n, r in enumerate(rows)]
    right: list[bool] = []
    nothing: list[bool] = []
    for numbers in plan(lengths_of(rows, whole), 64, 16384, None):
        batch = batch_of(rows, [whole[number] for number in numbers], special, device)
        with mixed_precision(device):
            starts, ends = _logits(model, batch)
        same = (starts.argmax(-1) == batch.starts) & (ends.argmax(-1) == batch.ends)
        right += same[batch.starts > 0].tolist()
        nothing += same[batch.starts == 0].tolist()
    return f"held out: exact {np.mean(right):.4f}, no answer found {np.mean(nothing or [False]):.4f}"
