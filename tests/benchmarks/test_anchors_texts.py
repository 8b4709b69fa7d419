"""The section on sentences, from records made by hand."""

from typing import Any

from benchmarks.anchors_texts import LAWS, read, section


def record(holds: bool, mask: float, proposed: float) -> dict[str, Any]:
    kept = dict(zip(LAWS, (mask, proposed), strict=True))
    rule = {"words": ["not"], "holds": holds, "drawn": 200, "kept": kept}
    return {"text": "not good", "laws": dict.fromkeys(LAWS, rule), "nothing": dict.fromkeys(LAWS, 0.5)}


def test_rules_that_are_not_precise_are_in_no_mean() -> None:
    written = section([record(True, 1.0, 0.8), record(True, 0.9, 0.6), record(False, 0.1, 0.1)], "a model")
    assert "| mask token | 95.0 ± 5.0 | 70.0 ± 10.0 | 1.0 | 2 of 3 | 200 |" in written
    assert "| no rule | 50.0 ± 0.0 | 50.0 ± 0.0 | 0 | | |" in written
    assert "| mask token | – | – | – | 0 of 1 | 200 |" in section([record(False, 0.1, 0.1)], "a model")


def test_no_records_are_none(tmp_path: Any) -> None:
    assert read(tmp_path / "none.jsonl") == {}
