"""Sequences of events through the same waist as texts, TimeSHAP's way from the past to single cells."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import exegesis
from exegesis import Explanation
from exegesis.core.errors import InputError, LoadError, ModelError
from exegesis.core.types import Floats, Masks, Values
from exegesis.data.failed import Failed
from exegesis.data.place import Column, Item, Stretch
from exegesis.modalities.events.pruning import past_within
from exegesis.views.kinds import view_of

RNG = np.random.default_rng(0)
SEQUENCE = RNG.normal(size=(12, 3))
BACKGROUND = RNG.normal(size=(40, 3))
COLUMNS = ["amount", "hour", "country"]
# The last events count, the eleventh's amount most; the first eight hardly.
WEIGHTS = np.zeros((12, 3))
WEIGHTS[8:] = RNG.normal(size=(4, 3)) / 4
WEIGHTS[:8] = 1e-4
WEIGHTS[10, 0] = 5.0
METHODS = ("kernel_shap", "partition_shap", "permutation_shap", "exact_shap", "occlusion")


def weighed(sequences: Any) -> Floats:
    """A sum over all cells (n,), of an array (n, events, columns)."""
    assert sequences.ndim == 3
    return np.asarray((sequences * WEIGHTS[-sequences.shape[1] :]).sum(axis=(1, 2)))


def chosen(sequences: Any) -> Floats:
    """Probabilities (n, 2) by the last event's first column alone."""
    p = 1 / (1 + np.exp(-sequences[:, -1, 0]))
    return np.stack([1 - p, p], axis=1)


MODEL = exegesis.load(weighed, "regression", modality="events", background=BACKGROUND)
TERMS = WEIGHTS * (SEQUENCE - BACKGROUND.mean(axis=0))


def explained(method: str = "kernel_shap", given: Any = None, model: Any = MODEL, **settings: Any) -> Explanation:
    sequence = exegesis.EventSequence.of(SEQUENCE, COLUMNS) if given is None else given
    found = exegesis.explain(model, sequence, method, **settings)
    assert isinstance(found, Explanation)
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("unit", ["event", "column"])
def test_a_sum_is_explained_by_its_terms(method: str, unit: str) -> None:
    found = explained(method, unit=unit)
    np.testing.assert_allclose(found.scores, TERMS.sum(axis=1 if unit == "event" else 0), atol=1e-9)
    assert found.unit == unit
    assert found.baseline.name == "mean"


def test_cells_of_a_short_sequence_each_have_their_term() -> None:
    found = explained("occlusion", SEQUENCE[-2:], unit="cell")
    np.testing.assert_allclose(found.scores, TERMS[-2:].ravel(), atol=1e-9)
    assert found.units[4].at == Stretch(1, 1, 2)
    assert found.units[4].text == "event 2, column 2"


def test_the_planted_cell_is_found_from_the_past_down() -> None:
    by_event = explained(unit="event", tolerance=0.01)
    by_column = explained(unit="column", tolerance=0.01)
    past = by_event.settings["past_events"]
    assert past == by_column.settings["past_events"] == 8
    assert by_event.units[0].at == Item(0, 8)
    assert by_event.units[0].text == "the past (event 1 to event 8)"
    assert by_event.top(1)[0][0].at == Item(10)
    assert by_column.top(1)[0][0].text == "amount"
    assert "The first 8 events of 12 are one unit" in by_event.warnings[0]
    cells = explained(unit=exegesis.EventCells.of(by_event, by_column, top=2))
    assert cells.top(1)[0][0].at == Stretch(0, 10, 11)
    assert cells.top(1)[0][1] == pytest.approx(TERMS[10, 0])
    assert cells.scores.sum() == pytest.approx(TERMS.sum())
    assert [type(unit.at) for unit in cells.units] == [Item, *[Stretch] * 4, *[Item] * 2, *[Column] * 2, Item]


@pytest.mark.parametrize("unit", ["event", "column", "cells"])
def test_it_comes_back_from_json_and_asks_the_same_again(unit: str) -> None:
    cells: Any = exegesis.EventCells((9, 10), (0,), past=8)
    settings = {"unit": cells} if unit == "cells" else {"unit": unit, "tolerance": 0.01}
    found = explained(**settings)
    again = Explanation.from_json(found.to_json())
    assert again == found
    repeated = exegesis.explain(MODEL, **again.again())
    assert (repeated.units, repeated.unit) == (found.units, found.unit)
    np.testing.assert_allclose(repeated.scores, found.scores)
    assert exegesis.check(again, MODEL, seeds=1).verdict.text
    assert exegesis.evaluate(again, MODEL, "deletion_gain", removal="median")["deletion_gain"].value is not None


def brute(tolerance: float, events: int, value: Any) -> int:
    """The first split, from the end, whose past is worth no more: TimeSHAP's algorithm 1, one mask at a time."""
    for split in range(events - 1, 0, -1):
        past = np.arange(events) < split
        worth = (value(past) - value(past & False)) / 2 + (value(past | True) - value(~past)) / 2
        if abs(worth) <= tolerance:
            return split
    return 0


