import numpy as np
import pytest
import torch
from recipes.loop import train
from torch import nn

from exegesis.training.batching import plan, steady_plan
from exegesis.training.loop_settings import Loop
from exegesis.training.optimization import Average, parameter_groups, warmup_then_linear
from exegesis.training.tokens import TokenStore

CPU = torch.device("cpu")


@pytest.mark.parametrize("seed", [None, 0, 1])
def test_a_plan_holds_every_text_once_within_its_budget(seed: int | None) -> None:
    lengths = np.random.default_rng(5).integers(1, 100, 200)
    random = None if seed is None else np.random.default_rng(seed)
    batches = plan(lengths, 16, 400, random)
    assert sorted(np.concatenate(batches)) == list(range(200))
    assert all(len(rows) <= 16 for rows in batches)
    assert all(len(rows) * lengths[rows].max() <= 400 * 1.3 or len(rows) == 1 for rows in batches)


def test_a_steady_plan_has_as_many_batches_at_every_call_and_mixes_their_texts() -> None:
    lengths = np.random.default_rng(5).integers(1, 100, 200)
    plans = [steady_plan(lengths, 16, 400, np.random.default_rng(seed)) for seed in (0, 1)]
    assert len(plans[0]) == len(plans[1])
    for batches in plans:
        assert sorted(np.concatenate(batches)) == list(range(200))
        assert all(len(rows) <= 16 for rows in batches)
        assert all(len(rows) * lengths[rows].max() <= 400 or len(rows) == 1 for rows in batches)
        assert sum(len(rows) * lengths[rows].max() for rows in batches) < 1.25 * lengths.sum()
    assert {frozenset(rows.tolist()) for rows in plans[0]} != {frozenset(rows.tolist()) for rows in plans[1]}


def test_a_store_gives_back_its_texts_padded() -> None:
    rows = [np.arange(1, n + 1, dtype=np.int32) for n in (3, 9, 1)]
    store = TokenStore(rows, 0, CPU)
    batch = store.batch(np.array([2, 1, 0]))
    assert batch.ids.shape == (3, 16)
    for given, ids, mask in zip([rows[2], rows[1], rows[0]], batch.ids, batch.mask, strict=True):
        assert ids[mask].tolist() == given.tolist()
        assert ids[~mask].eq(0).all()


def test_the_rate_rises_then_falls() -> None:
    factors = [warmup_then_linear(step, 100, 0.1) for step in range(101)]
    assert factors[9] == 1.0
    assert factors[0] == pytest.approx(0.1)
    assert factors[100] == 0.0
    assert max(factors) == 1.0


def test_lower_layers_learn_slower(teacher: nn.Module) -> None:
    groups = parameter_groups(teacher, Loop(lr=1.0, layer_decay=0.5))
    rates = {id(p): group["lr"] for group in groups for p in group["params"]}
    named = dict(teacher.named_parameters())
    assert len(rates) == len(named)
    assert rates[id(named["classifier.weight"])] == 1.0
    assert rates[id(named["bert.encoder.layer.3.output.dense.weight"])] == 0.5
    assert rates[id(named["bert.encoder.layer.0.output.dense.weight"])] == 0.5**4
    assert rates[id(named["bert.embeddings.word_embeddings.weight"])] == 0.5**5


def test_an_average_is_applied_and_taken_back() -> None:
    model = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(model.weight)
    average = Average(model, 0.5)
    nn.init.ones_(model.weight)
    for _ in range(6):
        average.update()
    with average.applied():
        assert model.weight.item() == pytest.approx(1.0, abs=0.1)
        assert model.weight.item() != 1.0
    assert model.weight.item() == 1.0


def _fitted(seed: int, precision: str) -> float:
    torch.manual_seed(0)
    model = nn.Linear(1, 1)
    x = torch.arange(8.0)[:, None]

    def loss_of(working: torch.nn.Module, rows: np.ndarray) -> torch.Tensor:
        given = x[rows].to(next(working.parameters()).dtype)
        return ((working(given).float() - 2 * x[rows]) ** 2).mean()

    loop = Loop(epochs=60, lr=0.1, weight_decay=0.0, ema=0.9, precision=precision)
    train(model, loop, lambda random: plan(np.arange(1, 9), 3, 99, random), loss_of, lambda: "", seed)
    return float(model.weight.detach())


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_loop_fits_and_repeats(precision: str) -> None:
    assert _fitted(1, precision) == pytest.approx(2.0, abs=0.1)
    assert _fitted(1, precision) == _fitted(1, precision)
