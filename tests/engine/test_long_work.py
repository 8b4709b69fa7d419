"""Long work on a long text: told from units and windows before the text is bound, and in time that grows linearly."""

import warnings
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import LongWorkWarning
from exegesis.engine import layout
from exegesis.engine.long_work import told_before
from exegesis.engine.plan import planned
from tests import tiny

LONG = "the movie was slow, and i loved the acting! " * 12


def told(monkeypatch: pytest.MonkeyPatch, text: str, method: str = "occlusion", each: float = 10.0) -> Any:
    """Whether it is told, what is said, and how many passes were made before."""
    clock = iter(np.arange(0, 1000) * each)
    monkeypatch.setattr("exegesis.engine.long_work.time.perf_counter", lambda: float(next(clock)))
    plan = planned(tiny.bert(), method, {}, 0, "word")
    engine = plan.engine()
    scene = plan.scene(text)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = told_before(engine, scene, plan.layout(scene), plan.explainer, 1)
    said = [str(one.message) for one in caught if one.category is LongWorkWarning]
    return found, said, engine.cost().forward_passes, len(scene.windows), len(plan.layout(scene).units)


def test_it_is_told_before_the_answer_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    found, (said,), passes, windows, units = told(monkeypatch, LONG)
    assert found
    assert windows > 3
    assert passes == 2  # two of the answer's own
    rows = windows + (1 + units) * 2
    assert f"occlusion on {units} units in {windows} windows" in said
    assert f"({rows:,} passes at 10,000 ms each)" in said
    assert "\n" not in said


def test_short_work_and_short_texts_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found, said, passes, _, _ = told(monkeypatch, LONG, each=0.001)
    assert (found, said, passes) == (False, [], 2)
    assert told(monkeypatch, "a good film")[:3] == (False, [], 0)


def test_methods_of_which_every_mask_touches_all_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (said,), _, windows, _ = told(monkeypatch, LONG, "lime")
    assert int(said.split("(")[1].split(" ")[0].replace(",", "")) >= windows * 2000


def test_explain_tells_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(np.arange(0, 1000) * 10.0)
    monkeypatch.setattr("exegesis.engine.long_work.time.perf_counter", lambda: float(next(clock)))
    with pytest.warns(LongWorkWarning) as caught:
        found = exegesis.explain(tiny.bert(), LONG, "occlusion")
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert found.cost.forward_passes > len(found.windows)


def test_looking_up_units_does_not_grow_with_the_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The units of a text are put in order as often for many windows as for few."""
    count = 0
    plan = planned(tiny.bert(), "occlusion", {}, 0, "word")
    real = layout.Places.__init__

    def counting(self: Any, *given: Any) -> None:
        nonlocal count
        count += 1
        real(self, *given)

    monkeypatch.setattr(layout.Places, "__init__", counting)
    plan.layout(plan.scene(LONG))
    few = count
    plan.layout(plan.scene(LONG * 4))
    assert count == 2 * few
