"""Choosing between two models: sides balanced and hidden, answers logged and read back, the verdict counted by hand."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.trust.acting.choosing import Choice, ChoiceItem, sides

NAMES = ("alpha", "beta")


def items(count: int) -> list[ChoiceItem[str]]:
    return [ChoiceItem(f"text {place}", "A", "B") for place in range(count)]


def session(count: int = 4, seed: int = 0, log: Path | None = None, names: tuple[str, str] = NAMES) -> Choice[str]:
    return Choice(items(count), names, seed, prints=({"weights": "a1"}, {"weights": "b2"}), log=log)


def play(choice: Choice[str], prefers: str) -> None:
    while (question := choice.question) is not None:
        choice.answer("left" if question.left == prefers else "right")


@given(count=st.integers(1, 30), seed=st.integers(0, 1000))
def test_each_model_is_as_often_left_as_right(count: int, seed: int) -> None:
    left = sum(sides(count, stream(seed, "x")))
    assert left in {count // 2, (count + 1) // 2}


def test_the_odd_side_and_the_order_are_drawn_from_the_seed() -> None:
    assert {sum(sides(3, stream(seed, "x"))) for seed in range(20)} == {1, 2}
    orders = {tuple(_asked(session(4, seed))) for seed in range(20)}
    assert len(orders) > 5
    assert _asked(session(4, 3)) == _asked(session(4, 3))


def _asked(choice: Choice[str]) -> list[tuple[str, str]]:
    found = []
    while (question := choice.question) is not None:
        found.append((question.item, question.left))
        choice.answer("same")
    return found


@pytest.mark.parametrize(("prefers", "name", "votes"), [("A", "alpha", (4, 0)), ("B", "beta", (0, 4))])
def test_the_verdict_undoes_the_sides(prefers: str, name: str, votes: tuple[int, int]) -> None:
    choice = session()
    play(choice, prefers)
    found = choice.verdict()
    assert (found.model, found.votes, found.same) == (name, votes, 0)
    assert found.sentence() == f"You chose {name}: 4 of 4 answers, 0 for the other."


def test_a_tie_chooses_none() -> None:
    choice = session(3)
    for prefers in ("A", "B"):
        question = choice.question
        assert question is not None
        choice.answer("left" if question.left == prefers else "right")
    choice.answer("same")
    found = choice.verdict()
    assert (found.model, found.votes, found.same) == (None, (1, 1), 1)
    assert "No choice" in found.sentence()


def test_nothing_tells_the_sides_before_the_end() -> None:
    choice = session()
    question = choice.question
    assert question is not None
    for name in (*NAMES, "a1", "b2"):
        assert name not in repr(question)
    with pytest.raises(InputError, match="after the last answer; 4 of 4 are still open"):
        choice.verdict()


def test_the_log_says_all_and_is_read_back(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    choice = session(log=log)
    first = choice.question
    assert first is not None
    choice.answer("left")
    choice.answer("same")
    header, *lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert header["plan"]["seed"] == 0
    assert set(lines[0]) == {"item", "text", "sides", "when", "answer"}
    assert (lines[0]["item"], lines[0]["text"]) == (1, first.item)
    assert lines[0]["sides"] == (
        {"left": "alpha", "right": "beta"} if first.left == "A" else {"left": "beta", "right": "alpha"}
    )
    assert header["plan"]["models"] == [
        {"name": "alpha", "fingerprint": {"weights": "a1"}},
        {"name": "beta", "fingerprint": {"weights": "b2"}},
    ]
    again = session(log=log)
    question = again.question
    assert question is not None
    assert question.number == 3
    play(again, "A")
    assert len(log.read_text().splitlines()) == 5
    assert sum(again.verdict().votes) == 3


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    session(log=log).answer("left")
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"item": 2, "ans')
    again = session(log=log)
    assert again.question is not None
    assert again.question.number == 2
    assert log.read_bytes() == whole


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": 1}, "seed 0, not 1"),
        ({"names": ("alpha", "gamma")}, "models"),
        ({"count": 5}, "texts"),
    ],
)
def test_a_log_of_another_session_is_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    log = tmp_path / "log.jsonl"
    session(log=log).answer("right")
    with pytest.raises(InputError, match=message):
        session(log=log, **change)  # type: ignore[arg-type]


def test_slips_are_told(tmp_path: Path) -> None:
    choice = session(1)
    with pytest.raises(InputError, match="unknown answer 'first'"):
        choice.answer("first")
    choice.answer("same")
    with pytest.raises(InputError, match="every question has its answer"):
        choice.answer("same")
    with pytest.raises(InputError, match="give at least one text"):
        Choice([], NAMES)
    with pytest.raises(InputError, match="the same id"):
        Choice([*items(1), *items(1)], NAMES)
    with pytest.raises(InputError, match="both models are called 'alpha'"):
        session(names=("alpha", "alpha"))
    log = tmp_path / "log.jsonl"
    log.write_text("{}\n")
    with pytest.raises(InputError, match="does not begin as a file of Exegesis"):
        session(log=log)
