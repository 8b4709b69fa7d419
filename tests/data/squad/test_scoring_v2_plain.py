import json

from exegesis.core.codec import plain
from exegesis.data.squad.scoring import evaluate
from exegesis.data.squad.scoring_v2 import evaluate_v2
from tests.data.squad.making import asked


def test_figures_by_name_all_the_way_down() -> None:
    every = [asked("a", "Ada"), asked("b")]
    found = json.loads(json.dumps(plain(evaluate_v2(every, {"a": "Ada", "b": ""}, {"a": 0.1, "b": 0.9}))))
    assert found["exact_match"] == 100.0
    assert found["answerable"] == {"exact_match": 100.0, "f1": 100.0, "questions": 1}
    assert found["separation"]["best_f1"] == {"figure": 100.0, "threshold": 0.1}
    assert found["separation"]["average_precisions"]["oracle"] == 100.0


def test_of_version_1_too() -> None:
    found = plain(evaluate([asked("a", "Ada"), asked("b", "Quill")], {"a": "Ada"}))
    assert found == {"exact_match": 50.0, "f1": 50.0, "questions": 2, "missing": ["b"], "unknown": []}
