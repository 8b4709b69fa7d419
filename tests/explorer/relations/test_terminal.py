"""Relations shown: the table, and what a reader must know of it."""

import io
from dataclasses import replace

from rich.console import Console

from exegesis.explorer.relations.terminal import show
from tests.explorer.relations.planted import relations


def test_what_is_shown() -> None:
    written = io.StringIO()
    show(relations(), Console(file=written, width=100))
    lines = written.getvalue().splitlines()
    assert lines[0] == "toy: 2 layers x 2 heads over 60 sentences, 450 words of a.conllu"
    assert lines[2].split("  ")[0] == "nsubj"
    assert "75.0 [50.0, 87.5]" in lines[2]
    assert "25.0 (+1)" in lines[2]
    assert "50.0 (nearest name)" in lines[3]
    assert "1 of 1 heads follow a relation better than a fixed distance" in lines
    assert any("1 relation with fewer than 30 cases: obj to dependent (3)" in line for line in lines)
    assert any("2 words left out" in line for line in lines)


def test_relations_that_no_head_follows_are_counted_alone() -> None:
    found, written = relations(), io.StringIO()
    weak = replace(found.relations[0], relation="obl", margin=replace(found.relations[0].margin, low=0.0))
    show(replace(found, relations=(*found.relations, weak)), Console(file=written, width=100))
    assert "obl" not in written.getvalue()
    assert "1 more that no head follows better than a fixed distance" in written.getvalue()
