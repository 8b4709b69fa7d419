"""How images' speed is measured and told."""

import argparse

import numpy as np
import pytest
from benchmarks.image_speed_page import BEGIN, END, section
from benchmarks.images import enough, spread
from benchmarks.sections import section_of, with_section

import exegesis
from benchmarks import images
from tests.modalities.image.pictures import picture, reddish


def times(*seconds: float) -> list[dict[str, float]]:
    return [{"seconds": one, "processor": 2 * one} for one in seconds]


def test_the_section_says_what_was_measured() -> None:
    ways = {"default": {"errors": {100: 0.5, 250: 0.3}, "enough": 250}, "other": {"errors": {100: 0.9}, "enough": None}}
    one = {
        "regions": 40,
        "largest_difference": 0.001,
        "error": 0.4,
        "ways": ways,
        "times": {"lime": times(40, 44), "equal samples": times(10, 11), "default": times(2, 2.2)},
    }
    found = {
        "samples": 1000,
        "seeds": 4,
        "rounds": 2,
        "images": {"a": one, "b": {**one, "times": {**one["times"], "default": times(4, 4.4)}}},  # type: ignore[dict-item]
        "passes": {"the module": 48.04, "ours": 12.96},
        "peaks": {"1000": 640.2, "4000": 641.0},
        "made": "today",
    }
    made = section(found)
    for said in (
        "| ours, 1,000 samples too | 1,000 | 42.0 | 10.5 | 4.0 × | 4.0 × |",
        "| ours to lime's error, default | 250 | 42.0 | 3.2 | 15.0 × (10.0 ×, 20.0 ×) | 15.0 × (10.0 ×, 20.0 ×) |",
        "| ours to lime's error, other | – | – | – | not with as many samples | – |",
        "| the module | 48.0 |",
        "4,000 samples 641 MB",
    ):
        assert said in made
    assert max(map(len, made.splitlines())) <= 160
    page = with_section("# Page\n\ntext\n", made)
    assert with_section(page, made) == page
    assert section_of(page, BEGIN, END) == made


def test_spread_is_relative_to_the_mean() -> None:
    rng = np.random.default_rng(0)
    runs = [np.full(1000, 5.0) + rng.normal(0, 1, 1000) for _ in range(20)]
    assert spread(runs) == pytest.approx(0.2, rel=0.02)
    assert spread([5 * run for run in runs]) == pytest.approx(spread(runs))


def test_one_small_error_may_be_by_chance() -> None:
    assert enough({100: 0.3, 200: 0.5, 300: 0.4, 400: 0.2}, 0.4) == 300
    assert enough({100: 0.5, 200: 0.4}, 0.4) == 200
    assert enough({100: 0.3, 200: 0.5}, 0.4) is None


def test_both_sides_are_asked_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "usual_function", lambda: lambda given: reddish(list(given)))
    model = exegesis.load(reddish, modality="image", labels=["other", "red"])
    wishes = argparse.Namespace(seeds=2, samples=40, rounds=2)
    found = images.measured(model, picture(48, 48), wishes)
    assert found["largest_difference"] == 0
    assert set(found["times"]) >= {"lime", "equal samples"}
    assert all(len(turns) == 2 for turns in found["times"].values())
    for way in found["ways"].values():
        assert way["enough"] is None or way["errors"][way["enough"]] <= found["error"]
