import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch
import transformers

import exegesis
from exegesis.adapters.fingerprinting import _total, tokenizer_hash, weights_hash
from tests import tiny


def weight(model: Any) -> torch.Tensor:
    found: torch.Tensor = model.bert.encoder.layer[0].output.dense.weight
    return found


def in_place(model: Any) -> None:
    with torch.no_grad():
        weight(model)[0, 0] += 1e-3


def through_data(model: Any) -> None:
    weight(model).data[0, 0] += 1e-3  # torch counts no new version for this


def by_a_new_tensor(model: Any) -> None:
    weight(model).data = weight(model).data + 1e-3


def by_training(model: Any) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.tensor([[1, 2, 3]]), labels=torch.tensor([1])).loss.backward()
    optimizer.step()


def by_loading(model: Any) -> None:
    model.load_state_dict(tiny.bert_classifier(seed=1).state_dict())


CHANGES = [in_place, through_data, by_a_new_tensor, by_training, by_loading]


def test_equal_weights_have_equal_hashes() -> None:
    assert weights_hash(tiny.bert_classifier()) == weights_hash(tiny.bert_classifier())
    assert weights_hash(tiny.bert_classifier()) != weights_hash(tiny.bert_classifier(seed=1))
    assert len(weights_hash(tiny.bert_classifier())) == 64


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_model_is_seen(change: Callable[[Any], None]) -> None:
    model = tiny.bert_classifier()
    first = weights_hash(model)
    assert weights_hash(model) == first
    change(model)
    changed = weights_hash(model)
    assert changed != first
    assert changed == weights_hash(copy.deepcopy(model))  # as computed afresh


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float64, torch.int8, torch.bool])
@pytest.mark.parametrize("start", [0, 1, 4])
def test_a_change_of_one_number_is_seen_wherever_it_lies(kind: torch.dtype, start: int) -> None:
    weights = torch.ones(21).to(kind)[start:]
    seen = [_total(weights)]
    for place in (0, 3, len(weights) - 1):
        weights[place] = 0
        seen.append(_total(weights))
    assert seen[0] == _total(torch.ones(21).to(kind)[start:])
    assert len(set(seen)) == 4


def test_a_number_alone_and_none_at_all_have_sums() -> None:
    assert _total(torch.tensor(1.5)) != _total(torch.tensor(1.25))
    assert _total(torch.empty(0)) == 0


def test_a_change_undone_is_undone() -> None:
    model = tiny.bert_classifier()
    first = weights_hash(model)
    with torch.no_grad():
        weight(model).mul_(2)
        assert weights_hash(model) != first
        weight(model).div_(2)
    assert weights_hash(model) == first


def test_buffers_and_types_count() -> None:
    model = tiny.bert_classifier()
    first = weights_hash(model)
    assert weights_hash(copy.deepcopy(model).to(torch.bfloat16)) != first
    model.register_buffer("extra", torch.ones(()))
    assert weights_hash(model) != first


def test_the_hash_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.bert_classifier()
    first = weights_hash(model)
    monkeypatch.setattr("hashlib.sha256", lambda *_: pytest.fail("hashed again"))
    assert weights_hash(model) == first


def test_the_tokenizer_counts_and_how_it_was_last_called_does_not() -> None:
    tokenizer = tiny.wordpiece()
    first = tokenizer_hash(tokenizer)
    tokenizer(["a", "bad film"], padding=True, truncation=True, max_length=3)
    assert tokenizer.backend_tokenizer.padding is not None
    assert tokenizer_hash(tokenizer) == first
    assert tokenizer_hash(tiny.bytelevel()) != first
    tokenizer.add_tokens(["newword"])
    assert tokenizer_hash(tokenizer) != first


def test_versions_are_told() -> None:
    mark = tiny.bert().fingerprint()
    assert (mark.model, mark.revision) == ("tiny-bert", None)
    assert mark.versions["exegesis"] == exegesis.__version__
    assert mark.versions["torch"] == torch.__version__
    assert mark.versions["transformers"] == transformers.__version__
