"""The packed path never goes stale, steps aside where it does not fit, and says why."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.packed import onednn, path
from exegesis.adapters.packed.table import FAMILIES as TABLE
from tests.adapters import families
from tests.adapters.packed.packed_models import FAMILIES, choosing, fresh, packed, plain, rows_of, shared

Change = Callable[[Any], None]


def block(model: Any) -> Any:
    return model.bert.encoder.layer[0]


def in_place(tensor: torch.Tensor) -> None:
    with torch.no_grad():
        tensor.mul_(1.5)


def trained(model: Any) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.tensor([[5, 6, 7]]), labels=torch.tensor([1])).loss.backward()
    optimizer.step()


CHANGES: dict[str, Change] = {
    "a query matrix": lambda model: in_place(block(model).attention.self.query.weight),
    "a bias": lambda model: _shift(model),
    "a norm": lambda model: in_place(block(model).output.LayerNorm.weight),
    "the words": lambda model: in_place(model.bert.embeddings.word_embeddings.weight),
    "the head": lambda model: in_place(model.classifier.weight),
    "a step of training": trained,
    "drawn anew behind the version": lambda model: block(model).intermediate.dense.weight.data.normal_(0, 0.5),
    "a row emptied behind the version": lambda model: block(model).output.dense.weight.data[3].zero_(),
    "another tensor": lambda model: setattr(
        block(model).output.dense, "weight", torch.nn.Parameter(block(model).output.dense.weight.detach() * 2)
    ),
    "another layer": lambda model: model.bert.encoder.layer.__setitem__(1, model.bert.encoder.layer[0]),
}


def _shift(model: Any) -> None:
    with torch.no_grad():
        block(model).output.dense.bias[::2] += 1


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize(
    "fused", [pytest.param(False, id="torch"), pytest.param(True, id="onednn", marks=pytest.mark.slow)]
)
@pytest.mark.slow
def test_weights_that_change_are_noticed(change: Change, precision: str, fused: bool) -> None:
    if fused and not onednn.works(torch.float32):
        pytest.skip("this torch has no oneDNN")
    with choosing(fused):
        model = fresh("bert")
        rows = rows_of(model, [5, 9])
        before = packed(model, rows, precision)
        change(model.model)
        after = packed(model, rows, precision)
        untouched = TransformerModel(model.model, model.tokenizer)
        np.testing.assert_array_equal(after, packed(untouched, rows, precision))
        assert np.abs(after - before).max() > 1e-3
        np.testing.assert_allclose(after, plain(model, rows), atol=1e-5 if precision == "float32" else 1)


# -- what sends rows the plain way ----------------------------------------------------------------------------------


def hooked(module: Any) -> Any:
    return module.register_forward_hook(lambda _module, _inputs, output: output * 2)


TRANSIENT: dict[str, tuple[Callable[[Any], Any], Callable[[Any, Any], None], str]] = {
    "a hook deep inside": (
        lambda model: hooked(block(model).intermediate.dense),
        lambda _, handle: handle.remove(),
        "hooks on a Linear",
    ),
    "a hook on the head": (
        lambda model: hooked(model.classifier),
        lambda _, handle: handle.remove(),
        "hooks on a Linear",
    ),
    "a hook on what goes in": (
        lambda model: block(model).attention.register_forward_pre_hook(lambda *_: None),
        lambda _, handle: handle.remove(),
        "hooks on a BertAttention",
    ),
    "a hook on every module": (
        lambda _: torch.nn.modules.module.register_module_forward_hook(lambda *_: None),
        lambda _, handle: handle.remove(),
        "hooks on all modules",
    ),
    "dropout left on": (
        lambda model: block(model).output.dropout.train(),
        lambda model, _: model.eval(),
        "training mode",
    ),
    "another forward": (
        lambda model: setattr(
            block(model).output, "forward", type(block(model).output).forward.__get__(block(model).output)
        ),
        lambda model, _: delattr(block(model).output, "forward"),
        "forward method of a BertOutput was replaced",
    ),
}


@pytest.mark.parametrize(("hinder", "mend", "why"), TRANSIENT.values(), ids=TRANSIENT.keys())
def test_what_hinders_is_noticed_and_forgotten(hinder: Any, mend: Any, why: str) -> None:
    model = fresh("bert")
    rows = rows_of(model, [5, 9])
    before = packed(model, rows)
    handle = hinder(model.model)
    changed = model.forward(rows)
    assert why in str(model.packed.obstacle)
    if why != "training mode":
        np.testing.assert_array_equal(changed, plain(model, rows))
    mend(model.model, handle)
    np.testing.assert_array_equal(packed(model, rows), before)
    assert model.notes == ()


def test_hooks_that_transformers_leaves_behind_do_not_hinder() -> None:
    model = fresh("bert")
    rows = rows_of(model, [5])
    model.attentions(rows[0])
    assert any(module._forward_hooks for module in model.model.modules())
    packed(model, rows)


class Doubled(torch.nn.Module):
    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight * 2


def adapted(model: Any) -> None:
    """A layer with something beside its matrix, as LoRA has it."""

    class Adapted(torch.nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return super().forward(x) * 2

    block(model).output.dense = Adapted(64, 32)
    model.eval()


LASTING: dict[str, tuple[Change, str]] = {
    "parametrised": (
        lambda model: torch.nn.utils.parametrize.register_parametrization(
            block(model).output.dense, "weight", Doubled().eval()
        ),
        "modules of the class",
    ),
    "adapted": (adapted, "class Adapted"),
    "half precision": (lambda model: model.to(torch.bfloat16), "not plain float32"),
    "another activation": (
        lambda model: setattr(block(model).intermediate, "intermediate_act_fn", torch.nn.SiLU().eval()),
        "activation",
    ),
    "chunks": (lambda model: setattr(model.config, "chunk_size_feed_forward", 1), "chunk_size_feed_forward"),
    "a decoder": (lambda model: setattr(model.config, "is_decoder", True), "is_decoder"),
    "relative positions": (
        lambda model: setattr(model.config, "position_embedding_type", "relative_key"),
        "relative positions",
    ),
    "words cut to a norm": (
        lambda model: setattr(model.bert.embeddings.word_embeddings, "max_norm", 1.0),
        "cut to a norm",
    ),
}


@pytest.mark.parametrize(("change", "why"), LASTING.values(), ids=LASTING.keys())
def test_unusual_models_go_the_plain_way(change: Change, why: str) -> None:
    model = fresh("bert")
    rows = rows_of(model, [5, 9])
    change(model.model)
    found = model.forward(rows)
    assert why in str(model.packed.obstacle)
    np.testing.assert_array_equal(found, plain(model, rows))
    assert model.notes == ()


@pytest.mark.parametrize("family", ["xlnet", "deberta_v2", "gpt2"])
def test_other_families_go_the_plain_way(family: str) -> None:
    model = TransformerModel(*families.family(family))
    rows = rows_of(model, [5, 9])
    np.testing.assert_array_equal(model.forward(rows), plain(model, rows))
    assert "of no family that the packed path knows" in str(model.packed.obstacle)


def test_a_head_of_ones_own_goes_the_plain_way() -> None:
    import transformers

    class OwnForSequenceClassification(transformers.BertForSequenceClassification):
        def forward(self, *args: Any, **options: Any) -> Any:
            output = super().forward(*args, **options)
            output.logits = output.logits * 2
            return output

    usual = fresh("bert")
    own = OwnForSequenceClassification(usual.model.config).eval()
    own.load_state_dict(usual.model.state_dict())
    model = TransformerModel(own, usual.tokenizer)
    rows = rows_of(model, [5, 9])
    np.testing.assert_allclose(model.forward(rows), packed(usual, rows) * 2, rtol=1e-5)
    assert "not a head of transformers' own" in str(model.packed.obstacle)


# -- the check ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["wrong", "broken"])
def test_a_path_that_disagrees_steps_aside_with_a_note(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = TABLE["BertModel"]

    def read(body: Any) -> Any:
        from dataclasses import replace

        found = usual(body)
        if kind == "broken":
            return replace(found, blocks=())
        first, *others = found.blocks
        return replace(found, blocks=(replace(first, up=others[0].up), *others))

    monkeypatch.setitem(path.FAMILIES, "BertModel", read)
    model = fresh("bert")
    rows = rows_of(model, [5, 9])
    np.testing.assert_array_equal(model.forward(rows), plain(model, rows))
    (note,) = model.notes
    assert "so the plain one was taken" in note
    model.forward(rows)
    assert model.notes == (note,)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_check_is_made_once(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    inner = path.disagreement
    monkeypatch.setattr(path, "disagreement", lambda *a: (calls.append(family), inner(*a))[1])
    model = fresh(family)
    for _ in range(3):
        packed(model, rows_of(model, [5, 9]))
    assert calls == [family]


# -- bfloat16 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_bfloat16_is_near_and_its_deviation_is_stated(family: str) -> None:
    model = shared(family)
    rows = rows_of(model, [5, 9, 9, 30])
    exact, rough = packed(model, rows), packed(model, rows, "bfloat16")
    stated = model.deviation(rows)
    apart = np.abs(model.probabilities(exact) - model.probabilities(rough)).max()
    assert stated == pytest.approx(apart)
    assert 0 < stated < 0.2
    np.testing.assert_array_equal(packed(model, rows), exact)


def test_bfloat16_without_onednn(monkeypatch: pytest.MonkeyPatch) -> None:
    model = shared("bert")
    rows = rows_of(model, [5, 9, 9, 30])
    fused = packed(model, rows, "bfloat16")
    monkeypatch.setattr(onednn, "works", lambda dtype: False)
    np.testing.assert_allclose(packed(model, rows, "bfloat16"), fused, atol=0.2)


def test_nothing_of_the_process_is_switched_over() -> None:
    before = (torch.backends.mkldnn.enabled, torch.get_float32_matmul_precision(), torch.is_inference_mode_enabled())
    state = torch.get_rng_state()
    with choosing(True):
        packed(fresh("bert"), rows_of(shared("bert"), [5, 9]))
    onednn.pays.__wrapped__()
    after = (torch.backends.mkldnn.enabled, torch.get_float32_matmul_precision(), torch.is_inference_mode_enabled())
    assert after == before
    assert torch.equal(torch.get_rng_state(), state)