@pytest.mark.parametrize("tolerance", [0.0, 0.02, 0.1, 0.5, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_the_past_is_pruned_as_timeshap_does(tolerance: float, seed: int) -> None:
    weights = np.random.default_rng(seed).normal(size=20) * np.geomspace(1e-3, 1, 20)

    def value(keep: Any) -> float:
        return float(np.tanh(weights @ keep))

    def values(masks: Masks) -> Values:
        return np.tanh(masks @ weights)[:, None]

    assert past_within(tolerance, 20, values) == brute(tolerance, 20, value)


def test_pruning_stops_at_the_first_split_that_will_do() -> None:
    model = exegesis.load(chosen, modality="events", background=BACKGROUND)
    found = explained("occlusion", RNG.normal(size=(200, 3)), model, target=1, unit="event", tolerance=0.01)
    assert found.settings["past_events"] == 199
    assert found.cost.forward_passes < 30
    assert [type(unit.at) for unit in found.units] == [Item, Item]


def test_without_a_background_an_absent_event_is_the_mean_of_the_others() -> None:
    model = exegesis.load(weighed, "regression", modality="events")
    found = explained(model=model)
    np.testing.assert_allclose(found.scores, (WEIGHTS * (SEQUENCE - SEQUENCE.mean(axis=0))).sum(axis=1), atol=1e-9)
    assert found.baseline.description == "an absent event is, column by column, the mean of the sequence's own events"
    with pytest.raises(InputError, match="all events are alike and as an absent one would be"):
        explained(model=model, given=np.ones((12, 3)))


def test_frames_have_an_event_in_each_row_and_names_from_their_columns() -> None:
    found = explained(given=pd.DataFrame(SEQUENCE, columns=COLUMNS), unit="column")
    assert [unit.text for unit in found.units] == COLUMNS


def test_sequences_of_several_lengths_share_passes() -> None:
    sizes: list[int] = []
    model = exegesis.load(lambda many: (sizes.append(len(many)), weighed(many))[1], "regression", modality="events")
    found = list(exegesis.explain_many(model, [SEQUENCE, SEQUENCE[-5:], [[1.0]], SEQUENCE + 1], "occlusion"))
    assert isinstance(found[2], Failed)
    for place, given in ((0, SEQUENCE), (1, SEQUENCE[-5:]), (3, SEQUENCE + 1)):
        np.testing.assert_allclose(found[place].scores, explained("occlusion", given, model).scores)  # type: ignore[union-attr]
    several = [SEQUENCE, SEQUENCE[-5:], SEQUENCE + 1]
    answers: Any = exegesis.predict(model, several)
    np.testing.assert_allclose([one.outputs[0] for one in answers], model.predict(several)[:, 0])
    assert max(sizes) > 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (np.ones(3), "has the shape \\(3,\\); give an array \\(events, columns\\)"),
        (np.ones((0, 3)), "has the shape"),
        ([[1.0, np.nan]], "NaN or infinity in 1 places, the first at event 0, column 1"),
        ([[1.0], [1.0, 2.0]], "rows of several lengths"),
        ("events.csv", "must not be of the type str"),
        ([["a"]], "give numbers"),
    ],
)
def test_what_is_no_sequence_is_refused_in_a_line(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(given=given)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"unit": "word"}, "unknown unit of events 'word'"),
        ({"unit": 3}, "unit must be one of event, column, cell, or an EventCells"),
        ({"tolerance": -1}, "tolerance must be a number, 0 or more"),
        ({"tolerance": 0.1, "unit": exegesis.EventCells((1,), (0,))}, "tolerance has no effect on cells of your own"),
        ({"unit": exegesis.EventCells((12,), (0,))}, "the sequence has 12 events of 3 columns, counted from 0"),
        ({"baseline": "mask"}, "unknown baseline of events 'mask'"),
        ({"phrases": ["a"]}, "phrases has no effect on a model of events; .*output, tolerance, batch_values"),
        ({"given": SEQUENCE[:1], "unit": "event"}, "has 1 event to score, and at least 2 are needed"),
        ({"given": SEQUENCE[:, :2], "unit": "column"}, "background's events have 3 columns, and those to explain 2"),
        ({"method": "gradient"}, "These methods fit it: lime"),
    ],
)
def test_settings_are_refused_in_a_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(**settings)


def test_cells_and_backgrounds_are_checked() -> None:
    with pytest.raises(InputError, match="event 1 is one of the 3 of the past"):
        exegesis.EventCells((1, 5), (0,), past=3)
    with pytest.raises(InputError, match="columns must be whole numbers from 0"):
        exegesis.EventCells((1,), ())
    with pytest.raises(InputError, match="first explanation must be by unit='event'"):
        exegesis.EventCells.of(explained(unit="column"), explained(unit="column"))
    with pytest.raises(InputError, match="must be of one sequence of events"):
        exegesis.EventCells.of(explained(), explained(given=SEQUENCE, unit="column"))
    with pytest.raises((LoadError, InputError), match="give events"):
        exegesis.load(weighed, "regression", modality="events", background=np.ones(3))
    sequences = exegesis.load(weighed, "regression", modality="events", background=BACKGROUND.reshape(4, 10, 3))
    np.testing.assert_allclose(explained(model=sequences).scores, explained().scores)


def test_answers_of_the_wrong_shape_are_told() -> None:
    with pytest.raises(ModelError, match="rows for 12 sequences"):
        explained("occlusion", model=exegesis.load(lambda many: weighed(many)[:1], "regression", modality="events"))


def test_what_an_event_holds_stands_beside_its_name() -> None:
    found = explained("occlusion")
    assert f"event 11, amount {SEQUENCE[10, 0]:.4g}".replace("-", "−") in found.to_html()
    cells = explained(unit=exegesis.EventCells((9, 10), (0,), past=8))
    places = [view_of(cells).place(cells, index) for index in range(len(cells.units))]
    assert places[0] == "events 1 to 8"
    assert places[1] == f"{SEQUENCE[9, 0]:.4g}".replace("-", "−")
