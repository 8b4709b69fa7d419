"""Marks as events: what stands follows from them, and undo restores."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.data.marks import WordMarks

WHEN = "2026-01-02T03:04:05+00:00"


def test_who_when_and_why_stand_with_each_mark() -> None:
    marks = WordMarks().mark(["Host", " nntp "], "ann", "headers", WHEN).mark(["edu"], "bob", when="later")
    assert [(m.word, m.who, m.when, m.why) for m in marks.now().values()] == [
        ("host", "ann", WHEN, "headers"),
        ("nntp", "ann", WHEN, "headers"),
        ("edu", "bob", "later", ""),
    ]


def test_a_word_marked_twice_keeps_its_first_mark() -> None:
    marks = WordMarks().mark(["host"], "ann").mark(["HOST", "edu"], "bob")
    assert marks.now()["host"].who == "ann"
    assert marks.events[-1].words == ("edu",)
    with pytest.raises(InputError, match="marked already"):
        marks.mark(["edu"], "bob")


def test_undo_takes_back_one_event_after_another() -> None:
    marks = WordMarks().mark(["a1", "b1"], "x").unmark(["a1"], "x").mark(["c1"], "x")
    assert marks.words == ("b1", "c1")
    marks = marks.undo("x")
    assert marks.words == ("b1",)
    marks = marks.undo("x")
    assert marks.words == ("a1", "b1")
    marks = marks.undo("x")
    assert marks.words == ()
    with pytest.raises(InputError, match="nothing to undo"):
        marks.undo("x")
    assert len(marks.events) == 6  # nothing is erased


def test_a_round_restored_can_be_undone_too() -> None:
    marks = WordMarks().mark(["a1", "b1"], "x", "why").restore(["b1"], 0, "y")
    assert marks.words == ("b1",)
    assert marks.now()["b1"].why == "why"
    assert marks.undo("y").words == ("a1", "b1")


words = st.lists(st.sampled_from(["a1", "b1", "c1", "d1"]), min_size=1, max_size=3)


@given(st.lists(words, max_size=6))
def test_marks_read_back_as_they_were(steps: list[list[str]]) -> None:
    marks = WordMarks()
    for step in steps:
        fresh = [word for word in step if word not in marks.words]
        marks = marks.mark(fresh, "x") if fresh else marks.undo("x")
    assert WordMarks.from_json(marks.to_json()) == marks


def test_slips_are_told() -> None:
    marks = WordMarks().mark(["host"], "x")
    with pytest.raises(InputError, match="'edu' is not marked"):
        marks.unmark(["edu", "host"], "x")
    with pytest.raises(InputError, match="give a list of words"):
        marks.mark("host", "x")
    with pytest.raises(InputError, match="at least one word"):
        marks.mark([], "x")
    with pytest.raises(InputError, match="empty or blank"):
        marks.mark([" "], "x")
    for bad in (
        [{"kind": "mark"}],
        [{**marks.to_dict()["events"][0], "kind": "burn"}],
        [7],
        [{**marks.to_dict()["events"][0], "kind": "undo"}],
    ):
        with pytest.raises(InputError, match="not a history of marks"):
            WordMarks.from_dict({"schema_version": 1, "events": bad})
