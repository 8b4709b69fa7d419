"""The arithmetic of the speed benchmarks, the course of a case with made-up sides, and the page; nothing is timed."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

import pytest
from benchmarks.speed import measure, page, store
from benchmarks.speed.cases import CASES
from benchmarks.speed.figures import (
    Spread,
    correlation,
    difference,
    ratios,
    relative_error,
    rounded,
    scaled,
    share_of_all,
)
from benchmarks.speed.job import PEER, Job
from benchmarks.speed.kinds import Kind, kind_of
from benchmarks.speed.measure import Plan, measured
from benchmarks.speed.picture import ratios_picture
from benchmarks.speed.reached import asked_of
from benchmarks.speed.texts import words_of

SECONDS = {"float32": 2.0, "bfloat16": 1.0, PEER: 12.0}
LIMIT = {"float32": 100.0, "bfloat16": 400.0}  # operations a second


class FakeWorker:
    """A side whose answers are known: operations are size x 0.2, seconds grow with the rounds."""

    asked: ClassVar[list[tuple[str, str, int]]] = []

    def __init__(self, job: Job) -> None:
        self.name = PEER if job.side == PEER else job.precision

    def __enter__(self) -> "FakeWorker":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def ask(self, what: str, size: int, seed: int) -> dict[str, Any]:
        self.asked.append((self.name, what, size))
        scores = [{"a": 1.0, "b": -2.0, "c": 0.5 if self.name == "float32" else 0.25}]
        answers: Mapping[str, dict[str, Any]] = {
            "timed": {"seconds": SECONDS[self.name] * size / 1000 * (1 + seed / 10), "scores": scores},
            "plain": {"scores": [{"a": 1.0, "b": -2.0, "c": 0.5 + 1e-6}]},
            "memory": {"megabytes": 900.0 if self.name == PEER else 800.0},
            "counted": {"executed": 0.18 * size, "useful": 0.3 * size, "unknown": [], "by_name": {}},
            "profiled": {"seconds": 1.0, "in_torch": 0.75, "by_name": {"aten::linear": 0.6, "aten::add": 0.001}},
            "facts": {"notes": ["a note"]},
        }
        return answers[what]


def run(monkeypatch: pytest.MonkeyPatch, name: str = "lime-long", **plan: Any) -> dict[str, Any]:
    FakeWorker.asked = []
    monkeypatch.setattr(measure, "Worker", FakeWorker)
    monkeypatch.setattr(measure, "limit", lambda precision: LIMIT[precision])
    return measured(CASES[name], "m", "a text", Plan(**{"rounds": 3, "size": 1000, **plan}), lambda line: None)


def record(found: dict[str, Any], name: str = "lime-long") -> dict[str, Any]:
    facts = {"case": name, "model": "m", "parameters": 43_000_000, "size": 1000, "rounds": 3, "quick": False}
    facts |= {"input": {"texts": 1, "words": 248, "pieces": 287}, "command": "python -m benchmarks.speed"}
    facts |= {
        "processor": "A maker, AVX2",
        "folder": "a-maker-avx2",
        "machine": "a machine",
        "threads": 2,
        "date": "2026-01-31",
        "versions": {"torch": "2.13"},
    }
    return rounded(facts | found)  # type: ignore[no-any-return]


def test_the_ratio_is_the_median_of_the_rounds_own() -> None:
    found = ratios([10.0, 30.0, 10.0], [1.0, 2.0, 5.0])
    assert (found.median, found.low, found.high) == (10.0, 2.0, 15.0)
    assert Spread.of([3.0]).plain() == {"median": 3.0, "low": 3.0, "high": 3.0}
    assert scaled(2.0, 250, 1000) == 8.0


def test_differences_are_by_unit_and_of_the_same_units() -> None:
    assert difference([{"a": 1.0, "b": 2.0}], [{"b": 2.5, "a": 1.0}]) == 0.5
    with pytest.raises(ValueError, match="other units"):
        difference([{"a": 1.0}], [{"b": 1.0}])


def test_correlation_is_of_shared_units_and_a_mean_over_texts() -> None:
    rising, falling = {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 3.0, "b": 2.0, "c": 1.0, "d": 9.0}
    assert correlation([rising], [rising]) == pytest.approx(1.0)
    assert correlation([rising, rising], [rising, falling]) == pytest.approx(0.0)
    assert correlation([{"a": 1.0, "b": 1.0}], [{"a": 1.0, "b": 2.0}]) is None


def test_the_error_of_two_seeds_by_hand() -> None:
    assert relative_error({"a": 3.0, "b": 4.0}, {"b": 4.0, "a": 0.0}) == pytest.approx(3.0 / 4.5)
    assert math.isnan(relative_error({"a": 0.0}, {"a": 0.0}))


def test_a_share_of_all_scores_by_hand() -> None:
    assert share_of_all({"a": 1.0, "b": -1.0}, {"a": 2.0, "b": -2.0}) == 0.5
    assert math.isnan(share_of_all({"a": 0.0}, {"a": 0.0}))
    with pytest.raises(ValueError, match="other units"):
        share_of_all({"a": 1.0}, {"b": 1.0})


def test_numbers_are_rounded_to_digits_that_count() -> None:
    assert rounded({"a": [1234567.8, math.nan, 3], "b": "x"}, 3) == {"a": [1230000.0, None, 3], "b": "x"}


def test_words_are_split_as_lime_splits_them() -> None:
    text = "It's dull, dull (really)."
    from lime.lime_text import IndexedString

    indexed = IndexedString(text, bow=True)
    ours = list(dict.fromkeys(text[start:end] for start, end in words_of(text)))
    assert ours == [str(indexed.word(place)) for place in range(indexed.num_words())]


def test_a_case_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(monkeypatch)
    assert found["ratio"]["float32"] == {"median": 6.0, "low": 6.0, "high": 6.0}
    assert found["ratio"]["bfloat16"]["median"] == pytest.approx(12.0)
    assert found["seconds"]["float32"]["median"] == pytest.approx(2.2)
    assert found["operations"]["float32"]["share"] == pytest.approx(180 / 2.2 / 100)
    assert found["operations"]["bfloat16"]["share"] == pytest.approx(180 / 1.1 / 400)
    assert found["operations"][PEER]["executed"] == pytest.approx(180)  # counted on fewer samples
    assert found["equality"]["from_plain_path"] == pytest.approx(1e-6)
    assert found["equality"]["bfloat16_from_float32"] == 0.25
    assert found["profile"] == {}
    assert {name for name, what, _ in FakeWorker.asked if what == "timed"} == {"float32", "bfloat16", PEER}


def test_memory_is_read_before_anything_that_only_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch)
    order = [what for name, what, _ in FakeWorker.asked if name == "float32"]
    assert order.index("memory") < min(order.index("plain"), order.index("counted"))


def test_sides_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, rounds=2)
    timed = [name for name, what, size in FakeWorker.asked if what == "timed" and size == 1000]
    assert timed == ["float32", PEER, "bfloat16", "bfloat16", PEER, "float32"]


def test_a_peer_with_fewer_samples_is_scaled_and_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(monkeypatch, share=0.25)
    assert found["peer_size"] == 250
    assert found["ratio"]["float32"]["median"] == pytest.approx(6.0)
    said = page.page([record(found)])
    assert "The peer was given fewer samples and its seconds scaled in proportion: LIME, long 250 of 1,000." in said
    assert "13.2 (12–14.4)\\*" in said


def test_where_too_little_was_reached_the_profile_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECONDS, "bfloat16", 1.9)
    found = run(monkeypatch)
    assert list(found["profile"]) == ["bfloat16"]
    said = page.page([record(found)])
    assert "| `aten::linear` | 60% |\n| outside torch | 25% |" in said
    assert "aten::add`" not in said


def test_many_texts_are_compared_with_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(monkeypatch, "many")
    assert found["equality"]["from_one_by_one"] == 0.25
    assert not any(what == "plain" for _, what, _ in FakeWorker.asked)


def test_what_was_asked_stands_beside_what_was_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {one.what: one for one in asked_of([record(run(monkeypatch))])}
    exact = found["LIME, long, float32: times as fast as lime"]
    assert (exact.asked, exact.reached, exact.met) == ("5.5 ×", "6.00 ×", True)
    assert exact.possible == "7.33 ×"  # 6.00 at 82 % of the limit
    assert not found["LIME, long, float32: executed operations a second, as a share of the machine's limit"].met
    assert found["LIME, long: peak memory"].asked == "at most 900 MB"


def test_the_page_is_written_with_its_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store, "this_kind", lambda: Kind("Intel", "AMX"))
    store.write(store.place(tmp_path / "performance", "models/m", "lime-long"), record(run(monkeypatch)))
    page.write_page(tmp_path)
    said = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "| LIME, long, float32: times as fast as lime | 5.5 × | 6.00 × | yes | 7.33 × |" in said
    assert "](performance/intel-amx/ratios.svg)" in said
    tables = [block for block in said.split("\n\n") if block.lstrip().startswith("|")]
    assert len(tables) >= 6
    for block in tables:
        assert len({line.count("|") for line in block.strip().splitlines()}) == 1
    ElementTree.parse(tmp_path / "performance" / "intel-amx" / "ratios.svg")


def test_kinds_of_processors_stand_beside_each_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for kind, slower in ((Kind("Intel", "AMX"), 1.0), (Kind("AMD", "AVX2"), 2.0)):
        monkeypatch.setattr(store, "this_kind", lambda kind=kind: kind)
        monkeypatch.setitem(SECONDS, PEER, 12.0 * slower)
        store.write(store.place(tmp_path / "performance", "m", "lime-long"), record(run(monkeypatch)))
    page.write_page(tmp_path)
    said = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "| LIME, long, `m` | float32 | 12.00 × (12.00–12.00) | 14.67 × | 6.00 × (6.00–6.00) | 7.33 × |" in said
    assert "AMD, AVX2: times as fast | AMD, AVX2, at its limit | Intel, AMX: times as fast" in said
    assert said.index("## AMD, AVX2") < said.index("## Intel, AMX")


@pytest.mark.parametrize(
    ("vendor", "flags", "title", "folder"),
    [
        ("GenuineIntel", "fpu avx2 avx512f amx_tile", "Intel, AMX", "intel-amx"),
        ("AuthenticAMD", "fpu avx2 avx512f", "AMD, AVX-512", "amd-avx-512"),
        ("AuthenticAMD", "fpu avx2", "AMD, AVX2", "amd-avx2"),
        ("GenuineIntel", "fpu", "Intel", "intel"),
    ],
)
def test_the_kind_of_a_processor(vendor: str, flags: str, title: str, folder: str) -> None:
    found = kind_of([f"vendor_id\t: {vendor}\n", "model name : x\n", f"flags\t\t: {flags}\n", "\n"], "x86_64")
    assert (found.title, found.folder) == (title, folder)


def test_where_nothing_tells_the_kind_the_architecture_does() -> None:
    assert kind_of([], "aarch64").folder == "aarch64"


def test_nothing_is_written_where_nothing_was_measured(tmp_path: Path) -> None:
    page.write_page(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_bars_are_as_long_as_the_ratios(monkeypatch: pytest.MonkeyPatch) -> None:
    svg = ratios_picture("<m>&", [(CASES["lime-long"], record(run(monkeypatch)))])
    bars = [e for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect") if e.get("rx")]
    exact, rounded_off = (float(bar.get("width") or 0) for bar in bars)
    assert rounded_off == pytest.approx(2 * exact, rel=1e-3)
    assert "prefers-color-scheme: dark" in svg
