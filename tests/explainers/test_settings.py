import numpy as np
import pytest

import exegesis
from exegesis.core.errors import ExegesisError, InputError, shown
from exegesis.core.text import segments
from exegesis.data.requests import Game
from exegesis.explainers.settings import build, check_room
from exegesis.explainers.table import METHODS, method

HUGE = "x" * 10_000
ALL = [(row.name, field) for row in METHODS.values() for field in row.load().__dataclass_fields__]


@pytest.mark.parametrize(("name", "field"), ALL)
def test_every_setting_refuses_what_is_far_too_much_in_one_short_line(name, field):
    for value in (2**70, 10**9, HUGE, "\ud800", object, [None]):
        try:
            build(METHODS[name].load(), {field: value})
        except InputError as error:
            said = str(error)
            assert len(said) < 1000
            assert "\n" not in said
            said.encode()


@pytest.mark.parametrize("field", ["samples", "steps", "max_steps"])
def test_whole_numbers_have_an_upper_bound(field):
    for row in METHODS.values():
        if field in row.load().__dataclass_fields__:
            with pytest.raises(InputError, match=rf"{field} of {row.name} must be at most 1,?0"):
                build(row.load(), {field: 10**9})


def test_texts_in_settings_are_valid_unicode():
    for name in ("occlusion", "integrated_gradients"):
        with pytest.raises(InputError, match=rf"the baseline of {name} has a lone surrogate"):
            build(METHODS[name].load(), {"baseline": "\ud800"})
    with pytest.raises(InputError, match="lone surrogate"):
        build(METHODS["integrated_gradients"].load(), {"baseline": ["pad", "\ud800"]})


def test_more_numbers_than_memory_should_be_asked_for_are_refused_with_what_fits():
    game = Game(units=("u",) * 1000, position_units=np.zeros(1000, dtype=int))
    for name in ("smooth_grad", "gradient_shap", "lime"):
        with pytest.raises(
            InputError, match=r"samples=\d+,\d+ over 1,000 numbers each would take \d+ GiB; give 268,435"
        ):
            check_room(build(METHODS[name].load(), {"samples": 900_000}), game)
        check_room(build(METHODS[name].load(), {"samples": 2000}), game)


@pytest.mark.parametrize("given", [None, 3, [None], object])
def test_what_is_no_method_is_told(given):
    with pytest.raises(InputError, match="unknown method"):
        method(given)


@pytest.mark.parametrize("given", [object, lambda text: None, lambda text: 1 / 0, int])
def test_a_function_that_is_no_segmenter_is_told(given):
    with pytest.raises(InputError, match=r"the function given as unit failed|pairs of whole numbers"):
        segments("a film", given)


def test_values_are_quoted_in_brief():
    assert shown("film") == "'film'"
    assert len(shown(HUGE)) < 100
    assert "10,002 characters" in shown(HUGE)
    assert len(str(ExegesisError(HUGE))) < 4001


def test_long_values_are_quoted_in_brief_by_the_front_door():
    model = exegesis.load(lambda texts: [[0.5, 0.5] for _ in texts], labels=["no", "yes"])
    for options in (
        {"target": HUGE},
        {"method": HUGE},
        {"unit": HUGE},
        {HUGE: 1},
        {"baseline": [HUGE]},
        {"output": HUGE},
    ):
        with pytest.raises(ExegesisError) as told:
            exegesis.explain(model, "a film", **{"method": "occlusion", **options})
        assert len(str(told.value)) < 1000, options.keys()
