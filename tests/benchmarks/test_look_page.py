"""What the page of a look takes, as it is written: asked beside found, and in the place of what stood there."""

from benchmarks.look_page import BEGIN, Measured, section
from benchmarks.sections import with_section

FOUND = Measured(54_000_000, 1012.0, (33.0,) * 9 + (50.0,), 812, "The top 5,000 of 262,144 cells are drawn")


def test_what_is_asked_stands_beside_what_was_found() -> None:
    said = " ".join(section(FOUND).split())
    assert "(54 MB) shows after 1.01 s (asked: under 1.5)" in said
    assert "a frame takes 33 ms, nine of ten at most 50 ms (asked: 30 frames a second, 33 ms)" in said
    assert "812 elements (asked: at most 3,000)" in said


def test_it_takes_the_place_of_what_stood_there() -> None:
    page = with_section("before\n", section(FOUND)) + "after\n"
    again = with_section(page, section(FOUND))
    assert again == page
    assert again.count(BEGIN) == 1
