import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from recipes.masked_words.model import cut_model, save, start_bias, start_model
from recipes.masked_words.settings import MaskedWords
from safetensors import safe_open
from transformers import AutoModelForMaskedLM, AutoTokenizer, BertConfig, BertForMaskedLM, BertForSequenceClassification

from exegesis.core.errors import InputError
from exegesis.training.artifacts import parameter_count

CPU = torch.device("cpu")


def _cut(encoder: Path, layers: tuple[int, ...], rows: Any) -> Any:
    return cut_model(encoder, layers, rows, 0.0, CPU).eval()


def _hidden(model: Any, ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
    with torch.no_grad():
        found: tuple[torch.Tensor, ...] = model.bert(ids, output_hidden_states=True).hidden_states
    return found


def test_uncut_it_has_the_encoders_own_hidden_states(encoder: Path, teacher: BertForSequenceClassification) -> None:
    pieces = teacher.config.vocab_size
    ids = torch.randint(0, pieces, (3, 12), generator=torch.Generator().manual_seed(0))
    expected = _hidden(teacher, ids)
    for layers in ((0, 1, 2, 3), (0, 1)):
        found = _hidden(_cut(encoder, layers, range(pieces)), ids)
        assert len(found) == len(layers) + 1
        for one, other in zip(found, expected, strict=False):
            torch.testing.assert_close(one, other)


def test_the_layers_and_pieces_asked_for_are_kept_in_their_order(
    encoder: Path, teacher: BertForSequenceClassification
) -> None:
    rows = [4, 9, 2, 30]
    model = _cut(encoder, (0, 3), rows)
    assert model.config.num_hidden_layers == 2
    assert model.config.vocab_size == 4
    assert torch.equal(model.get_input_embeddings().weight, teacher.get_input_embeddings().weight[rows])
    for mine, its in ((0, 0), (1, 3)):
        kept, old = model.bert.encoder.layer[mine].state_dict(), teacher.bert.encoder.layer[its].state_dict()
        assert all(torch.equal(kept[name], old[name]) for name in old)
    assert model.get_output_embeddings().weight is model.get_input_embeddings().weight


@pytest.mark.parametrize("layers", [(), (0, 4), (-1,)])
@pytest.mark.slow
def test_layers_that_the_encoder_has_not_are_refused(encoder: Path, layers: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="layers 0 to 3"):
        _cut(encoder, layers, range(20))


def test_the_bias_starts_from_the_frequencies(encoder: Path) -> None:
    model = _cut(encoder, (0,), range(20))
    start_bias(model, np.array([0, 9, 4] + [0] * 17))
    probabilities = model.cls.predictions.bias.softmax(0)
    assert probabilities[:4].tolist() == pytest.approx([1 / 33, 10 / 33, 5 / 33, 1 / 33])
    assert model.cls.predictions.decoder.bias is model.cls.predictions.bias


def test_what_is_stored_loads_whole_and_holds_tied_weights_once(encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    settings = MaskedWords(layers=(0, 2), pieces=100)
    model = start_model(encoder, folder, ["the film is very good"] * 3, settings, CPU).eval()
    save(model, folder)
    with safe_open(folder / "model.safetensors", "pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    assert "cls.predictions.decoder.weight" not in tensors
    assert all(tensor.dtype == torch.float16 for tensor in tensors.values())
    assert sum(tensor.numel() for tensor in tensors.values()) == parameter_count(model)
    loaded, report = AutoModelForMaskedLM.from_pretrained(folder, use_safetensors=True, output_loading_info=True)
    assert not any(report.values())
    assert loaded.dtype == torch.float32
    ids = AutoTokenizer.from_pretrained(folder)("the [MASK] is good", return_tensors="pt").input_ids
    assert (ids == 4).sum() == 1
    with torch.no_grad():
        torch.testing.assert_close(loaded(ids).logits, model(ids).logits, atol=0.02, rtol=0.01)
    assert json.loads((folder / "config.json").read_text())["num_hidden_layers"] == 2


def test_the_recipes_model_stays_under_twenty_megabytes() -> None:
    settings = MaskedWords()
    config = BertConfig(
        vocab_size=settings.pieces,
        hidden_size=384,
        num_hidden_layers=len(settings.layers),
        num_attention_heads=12,
        intermediate_size=1536,
        max_position_embeddings=512,
    )
    with torch.device("meta"):
        parameters = parameter_count(BertForMaskedLM(config))
    words, places, layer = settings.pieces * 384, (512 + 2 + 2) * 384, 4 * (384 * 384 + 384) + 2 * 384 * 1536
    layer += 1536 + 384 + 4 * 384
    head = 384 * 384 + 3 * 384 + settings.pieces
    assert parameters == words + places + 4 * layer + head == 9_908_608
    other_files = 150_000  # the tokenizer is about 100 kB, the card and the record about 10
    assert 2 * parameters + other_files < 20_000_000
