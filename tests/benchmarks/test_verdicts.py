"""The benchmark of the verdict: what it keeps of a text, how it judges a claim, what it writes."""

import json
import re
import sys

import pytest
import verdicts
import verdicts_choosing
import verdicts_confusion
import verdicts_mixed
import verdicts_page

import exegesis
from exegesis.engine.engine import Engine
from tests import tiny

SCORES = [0.5, -0.4, 0.3, 0.2, 0.1, 0.05, -0.04, 0.03, 0.02, 0.01]
OTHER = [*SCORES[:2], 0.0, *SCORES[3:]]  # the third word is gone


def row(**changes):
    order = {"gain": 0.3, "random_deviation": 0.1, "orders_beaten": 1.0}
    known = {
        "way": "lime 50",
        "method": "lime",
        "scores": SCORES,
        "errors": [0.0] * 10,
        "diagnostics": {"weighted_r2": 0.8},
        "value": 0.9,
        "base_value": 0.4,
        "signs": [SCORES] * 3,
        "judges": [SCORES, SCORES, OTHER],
        "reference": SCORES,
        "baselines": {"delete": SCORES, "pad": OTHER},
        "order": {"mask": order, "delete": order},
    }
    return {**known, **changes}


@pytest.mark.slow
def test_a_text_is_explained_by_every_way_and_judged_by_what_no_sign_saw(monkeypatch):
    monkeypatch.setattr(verdicts, "WAYS", (verdicts.WAYS[0], verdicts.Way("random", "random")))
    monkeypatch.setattr(verdicts, "_LIME", {"samples": 60})
    found = list(verdicts.rows(tiny.bert(), "A bad film, very dull! A good plot."))
    assert [one["way"] for one in found] == ["lime 50", "random"]
    lime, chance = found
    assert (len(lime["signs"]), len(lime["judges"]), sorted(lime["baselines"])) == (3, 3, ["delete", "pad"])
    assert chance["reference"] is None
    assert json.loads(json.dumps(found)) == found


def test_a_claim_is_held_against_seeds_that_it_did_not_see():
    seeds = next(sign for sign in verdicts_choosing.SIGNS if sign.name == "seeds")
    share, count, every = verdicts_choosing.precision([row(), row(signs=[])], seeds, 1.0)
    assert (share, count, every) == (pytest.approx(2 / 3), 1, 2)


def test_the_laxest_threshold_that_holds_often_enough_is_chosen():
    order = next(sign for sign in verdicts_choosing.SIGNS if sign.name == "order")

    def ranked(mask, delete):
        known = {"gain": 0.1, "random_deviation": 1.0}
        return row(order={"mask": {**known, "orders_beaten": mask}, "delete": {**known, "orders_beaten": delete}})

    rows = [ranked(0.72, 0.4)] * 20 + [ranked(0.97, 1.0)] * 30
    assert verdicts_choosing.chosen(rows, order) == 0.75
    assert verdicts_choosing.chosen(rows[:25], order) is None  # five claims are too few


def mixed_row(**scores):
    """Every form of an explanation of ten words: the good one stays and beats chance, the bad ones do neither."""
    orders = {"good": 1.0, "random scores": 0.5, "shuffled scores": 0.95}

    def variant(kind):
        found = {"deletion_gain": orders.get(kind, 0.2)}
        return {
            "scores": SCORES if kind == "good" else SCORES[::-1],
            "errors": None,
            "diagnostics": {},
            "order": {"mask 20": found},
        }

    return {
        "way": "lime 1000",
        "method": "lime",
        "draws": True,
        "value": 0.9,
        "base_value": 0.4,
        "again": SCORES,
        "seeds": [SCORES] * 3,
        "baselines": {"delete": SCORES},
        "variants": {kind: variant(kind) for kind in ("good", *verdicts_mixed.BAD)},
        **scores,
    }


