"""Gradients of torch modules of tables: integrated gradients add up, and go to the columns that they came through."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

import exegesis
from exegesis import Explanation
from exegesis.adapters.tables import TableModel
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from tests.modalities.table.tables import frame

FRAME = frame().drop(columns="land")
NUMBERS = FRAME.drop(columns="job").astype({"age": "float32"})
ROW = NUMBERS.iloc[3]


def net(inputs: int, outputs: int = 2) -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(inputs, 5), torch.nn.Tanh(), torch.nn.Linear(5, outputs))


def scaled(rows: pd.DataFrame) -> torch.Tensor:
    """Age and rate scaled, jobs as one-hots, the colours as they are."""
    jobs = [(rows["job"] == job).to_numpy(float) for job in ("clerk", "cook", "smith")]
    numbers = [(rows["age"].to_numpy(float) - 50) / 20, rows["rate"].to_numpy(float)]
    colours = [rows[name].to_numpy(float) for name in rows if name.startswith("colour")]
    return torch.tensor(np.stack([*numbers, *jobs, *colours], axis=1))


def loaded(module: torch.nn.Module, background: Any = NUMBERS, **options: Any) -> TableModel:
    return exegesis.load(module, background=background, **options)


def explained(model: TableModel, row: Any = ROW, method: str = "integrated_gradients", **settings: Any) -> Explanation:
    found = exegesis.explain(model, row, method, **settings)
    assert isinstance(found, Explanation)
    return found


def test_integrated_gradients_add_up_from_the_mean_row() -> None:
    model = loaded(net(6))
    assert (model.scale, model.labels) == ("logit", ("class 0", "class 1"))
    found = explained(model, target=1, output="logit")
    assert found.baseline.name == "mean"
    assert found.scores.sum() == pytest.approx(found.value - (found.baseline.value or 0), abs=1e-3)
    assert [unit.text for unit in found.units] == ["age", "rate", "colour", "kids"]
    assert "logits" in " ".join(found.warnings)
    again = exegesis.explain(model, **Explanation.from_json(found.to_json()).again())
    np.testing.assert_allclose(again.scores, found.scores, rtol=1e-5)


def test_a_linear_module_is_explained_exactly() -> None:
    line = torch.nn.Linear(6, 1)
    model = loaded(line, task="regression")
    found = explained(model, baseline="median")
    weights = line.weight.detach().numpy()[0]
    middle = NUMBERS.median()
    each = weights * (ROW - middle).to_numpy()
    by_name = dict(zip(NUMBERS, each, strict=True))
    assert found.scores[0] == pytest.approx(by_name["age"], rel=1e-4)
    assert found.scores[3] == pytest.approx(by_name["kids"], rel=1e-4)


def test_numbers_are_given_to_the_columns_that_they_are_made_of() -> None:
    model = loaded(net(8), FRAME, preprocess=scaled)
    found = explained(model, FRAME.iloc[3], target=1, output="logit")
    assert found.scores.sum() == pytest.approx(found.value - (found.baseline.value or 0), abs=1e-3)
    by_name = {unit.text: score for unit, score in zip(found.units, found.scores, strict=True)}
    assert by_name["kids"] == 0
    assert all(by_name[name] != 0 for name in ("age", "rate"))


@pytest.mark.parametrize("method", ["gradient", "smooth_grad", "gradient_shap", "kernel_shap", "occlusion"])
def test_other_methods_run(method: str) -> None:
    settings: dict[str, Any] = {"baseline": ("rows",), "background_rows": 5} if method == "gradient_shap" else {}
    found = explained(loaded(net(6)), method=method, target=1, **settings)
    assert np.isfinite(found.scores).all()
    assert Explanation.from_json(found.to_json()).to_dict() == found.to_dict()
    assert found.to_html()


def test_probabilities_and_values_are_told_apart() -> None:
    shares = torch.nn.Sequential(net(6), torch.nn.Softmax(-1))
    assert loaded(shares).scale == "probability"
    assert loaded(shares, labels=["no", "yes"]).labels == ("no", "yes")
    np.testing.assert_allclose(loaded(net(6)).predict(NUMBERS), loaded(shares).predict(NUMBERS), atol=1e-6)


def test_what_cannot_be_is_a_line() -> None:
    with pytest.raises(LoadError, match="takes numbers, and column 'job' holds none; say how a frame becomes"):
        loaded(net(7), FRAME)
    with pytest.raises(LoadError, match="one number for each row: load it with task='regression'"):
        loaded(net(6, 1))
    with pytest.raises(LoadError, match=r"a row of the background cannot be asked: .*shapes cannot be multiplied"):
        loaded(net(4))
    with pytest.raises(UnsupportedError, match="made of 'age' and 'rate' together"):
        explained(
            loaded(net(1), preprocess=lambda rows: torch.tensor((rows["age"] * rows["rate"]).to_numpy())[:, None])
        )
    with pytest.raises(InputError, match="layer='0' has no effect on a model of tables"):
        explained(loaded(net(6)), layer="0")
    with pytest.raises(InputError, match="unknown baseline of a table 'pad'"):
        explained(loaded(net(6)), baseline="pad")
