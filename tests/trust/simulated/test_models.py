"""The experiment on choosing between models: curves, rounds that go on, and what is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.trust.simulated.models import ModelsExperiment, curves, models
from exegesis.trust.simulated.models_page import picture, section
from exegesis.trust.simulated.pairs import Search
from exegesis.trust.simulated.table import Setting
from tests.trust.simulated.toys import reviews

QUICK = ModelsExperiment(
    rounds=4,
    budget=5,
    picks=3,
    setting=Setting(k=4, samples=200),
    search=Search(trees=5, depth=3, pool=40, tries=300),
)
DATA = reviews(300, words=25, length=8)


def figures(found: dict[str, Any]) -> Any:
    return found["curves"], [{**one, "seconds": 0} for one in found["rounds"]]


@pytest.mark.slow
def test_a_run_in_parts_ends_with_the_same(tmp_path: Path) -> None:
    whole = models(DATA, QUICK, data="toy")
    journal = tmp_path / "parts"
    models(DATA, replace(QUICK, rounds=2), data="toy", journal=journal)
    part = models(DATA, QUICK, data="toy", journal=journal, seconds=-1.0)
    assert part["rounds_done"] == 2
    again = models(DATA, QUICK, data="toy", journal=journal)
    assert figures(again) == figures(whole)
    assert whole["rounds_done"] == 4
    assert whole["rounds_with_a_pair"] >= 1
    curve = whole["curves"]["paper"]["lime"]["submodular"]
    assert len(curve["mean"]) == len(curve["standard_error"]) == 5
    text = section([whole])
    assert "SP lime" in text
    assert "5 trees, at most 3 deep" in text
    made = picture(whole)
    assert made is not None
    assert made == picture(whole)


def test_means_and_standard_errors_by_hand() -> None:
    made = [{"pair": {}, "curves": {"lime": [1.0, 0.5]}}, {"pair": {}, "curves": {"lime": [0.0, 0.5]}}, {"pair": None}]
    assert curves(made) == {"lime": {"mean": [50.0, 50.0], "standard_error": [50.0, 0.0]}}
    assert curves([{"pair": None}]) == {}


def test_rounds_without_a_pair_are_counted() -> None:
    found = models(DATA, replace(QUICK, rounds=1, search=Search(trees=20, depth=1, pool=40, tries=1)))
    assert (found["rounds_done"], found["rounds_with_a_pair"]) == (1, 0)
    assert "1 more had no pair" in section([found])
    assert picture(found) is None


@pytest.mark.slow
def test_the_random_pick_needs_no_luck_of_one_draw() -> None:
    one, many = (models(DATA, replace(QUICK, rounds=1, picks=picks, methods=("lime",))) for picks in (1, 30))
    for found in (one, many):
        values = np.array(found["curves"]["paper"]["lime"]["random"]["mean"])
        assert ((values >= 0) & (values <= 100)).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"methods": ("limes",)}, "Did you mean 'lime'"),
        ({"forms": ("codes",)}, "Did you mean 'code'"),
        ({"search": Search(kind="pools")}, "Did you mean 'pool'"),
        ({"rounds": 0}, "rounds must be at least 1"),
        ({"budget": 49}, "cannot show 49 explanations of 48 validation documents"),
        ({"setting": Setting(samples=1)}, "samples must be at least 2"),
    ],
)
def test_what_cannot_be_asked(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        models(DATA, replace(QUICK, **change))
