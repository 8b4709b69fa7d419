"""Which methods leave nothing to chance: every one of the table, run with two seeds."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.data.explanation import Explanation
from tests import tiny
from tests.methods import OF_TEXTS as METHODS

BERT = tiny.bert()
TEXT = "A bad film, very dull! A good plot and a fine film, not dull at all."
SETTINGS: dict[str, dict[str, Any]] = {
    **{name: {"samples": 40} for name in ("lime", "kernel_shap", "permutation_shap", "partition_shap")},
    **{name: {"samples": 3} for name in ("smooth_grad", "gradient_shap")},
    "integrated_gradients": {"steps": 4},
    "exact_shap": {"unit": "sentence"},
    "parzen": {"background": ("A good film.", "A dull film.", "Very bad!")},
}


@pytest.mark.parametrize("method", METHODS)
def test_only_methods_without_chance_give_every_seed_the_same_scores(method: str) -> None:
    first, second = (exegesis.explain(BERT, TEXT, method, seed=seed, **SETTINGS.get(method, {})) for seed in (0, 1))
    assert isinstance(first, Explanation)
    assert isinstance(second, Explanation)
    assert np.allclose(first.scores, second.scores, atol=1e-7) != METHODS[method].load().chance
