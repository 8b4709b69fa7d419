"""Threads: a pass gets as many as were fastest of late, wherever it runs, and nothing else of the process changes."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters import threads as module
from exegesis.adapters.threads import Threads, fix, threads
from exegesis.core.errors import InputError, LoadError
from tests.tiny import bert, bert_classifier, wordpiece

USUAL = 4


@pytest.fixture(autouse=True)
def usual_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(USUAL)
    yield
    torch.set_num_threads(before)
    fix(None)


class Machine:
    """A clock, and what a pass takes: `work` seconds a token shared out, `waiting` for each thread beyond the first."""

    def __init__(self, work: float, waiting: float, cores: int) -> None:
        self.now, self.work, self.waiting, self.cores = 0.0, work, waiting, cores

    def perf_counter(self) -> float:
        return self.now

    def seconds(self, count: int, tokens: int) -> float:
        at_once = min(count, self.cores)
        late = count / at_once  # threads beyond the cores take turns, and every product waits for the last of them
        return 0.001 + self.work * tokens / at_once + self.waiting * (count - 1) * late

    def passed(self, chooser: Threads, tokens: int) -> int:
        """One pass; with how many threads."""
        with chooser.of("forward", tokens):
            count = torch.get_num_threads()
            self.now += self.seconds(count, tokens)
        return count


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Machine]:
    def made(work: float = 3e-5, waiting: float = 0.001, cores: int = USUAL) -> Machine:
        built = Machine(work, waiting, cores)
        monkeypatch.setattr(module, "time", built)
        monkeypatch.setattr(module, "_cores", lambda: USUAL)
        return built

    return made


# -- the choice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tokens", [8, 64, 512, 2048, 16384])
@pytest.mark.parametrize("waiting", [0.0, 0.001, 0.01])
@pytest.mark.parametrize("cores", [1, 2, 4])
@pytest.mark.slow
def test_a_stream_of_passes_is_nearly_as_fast_as_with_the_best_fixed_number(
    machine: Callable[..., Machine], tokens: int, waiting: float, cores: int
) -> None:
    here, chooser = machine(waiting=waiting, cores=cores), Threads(operations=2e7)
    best, passes = min(here.seconds(count, tokens) for count in (1, 2, 4)), 0
    while here.now < max(5, 100 * best):
        here.passed(chooser, tokens)
        passes += 1
    assert here.now <= 1.25 * passes * best  # as it learns
    started = here.now
    for _ in range(passes):
        here.passed(chooser, tokens)
    assert here.now - started <= 1.08 * passes * best


def test_when_other_work_takes_the_cores_or_leaves_them_the_number_follows(machine: Callable[..., Machine]) -> None:
    here, chooser = machine(), Threads(operations=2e7)
    for cores in (4, 1, 4):
        here.cores = cores
        for _ in range(200):
            here.passed(chooser, 2048)
        started = here.now
        for _ in range(200):
            here.passed(chooser, 2048)
        best = min(here.seconds(count, 2048) for count in (1, 2, 4))
        assert here.now - started <= 1.05 * 200 * best


def test_what_was_lost_at_one_size_is_soon_tried_at_another(machine: Callable[..., Machine]) -> None:
    here, chooser = machine(waiting=0.0), Threads(operations=2e7)
    for number in range(300):  # as many threads as cores win little, and now and then they lose much
        here.cores, here.waiting = 1, 1.0 if number % 3 == 0 else 0.0
        here.passed(chooser, 512)
    here.cores, here.waiting = USUAL, 0.0
    for tokens in (1024, 2048, 4096, 8192):
        assert [here.passed(chooser, tokens) for _ in range(20)].count(USUAL) >= 10, tokens


def test_what_loses_most_is_tried_least(machine: Callable[..., Machine]) -> None:
    here, chooser = machine(waiting=0.5), Threads(operations=2e7)
    counts = [here.passed(chooser, 64) for _ in range(2000)]
    assert counts.count(1) >= 1995


def test_one_slow_pass_changes_nothing(machine: Callable[..., Machine]) -> None:
    here, chooser = machine(), Threads(operations=2e7)
    for _ in range(100):
        here.passed(chooser, 2048)
    here.work *= 50
    here.passed(chooser, 2048)
    here.work /= 50
    assert [here.passed(chooser, 2048) for _ in range(5)].count(4) >= 4


def test_small_passes_begin_with_one_thread_and_large_ones_with_all(machine: Callable[..., Machine]) -> None:
    here = machine()
    assert here.passed(Threads(operations=2e8), 8) == 1
    assert here.passed(Threads(operations=2e8), 16384) == USUAL


def test_torch_with_one_thread_is_left_alone(machine: Callable[..., Machine]) -> None:
    torch.set_num_threads(1)
    here, chooser = machine(), Threads(operations=2e9)
    assert {here.passed(chooser, 2048) for _ in range(50)} == {1}


def test_on_another_device_nothing_is_tried_and_a_number_of_the_callers_own_holds() -> None:
    chooser = Threads(operations=2e7)
    for tokens in (8, 16384):
        with chooser.of("forward", tokens, "cuda"):
            assert torch.get_num_threads() == USUAL
    with Threads(2).of("forward", 8, "cuda"):
        assert torch.get_num_threads() == 2


def test_blocks_inside_one_another_choose_once() -> None:
    with Threads(2).of("forward", 8):
        with Threads(3).of("gradients", 8):
            assert torch.get_num_threads() == 2
        assert torch.get_num_threads() == 2
    with Threads(3).of("forward", 8):
        assert torch.get_num_threads() == 3


# -- scoped -----------------------------------------------------------------------------------------------------------


def test_only_the_calling_thread_has_another_number() -> None:
    seen: list[int] = []
    with threads(1):
        other = Thread(target=lambda: seen.append(torch.get_num_threads()))
        other.start()
        other.join()
        assert torch.get_num_threads() == 1
    assert (seen, torch.get_num_threads()) == ([USUAL], USUAL)


def test_the_number_is_put_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), threads(2):
        _ = 1 / 0
    assert torch.get_num_threads() == USUAL


def test_a_torch_with_other_threads_is_switched_and_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPools:
        def limit(self, **_: Any) -> Any:
            return threads(USUAL)  # changes nothing

    monkeypatch.setattr(module, "_pools", NoPools)
    with threads(2):
        assert torch.get_num_threads() == 2
    assert torch.get_num_threads() == USUAL


# -- what a caller says -----------------------------------------------------------------------------------------------


def counts_of(model: Any) -> list[int]:
    """The numbers of threads of the passes from now on."""
    seen: list[int] = []
    numbers = model.packed.numbers

    def watched(*given: Any) -> Any:
        seen.append(torch.get_num_threads())
        return numbers(*given)

    model.packed.numbers = watched
    return seen


def test_a_number_of_the_callers_own_holds_for_every_pass() -> None:
    model = exegesis.load((bert_classifier(), wordpiece()), threads=3)
    seen = counts_of(model)
    exegesis.predict(model, "a warm film")
    exegesis.explain(model, "a warm film", "occlusion", threads=2)
    assert set(seen) == {2, 3}
    assert torch.get_num_threads() == USUAL


def test_a_copy_keeps_the_number() -> None:
    assert bert().with_threads(3).copied("another").threads.count == 3
    assert bert().copied("another").threads.count is None


def test_it_belongs_to_the_work_and_not_to_what_was_asked() -> None:
    found = exegesis.explain(bert(), "a warm film", "occlusion", threads=2)
    assert "threads" not in found.to_json()


def test_a_number_for_the_process_holds_where_a_model_has_none_of_its_own() -> None:
    fix(2)
    model = bert()
    seen = counts_of(model)
    exegesis.explain(model, "a warm film", "occlusion")
    exegesis.explain(model.with_threads(1), "a warm film", "occlusion")
    assert set(seen) == {1, 2}


def probabilities(texts: list[str]) -> list[list[float]]:
    return [[0.5, 0.5] for _ in texts]


def test_a_black_box_refuses_what_has_no_effect_on_it() -> None:
    with pytest.raises(LoadError, match="threads=2 has no effect on probabilities"):
        exegesis.load(probabilities, threads=2)
    with pytest.raises(LoadError, match="threads=2 has no effect"):
        exegesis.explain(probabilities, "a warm film", "occlusion", threads=2)
    fix(2)
    with pytest.raises(LoadError, match="threads=2 has no effect"):
        exegesis.load(probabilities)


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "two", True])
def test_what_is_no_count_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="threads must be a whole number of at least 1"):
        exegesis.load((bert_classifier(), wordpiece()), threads=wrong)
    with pytest.raises(InputError, match="threads must be a whole number of at least 1"):
        fix(wrong)


def test_answers_agree_whatever_the_number() -> None:
    model = bert()
    one, four = (
        exegesis.explain(model, "a warm and funny film", "partition_shap", threads=count) for count in (1, USUAL)
    )
    np.testing.assert_allclose(one.scores, four.scores, atol=1e-6)
