"""Time to an equal answer: which setting is good enough, what it costs beside the peer's, turns, and the table."""

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from benchmarks.speed import page, peers, store
from benchmarks.speed.equal import seconds
from benchmarks.speed.equal.frame import EQUAL, Contest, Cost, TextResult, Way, cheapest, result, rows
from benchmarks.speed.equal.kernel import replaced
from benchmarks.speed.equal.tables import equal_asked
from benchmarks.speed.figures import Scores
from benchmarks.speed.kinds import Kind
from benchmarks.speed.texts import words_of
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny import bert_classifier, wordpiece

RIGHT = {"a": 3.0, "b": -1.0}


class FakeSubject:
    """A text whose answers are off by a known share."""

    kind, number, text, pieces = "sentence", 0, "a short text", 5


def off_by(scale: float) -> Any:
    """The right scores times 1 + scale / setting: the error as a share of all is scale / setting."""

    def ask(subject: Any, setting: float, seed: int) -> Scores:
        return {key: value * (1 + scale / setting) for key, value in RIGHT.items()}

    return ask


def way(name: str, scale: float, settings: tuple[float, ...], share: float = 1.0) -> Way:
    return Way(name, f"{name} said", settings, off_by(scale), off_by(scale), 1, share)


def contest(**more: Any) -> Contest:
    ours = (way("fast", 2.0, (10.0, 20.0, 40.0)), way("slow", 900.0, (10.0, 20.0)))
    asked = {"peer": way("shap", 10.0, (50.0, 100.0)), "ours": ours, "kinds": ("sentence",), **more}
    return Contest("partition", "A method", "said", reference=lambda subject, side: RIGHT, **asked)


def counted(side: Way, subject: Any, setting: float) -> Cost:
    tokens = 30.0 if side.name == "shap" else 10.0
    return Cost(setting, tokens * setting, 1000 * setting)


def found(asked: Contest) -> list[TextResult]:
    return [result(asked, FakeSubject(), counted)]  # type: ignore[arg-type]


def test_the_cheapest_that_stays_good_is_taken() -> None:
    assert cheapest([1, 2, 3], [0.5, 0.2, 0.1], 0.2) == 1
    assert cheapest([1, 2, 3], [0.1, 0.3, 0.1], 0.2) == 2  # luck at the first
    assert cheapest([1, 2, 3], [0.1, 0.1, 0.3], 0.2) is None
    assert cheapest([1], [math.nan], 0.2) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.floats(0, 1))
def test_from_the_chosen_setting_on_none_is_worse(errors: list[float], wanted: float) -> None:
    place = cheapest(range(len(errors)), errors, wanted)
    if place is None:
        assert errors[-1] > wanted
    else:
        assert max(errors[place:]) <= wanted
        assert place == 0 or errors[place - 1] > wanted


def test_an_equal_answer_by_hand() -> None:
    asked = contest()
    (one,) = found(asked)
    assert one.by_aim[EQUAL]["shap"].setting == 100  # type: ignore[union-attr]
    assert one.by_aim[EQUAL]["fast"].setting == 20  # type: ignore[union-attr]  # 2 / 20 = the peer's 10 / 100
    assert one.by_aim[EQUAL]["slow"] is None
    fast, slow = rows(asked, [one])
    assert fast["ratio"]["passes"]["median"] == pytest.approx(5)
    assert fast["ratio"]["tokens"]["median"] == pytest.approx(15)
    assert (slow["reached"], "ratio" in slow) == (0, False)


def test_to_an_error_of_ones_own_the_peer_gets_its_cheapest_too() -> None:
    (one,) = found(contest(enough=(0.2,)))
    assert one.by_aim["0.2"]["shap"].setting == 50  # type: ignore[union-attr]
    assert one.by_aim["0.2"]["fast"].setting == 10  # type: ignore[union-attr]


def off_the_sum(subject: Any, scores: Scores) -> float:
    """From the change of 2 to which they should sum, as a share of it."""
    return abs(sum(scores.values()) - 2.0) / 2.0


def test_of_methods_that_promise_a_sum_it_is_told_how_far_both_sides_are_from_it() -> None:
    (one,) = found(contest(delta=off_the_sum))
    assert one.by_aim[EQUAL]["shap"].delta == pytest.approx(0.1)  # type: ignore[union-attr]
    (fast, _) = rows(contest(), [one])
    assert (fast["peer_delta"]["median"], fast["ours_delta"]["median"]) == pytest.approx((0.1, 0.1))
    (old,) = found(contest())
    assert "peer_delta" not in rows(contest(), [old])[0]
    assert TextResult.of(one.plain()) == one


def test_the_change_that_gradients_sum_to_is_that_of_a_model_worked_out_by_hand() -> None:
    model, tokenizer = bert_classifier().eval(), wordpiece()
    words = tokenizer("a warm film", return_tensors="pt")["input_ids"]
    absent = words.clone()
    absent[0, 1:-1] = tokenizer.pad_token_id
    with torch.no_grad():
        here, gone = (
            model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits.softmax(-1)[0] for ids in (words, absent)
        )
    label = int(here.argmax())
    assert peers.change(model, tokenizer, "a warm film") == pytest.approx(float(here[label] - gone[label]), abs=1e-6)


