"""Training texts dropped, relabelled, rewritten; and what is refused."""

from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.corrections import TextEdit, TextEdits
from exegesis.data.labelled import Labelled

DATA = Labelled.of(["a", "b", "c", "d"], ["x", "x", "y", "y"])


def test_each_action() -> None:
    edits = TextEdits((TextEdit(1, "drop"), TextEdit(2, "relabel", label="y"), TextEdit(4, "rewrite", text="e")))
    assert edits.applied(DATA) == Labelled.of(["b", "c", "e"], ["y", "y", "y"])
    assert edits.figures() == {"drop": 1, "relabel": 1, "rewrite": 1}


def test_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "edits.csv"
    path.write_text("row,action,label,text,influence\n3,DROP,y,c,-0.1\n4,,y,d,0\n")
    found = TextEdits.read(path)
    assert found.edits == (TextEdit(3, "drop", "y", "c"), TextEdit(4, "keep", "y", "d"))
    assert found.applied(DATA).texts == ("a", "b", "d")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("0,drop,,", "row must be a number from 1"),
        ("x,drop,,", "line 2: row must be a number"),
        ("1,remove,,", "unknown action 'remove'"),
        ("1,relabel,,", "has no label"),
        ("1,keep,,", "every text is kept"),
    ],
)
def test_slips_in_a_table(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "edits.csv"
    path.write_text(f"row,action,label,text\n{row}\n")
    with pytest.raises(InputError, match=message):
        TextEdits.read(path)


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ((TextEdit(5, "drop"),), "row 5 is edited, and there are 4"),
        ((TextEdit(1, "drop"), TextEdit(2, "keep", label="y")), "row 2 has another label here"),
        ((TextEdit(1, "drop", text="z"),), "row 1 has another text here"),
    ],
)
def test_what_would_have_no_effect_is_refused(edits: tuple[TextEdit, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        TextEdits(edits).applied(DATA)


def test_a_row_is_edited_once() -> None:
    with pytest.raises(InputError, match="row 1 is edited twice"):
        TextEdits((TextEdit(1, "drop"), TextEdit(1, "keep")))
