"""Cold starts: what is measured of a process, and the section of the page."""

import sys
from pathlib import Path

import pytest
from benchmarks.cold_starts import BEGIN, END, Start, Took, section, started, starts
from benchmarks.sections import section_of, with_section
from benchmarks.speed import page, store

from exegesis.adapters.bare.ordinary import OrdinaryWay
from exegesis.adapters.bare.reading import read

CASES = [(Start("`exegesis`", ("exegesis",), 3.5), [Took(1.0, 2.0, 0.1, 0.2), Took(3.0, 4.0), Took(1.5, 2.5)])]


def test_a_process_is_measured_with_its_first_words() -> None:
    took = started([sys.executable, "-S", "-c", "import sys; sys.stderr.write('words'); sum(range(10**6))"])
    assert took.processor > 0
    assert took.first_clock is not None
    assert 0 < took.first_clock < took.clock
    silent = started([sys.executable, "-S", "-c", ""])
    assert (silent.first_processor, silent.first_clock) == (None, None)


def test_a_process_that_fails_is_told() -> None:
    with pytest.raises(SystemExit, match="failed"):
        started([sys.executable, "-S", "-c", "raise SystemExit(3)"])


def test_one_case_goes_the_ordinary_way(tmp_path: Path) -> None:
    (ordinary,) = (one for one in starts(tmp_path) if "with transformers" in one.name)
    with pytest.raises(OrdinaryWay, match="read_by"):
        read(ordinary.words[-1], None)


def test_the_section_gives_medians_and_takes_the_place_of_the_one_before() -> None:
    made = section(CASES, 1.25)
    assert "; 1.2 other processes at work, on average." in made
    assert "| `exegesis` | 1.50 (1.00–3.00) | at most 3.5 | 2.50 (2.00–4.00) | 0.10 (0.10–0.10) |" in made
    first = with_section("# Speed\n\ntext\n", made)
    assert first.startswith("# Speed\n\ntext\n\n<!--")
    assert section_of(first, BEGIN, END) == made
    other = made.replace("1.50 (1.00", "7.50 (1.00")
    assert with_section(first, other) == first.replace(made, other)
    assert section_of("# Speed", BEGIN, END) == ""


def test_the_page_of_speed_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = section(CASES, 1.25)
    (tmp_path / "performance.md").write_text(with_section("# Old\n", made), encoding="utf-8")
    monkeypatch.setattr(store, "contests", lambda _root: [{}])
    monkeypatch.setattr(page, "page", lambda *_: "# Speed\n")
    page.write_page(tmp_path)
    assert (tmp_path / "performance.md").read_text(encoding="utf-8") == f"# Speed\n\n{made}"
