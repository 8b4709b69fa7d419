"""The parts of the results page: figures counted by hand, hostile words escaped, pictures that repeat."""

from typing import Any

import pytest

from exegesis.trust.acting import pages
from exegesis.trust.acting.experiments.picking import Showing

HOSTILE = "<script>alert(1)</script>|**x**[a](javascript:b)"


def result(kind: str, **more: Any) -> dict[str, Any]:
    shown = Showing()
    return {
        "kind": kind,
        "settings": {"p": 0.5, "q": 0.1, "rounds": 1, "shown": vars(shown)},
        "model": {"classifier": "SVM", "C": 10.0, "gamma": 0.001, "features": "word presence"},
        "rule": "a word is an artefact when it is",
        "classes": ["alt.atheism", "soc.religion.christian"],
        "texts": {"train": 1079, "test": 717},
        "command": f"exegesis trust {kind}",
        "date": "2026-01-01",
        "versions": {"numpy": "2"},
        **more,
    }


def state(world: float, removed: int = 0) -> dict[str, Any]:
    return {"held_out": 0.9, "real_world": world, "removed": removed, "artefacts": removed // 2}


CLEANING = result(
    "cleaning",
    reference={"no cleaning": 0.6, "trained on cleaned texts": 0.8},
    runs=[
        {"submodular": [state(0.6), state(0.7, 10)], "random": [state(0.6), state(0.64, 8)]},
        {"submodular": [state(0.6), state(0.74, 12)], "random": [state(0.6), state(0.66, 8)]},
    ],
)
CHOOSING = result(
    "choosing",
    models=[{"name": "one", "test": 0.94, "real_world": 0.6}, {"name": "two", "test": 0.88, "real_world": 0.7}],
    main={
        "p": 0.3,
        "q": 0.1,
        "judges": "text by text",
        "choices": 100,
        "cells": {cell: [0.8, 0.04] for cell in pages.PUBLISHED_CHOICES},
    },
    grid=[
        {
            "p": 0.9,
            "q": 0.1,
            "judges": "at once",
            "choices": 100,
            "cells": {cell: [1.0, 0.0] for cell in pages.PUBLISHED_CHOICES},
        }
    ],
)
HEADERS = result(
    "headers",
    found={
        "picked": [
            {"text": 3, "predicted": "x", "true": "y", "words": [{"word": HOSTILE, "weight": 1, "artefact": True}]}
        ],
        "led_by_artefact": 1,
        "pool_led_by_artefact": 0.5,
        "artefacts_in_vocabulary": 0.25,
        "words": [{"word": HOSTILE, "importance": 2.0, "texts": 4, "artefact": False, "gone": 0.5}],
        "accuracy": {"test": 0.9, "real_world": 0.6, "texts": 717, "real_world_texts": 716},
    },
)


def test_cleaning_means_errors_and_the_paired_difference() -> None:
    found = pages.cleaning([CLEANING])
    assert "| submodular pick, real world | 60.0 | 72.0 ± 2.0 |" in found
    assert "| random pick, real world | 60.0 | 65.0 ± 1.0 |" in found
    assert "| submodular pick, words gone (artefacts) | 0 (0) | 11 (6) |" in found  # 5.5 rounds to even
    assert "is +7.0 ± 1.0 points; against no cleaning +12.0 and +5.0." in found
    assert "(simulation)" in found
    assert "No person took part" in found


def test_choosing_stands_beside_the_published_figures() -> None:
    found = pages.choosing([CHOOSING])
    assert "| published (people) | 68 | 75 | 80 | 89 |" in found
    assert "| one | 94.0 | 60.0 |\n| published | 94.0 | 57.3 |" in found
    assert "| text by text: p = 0.3, q = 0.1 | 80.0 ± 4.0 |" in found
    assert "| at once: p = 0.9, q = 0.1 | 100.0 ± 0.0 |" in found
    other = pages.choosing([{**CHOOSING, "classes": ["a", "b"]}])
    assert "published" not in other


def test_hostile_words_are_escaped() -> None:
    found = pages.headers([HEADERS])
    assert "<script" not in found
    assert "](javascript" not in found
    assert found.count("&lt;script") == 2
    rows = [line for line in found.splitlines() if line.startswith("| x (y)")]
    assert rows
    assert rows[0].count("|") - rows[0].count("\\|") == 3


@pytest.mark.slow
@pytest.mark.parametrize(("draw", "found"), [(pages.cleaning_picture, CLEANING), (pages.choosing_picture, CHOOSING)])
def test_pictures_repeat_and_say_simulation(draw: Any, found: dict[str, Any]) -> None:
    made = draw(found)
    assert made == draw(found)
    assert b"simulation" in made
