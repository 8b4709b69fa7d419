import random
import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.randomness import stream


def drawn(seed: int, item: str) -> list[float]:
    return stream(seed, item).random(4).tolist()


def test_the_numbers_stay_the_same_from_release_to_release() -> None:
    assert np.round(drawn(0, "a text"), 12).tolist() == [0.718839292545, 0.580025018899, 0.900906871736, 0.002597175964]


@given(st.integers(), st.text(), st.integers(), st.text())
def test_streams_agree_for_equal_seeds_and_items_only(seed: int, item: str, other_seed: int, other_item: str) -> None:
    same = (seed, item) == (other_seed, other_item)
    assert (drawn(seed, item) == drawn(other_seed, other_item)) == same


def test_seed_and_item_do_not_run_together() -> None:
    assert drawn(1, "2 text") != drawn(12, " text")
    assert drawn(1, "1\x00a") != drawn(11, "a")


def test_global_generators_neither_matter_nor_are_touched() -> None:
    np.random.seed(1)
    random.seed(1)
    expected = np.random.random(), random.random()
    first = drawn(0, "a")
    np.random.seed(1)
    random.seed(1)
    assert drawn(0, "a") == first
    assert (np.random.random(), random.random()) == expected


def test_another_process_draws_the_same() -> None:
    code = "from exegesis.core.randomness import stream; print(stream(3, 'été').random(4).tolist())"
    other = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str(drawn(3, "été"))