@pytest.mark.slow
def test_every_good_explanation_has_its_bad_ones_and_what_a_check_finds(monkeypatch):
    monkeypatch.setattr(verdicts_mixed, "randomised", lambda _: tiny.bert())
    model = exegesis.load(tiny.bert())
    item = verdicts_mixed.Item("one", "A bad film, very dull! A good plot.", lambda good: 1 - good.target.index)
    ways = (verdicts_mixed.Way("lime", {"samples": 60}), verdicts_mixed.Way("partition_shap", draws=False))
    rows = list(verdicts_mixed.Asked(item, Engine(model), Engine(model), ways).rows())
    assert json.loads(json.dumps(rows)) == rows
    for found in rows:
        variants = found["variants"]
        assert list(variants) == ["good", *verdicts_mixed.BAD]
        assert sorted(variants["shuffled scores"]["scores"]) == sorted(variants["good"]["scores"])
        assert variants["another target"]["scores"] != variants["good"]["scores"]
    lime, partition = rows
    assert (len(lime["seeds"]), len(partition["seeds"])) == (3, 0)
    assert partition["again"] == partition["variants"]["good"]["scores"]


@pytest.mark.slow
def test_a_row_is_judged_as_a_check_judges():
    model = exegesis.load(tiny.bert())
    given = exegesis.explain(model, "A bad film, very dull! A good plot.", "lime", samples=60)
    item = verdicts_mixed.Item("one", given.text, lambda good: 1 - good.target.index)
    way = verdicts_mixed.Way("lime", {"samples": 60})
    row = next(verdicts_mixed.Asked(item, Engine(model), Engine(model), (way,)).rows())
    mine = verdicts_confusion.judged(row, "tiny", "good").verdict()
    assert mine.marks == exegesis.check(given, model).verdict.marks


def test_the_confusion_counts_each_good_one_beside_one_bad_one():
    every = [verdicts_confusion.judged(mixed_row(), "m", kind) for _ in range(4) for kind in mixed_row()["variants"]]
    found = verdicts_confusion.confusion(verdicts_confusion.mixed(every))
    assert found == {"holds": {"good": 4, "bad": 0}, "fails": {"good": 0, "bad": 4}}
    alone = verdicts_confusion.confusion(verdicts_confusion.mixed(every), ("seeds", "again"))
    assert alone["partly"] == {"good": 0, "bad": 1}  # the shuffled one, by its one random order


def test_a_threshold_lets_one_bad_one_in_twenty_through():
    every = [verdicts_confusion.judged(mixed_row(), "m", kind) for kind in mixed_row()["variants"]]
    order = verdicts_confusion.chosen(every, "order")
    assert (order["holds from"], order["fails below"]) == (0.975, 0.975)


def test_the_page_says_what_the_results_say(tmp_path, monkeypatch, capsys):
    folder, mixed = tmp_path / "texts", tmp_path / "mixed"
    folder.mkdir()
    mixed.mkdir()
    for number in (0, 1, 4, 5):  # two fall into each half
        (folder / f"sst2-test-{number}.json").write_text(json.dumps({"rows": [row(), row(signs=[OTHER] * 3)]}))
        told = {"name": f"sst2-test-{number}", "model": "bundled:sentiment-tiny", "rows": [mixed_row()] * 4}
        (mixed / f"tiny-sst2-test-{number}.json").write_text(json.dumps(told))
    results, written = tmp_path / "verdicts.json", tmp_path / "verdicts.md"
    monkeypatch.setattr(sys, "argv", ["verdicts_choosing.py", str(folder), "--out", str(results)])
    verdicts_choosing.main()
    monkeypatch.setattr(sys, "argv", ["verdicts_confusion.py", str(mixed), "--into", str(results)])
    verdicts_confusion.main()
    monkeypatch.setattr(sys, "argv", ["verdicts_page.py", str(results), "--out", str(written)])
    verdicts_page.main()
    capsys.readouterr()
    page = written.read_text()
    assert "- 4 for `bundled:sentiment-tiny`, SST-2" in page
    assert "4 test texts (4 sentences of SST-2" in page
    assert re.search(r"\| holds \| \d+ \| 0 \| 50% \| 100% \|", page)
    assert (
        "| seeds | the first k words stay with another seed | three fresh seeds | none | 1 | 83% of 4 | 83% of 4 |"
        in page
    )
