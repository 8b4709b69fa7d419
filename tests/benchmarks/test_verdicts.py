"""The benchmark of the verdict: what it keeps of a text, how it judges a claim, what it writes."""

import json
import sys

import pytest
import verdicts
import verdicts_choosing
import verdicts_page
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


def test_a_text_is_explained_by_every_way_and_judged_by_what_no_sign_saw(monkeypatch):
    monkeypatch.setattr(verdicts, "WAYS", (verdicts.WAYS[0], verdicts.Way("random", "random")))
    monkeypatch.setattr(verdicts, "_LIME", {"samples": 60})
    found = list(verdicts.rows(tiny.bert(), "A bad film, very dull! A good plot."))
    assert [one["way"] for one in found] == ["lime 50", "random"]
    lime, chance = found
    assert (len(lime["signs"]), len(lime["judges"]), sorted(lime["baselines"])) == (3, 3, ["delete", "pad"])
    assert chance["reference"] is None
    assert json.loads(json.dumps(found)) == found
    assert verdicts_choosing.checked(lime).order.orders == 20


def test_a_claim_is_held_against_seeds_that_it_did_not_see():
    seeds = next(sign for sign in verdicts_choosing.SIGNS if sign.name == "seeds")
    share, count, every = verdicts_choosing.precision([row(), row(method="occlusion")], seeds, 1.0)
    assert (share, count, every) == (pytest.approx(2 / 3), 1, 2)


def test_the_laxest_threshold_that_holds_often_enough_is_chosen():
    order = next(sign for sign in verdicts_choosing.SIGNS if sign.name == "order")

    def ranked(mask, delete):
        known = {"gain": 0.1, "random_deviation": 1.0}
        return row(order={"mask": {**known, "orders_beaten": mask}, "delete": {**known, "orders_beaten": delete}})

    rows = [ranked(0.72, 0.4)] * 20 + [ranked(0.97, 1.0)] * 30
    assert verdicts_choosing.chosen(rows, order) == 0.75
    assert verdicts_choosing.chosen(rows[:25], order) is None  # five claims are too few


def test_the_page_says_what_the_results_say(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(4):
        (folder / f"sst2-test-{number}.json").write_text(json.dumps({"rows": [row(), row(signs=[OTHER] * 3)]}))
    results, written = tmp_path / "verdicts.json", tmp_path / "verdicts.md"
    monkeypatch.setattr(sys, "argv", ["verdicts_choosing.py", str(folder), "--out", str(results)])
    verdicts_choosing.main()
    monkeypatch.setattr(sys, "argv", ["verdicts_page.py", str(results), "--out", str(written)])
    verdicts_page.main()
    capsys.readouterr()
    page = written.read_text()
    assert "4 test texts (4 sentences of SST-2" in page
    assert "| lime 50 | 4 | 4 | 0 | 0 | 0 |" in page
    assert (
        "| seeds | the first k words stay with another seed | three fresh seeds | none | 1 | 83% of 4 | 83% of 4 |"
        in page
    )
