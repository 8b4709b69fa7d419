"""Memory of a look: what is measured of a small model, and the section of the page."""

import sys

import pytest
from benchmarks.look_memory import BEGIN, END, Used, section, used
from benchmarks.sections import with_section

MOST = Used(438_000_000, 151_000_000, 800_000_000, 1_095_000_000)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells a process's peak in /proc")
def test_a_small_model_is_measured() -> None:
    found = used(layers=1, width=16, heads=2, vocabulary=100)
    assert found.look == 2 * 512 * 512 * 4
    assert 0 < found.before <= found.peak


def test_the_section_tells_the_largest_and_takes_the_place_of_the_one_before() -> None:
    made = section([Used(438_000_000, 1, 2, 3), MOST])
    assert "random weights of 438 MB) keeps 151 MB" in made
    assert "stood at 800 MB before it and at its peak at\n1,095 MB: 2.50 times the weights (asked: under 3)" in made
    first = with_section("# Page\n\ntext\n", made)
    assert first == f"# Page\n\ntext\n\n{made}"
    again = with_section(f"{first}\nmore\n", section([Used(1, 1, 1, 1)]))
    assert again.count(BEGIN) == again.count(END) == 1
    assert "1.00 times the weights" in again
    assert again.endswith("\nmore\n")
