"""The benchmark of removals: what a budget buys, what is kept of a text, what the page says of it."""

import gzip
import json

import numpy as np
import pytest
import removal
import removal_page

from exegesis.engine.engine import Engine
from tests import tiny

TEXT = "The plot is dull, but the acting is wonderful. It was never boring!"


@pytest.fixture(scope="module")
def measured():
    return removal.measured(tiny.bert(), TEXT, removal.METHODS, rows=20, seeds=2)


def test_deleting_gets_more_samples_for_the_same_tokens():
    spent = {}
    for way in ("mask", "delete"):
        engine = Engine(tiny.bert())
        spent[way] = removal.explained(engine, TEXT, "lime", way, 0, 30 * 20, 20).cost
    assert spent["delete"].forward_passes > 1.5 * spent["mask"].forward_passes
    assert spent["delete"].tokens == pytest.approx(spent["mask"].tokens, rel=0.1)


@pytest.mark.slow
def test_every_way_of_a_text_is_judged_under_every_removal(measured):
    ways = {(way["method"], way["removal"], way["seed"]) for way in measured["ways"]}
    assert len(ways) == len(measured["ways"]) == 3 * (3 * 2 + 2)
    for way in measured["ways"]:
        assert set(way["judged"]) == set(removal.REMOVALS)
        assert all(set(found) == set(removal_page.SIGNS) for found in way["judged"].values())
    assert json.loads(json.dumps(measured)) == measured


def test_a_part_of_the_texts_is_spread_over_all(tmp_path):
    with gzip.open(tmp_path / "some.jsonl.gz", "wt") as out:
        for number in range(40):
            out.write(json.dumps({"split": "test", "text": f"text {number} has six words"}) + "\n")
        out.write(json.dumps({"split": "train", "text": "this is of the other split"}) + "\n")
    found = removal.texts(tmp_path, removal.Wishes("some.jsonl.gz", 3, 9, 20, 10, 1))
    assert [place for place, _ in found[:5]] == [0, 16, 8, 4, 12]
    assert len(found) == 20
    assert found[1] == (16, "text 32 has six words")


def way(removed, seed, scores, value, method="lime"):
    judged = {name: dict.fromkeys(removal_page.SIGNS, value) for name in removal.REMOVALS}
    judged["delete"] |= {"comprehensiveness": value + 0.4}
    known = {"method": method, "removal": removed, "seed": seed, "scores": scores, "judged": judged}
    return {**known, "rows": 10, "tokens": 50 if removed == "delete" else 100}


def text(number):
    ways = []
    for method in removal.METHODS:
        for removed, spread in (("mask", 0.2), ("pad", 0.2), ("delete", 0.1)):
            value = 0.8 if removed == "delete" else 0.2
            ways += [way(removed, seed, [1.0, spread * seed], value, method) for seed in (0, 1)]
    return {"item": number, "units": 2, "seconds": 6.0, "ways": ways}


def test_the_page_tells_differences_and_what_is_saved():
    plan = {"model": "bundled:some", "set": "SST-2", "rows": 30, "seeds": 2, "methods": list(removal.METHODS)}
    result = removal_page.summary([({"plan": plan, "made": "today"}, [text(number) for number in range(3)])])
    lime = result["runs"][0]["methods"]["lime"]
    assert lime["saved"] == pytest.approx(0.5)
    # Measures that should be low cancel those that should be high; comprehensiveness by deleting has 0.4 more.
    np.testing.assert_allclose(lime["faithfulness"]["mask"]["delete"], 0.1)
    np.testing.assert_allclose(lime["differences"]["delete"]["comprehensiveness"], 0.6)
    np.testing.assert_allclose(lime["differences"]["delete"]["mean"], 0, atol=1e-12)
    assert lime["seed_error_ratio"]["delete"][0] == pytest.approx(0.5, rel=0.01)
    assert lime["seeds_alike"]["delete"] == pytest.approx(1)
    assert "seed_error" not in result["runs"][0]["methods"]["occlusion"]
    said = removal_page.page(result)
    assert "| `lime` | 50% | 0.50 |" in said


def test_a_line_that_is_being_written_is_left_out(tmp_path):
    path = tmp_path / "run.jsonl"
    path.write_text('{"plan": {}}\n{"item": 4}\n{"item": 1}\n{"item": 2, "wa')
    assert removal_page.read(path) == ({"plan": {}}, [{"item": 1}, {"item": 4}])


def test_a_run_that_is_not_measured_again_stays(tmp_path):
    run = {"model": "m", "set": "SST-2"}
    known, again, other = ({**run, "rows": rows, "texts": texts} for rows, texts in ((1, 5), (1, 9), (2, 5)))
    (tmp_path / "removal.json").write_text(json.dumps({"runs": [known, other]}))
    assert removal_page.merged({"runs": [again]}, tmp_path / "removal.json") == {"runs": [again, other]}
    assert removal_page.merged({"runs": [again]}, tmp_path / "none.json") == {"runs": [again]}
