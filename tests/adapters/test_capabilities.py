from typing import Any, get_args

import pytest

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import (
    CAPABILITIES,
    GivesAttentions,
    GivesDeviation,
    GivesEmbeddings,
    GivesGradients,
    GivesHeads,
    GivesLayers,
    GivesStacks,
    GivesTokens,
    GivesWeights,
    WhiteBox,
)
from exegesis.adapters.function import FunctionModel
from exegesis.adapters.huggingface import TransformerModel
from exegesis.data.requests import Need
from exegesis.explainers.table import METHODS
from tests.adapters.head_families import headed

EVERY: list[Any] = [
    GivesAttentions, GivesDeviation, GivesEmbeddings, GivesGradients, GivesHeads, GivesLayers, GivesStacks, GivesTokens,
    GivesWeights, WhiteBox,
]  # fmt: skip


def black_box() -> FunctionModel:
    return FunctionModel(lambda texts: [[0.5, 0.5]] * len(texts), name="box")


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_a_transformer_has_them_all_and_a_black_box_none(kind: Any) -> None:
    assert isinstance(TransformerModel(*headed("bert", "classification")), kind)
    assert not isinstance(black_box(), kind)


OF_TEXTS = set(CAPABILITIES) - {"trees"}  # those that a transformer gives


def test_what_it_gives_is_told_by_name() -> None:
    assert black_box().gives == {"classes"}
    assert TransformerModel(*headed("bert", "classification")).gives == {"classes", *OF_TEXTS}
    assert TransformerModel(*headed("bert", "masked-lm")).gives == OF_TEXTS


def test_a_model_of_ones_own_gives_what_it_has_methods_for() -> None:
    class Attending(FunctionModel):
        def attentions(self, row: Any) -> Any: ...

        def readout_position(self, row: Any) -> int:
            return 0

    model: Model = Attending(lambda texts: [[0.5, 0.5]] * len(texts))
    assert model.gives == {"attentions", "classes"}


def test_methods_need_nothing_that_no_model_gives() -> None:
    known = {*CAPABILITIES, "classes", "pixels"}
    assert set(get_args(Need)) <= known
    for row in METHODS.values():
        assert row.load().needs <= set(get_args(Need)), row.name