def test_without_a_reference_seeds_are_held_against_one_another() -> None:
    def ask(subject: Any, setting: float, seed: int) -> Scores:
        return {"a": 1.0, "b": seed / setting}

    side = Way("lime", "", (4.0,), ask, ask, 2)
    asked = Contest("lime", "LIME", "", side, ())
    assert asked.error(FakeSubject(), side, 4.0) == pytest.approx(0.25 / ((1 + math.hypot(1, 0.25)) / 2))  # type: ignore[arg-type]


def test_results_come_back_from_json() -> None:
    (one,) = found(contest())
    assert TextResult.of(one.plain()) == one


class Ticks:
    """A clock that a call moves on: by 3 a unit of the peer's setting, by 1 of ours."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_sides_take_turns_and_are_scaled_to_the_whole() -> None:
    clock, order = Ticks(), []

    def ask(name: str, pace: float) -> Any:
        def run(subject: Any, setting: float, seed: int) -> Scores:
            order.append((name, setting))
            clock.now += pace * setting
            return RIGHT

        return run

    peer = Way("shap", "", (100.0,), ask("peer", 3), ask("peer", 3), 1, 0.1)
    fast = Way("fast", "", (20.0,), ask("ours", 1), ask("ours", 1))
    asked = contest(peer=peer, ours=(fast,))
    cost = {"passes": 1.0, "tokens": 1.0, "multiplications": 1.0}
    reached = {
        name: {"setting": setting, "error": 0.1, "cost": cost} for name, setting in (("shap", 100), ("fast", 20))
    }
    one = TextResult.of({"kind": "sentence", "number": 0, "words": 3, "pieces": 5, "by_aim": {EQUAL: reached}})
    subjects: Any = {("sentence", 0): FakeSubject()}
    (row,) = seconds.timed(asked, [one], subjects, 2, clock)
    assert order == [("peer", 10.0), ("ours", 20.0), ("ours", 20.0), ("peer", 10.0)]
    assert (row["peer"]["median"], row["ours"]["median"], row["ratio"]["median"]) == (300, 20, 15)


def test_the_best_way_of_lime_is_held_against_what_was_asked() -> None:
    rows = [{"kind": "review", "ratio": {"median": value}} for value in (12.0, 21.0)]
    record = {"contest": "lime", "model": "m", "seconds": {"Intel, AMX": {"rows": rows}}}
    (asked,) = equal_asked([record], "Intel, AMX")
    assert (asked.reached, asked.met) == ("21.0 ×", True)
    assert equal_asked([record], "AMD, AVX2") == []
    assert equal_asked([record | {"contest": "kernel"}], "Intel, AMX") == []


def test_the_page_begins_with_the_time_to_an_equal_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked, root = contest(delta=off_the_sum), tmp_path / "performance"
    facts = {"contest": "partition", "model": "m", "command": "a command"}
    known = rows(asked, found(asked))
    spread = {"median": 15.0, "low": 12.0, "high": 16.0}
    took = {
        "aim": EQUAL,
        "kind": "sentence",
        "way": "fast",
        "texts": 1,
        "peer": spread,
        "ours": spread,
        "ratio": spread,
    }
    store.write(store.equal_place(root, "m", "partition"), facts | {"rows": known, "texts": []})
    for kind, texts in ((Kind("Intel", "AMX"), 1), (Kind("AMD", "AVX2"), 3)):
        monkeypatch.setattr(store, "this_kind", lambda kind=kind: kind)
        timed = took | {"texts": texts}
        store.write(store.timed_place(root, "m", "partition"), facts | {"rows": [timed], "limit": 3e11})
    page.write_page(tmp_path)
    said = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "| 1 sentence | fast | 15.0 × (12.0, 16.0) | 15 → 15, of 3 | 15.0 × (12.0, 16.0) | 15 → 15 |" in said
    assert (
        "| Partition SHAP, `m` | 1 sentence | fast | 0.1 | 0.1 | 0.1 | 0.1 | 100 | 20 | 5.00 × (5.00, 5.00) |" in said
    )
    assert "| 0 of 1 sentence | slow | – | – | – | – |  | more than tried | – | – | – |" in said
    assert "- Intel, AMX: `a command`, " in said
    assert said.count("The machine's limit in float32: 300 GFLOP/s.") == 2
    for block in said.split("\n\n"):
        if block.lstrip().startswith("|"):
            assert len({line.count("|") for line in block.strip().splitlines()}) == 1


@given(st.text("ab ,.'", max_size=20), st.randoms())
def test_words_that_are_not_kept_are_replaced_and_all_else_stays(text: str, chance: Any) -> None:
    spans = words_of(text)
    kept = [chance.random() < 0.5 for _ in spans]
    instead = [str(place) for place in range(len(spans))]
    right = text
    for (start, end), here, words in reversed(list(zip(spans, kept, instead, strict=True))):
        right = right if here else right[:start] + words + right[end:]
    assert replaced(text, spans, kept, instead) == right
