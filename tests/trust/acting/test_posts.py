"""Headers, quotes and footers, by hand and beside scikit-learn's own cutting."""

import pytest
from sklearn.datasets._twenty_newsgroups import (
    strip_newsgroup_footer,
    strip_newsgroup_header,
    strip_newsgroup_quoting,
)

from exegesis.core.errors import InputError
from exegesis.data.labelled import Labelled, part, read
from exegesis.trust.acting import posts
from tests.datasets import needs_data, rows

POST = "From: ann@x.edu\nSubject: Re: hosts\n\nbob@y.com writes:\n> a claim\nI say no.\n\nAnd why.\n--\nann, x.edu"


def test_each_part_goes() -> None:
    assert posts.without_header(POST).startswith("bob@y.com")
    assert posts.without_quotes("a wrote:\n> b\nc\n| d") == "c"
    assert posts.without_footer("text\nmore\n--\nann") == "text\nmore"
    assert posts.without_footer("one line") == "one line"
    assert posts.said(POST) == "I say no.\n\nAnd why."
    assert posts.said("From: ann\n\n") == ""


@needs_data
def test_it_cuts_as_scikit_learn_does() -> None:
    for row in rows("newsgroups/20news_atheism_christian.jsonl.gz", "test")[:200]:
        text = row["text"]
        theirs = strip_newsgroup_footer(strip_newsgroup_quoting(strip_newsgroup_header(text)))
        assert posts.said(text) == theirs


def test_lines_of_ones_own() -> None:
    assert posts.without_lines("^#")("# a\nb # c\n#d") == "b # c"
    with pytest.raises(InputError, match="not a regular expression"):
        posts.without_lines("(")


def test_texts_are_read_by_part(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "t.csv"
    path.write_text("text,label,split\na text,x,train\nmore,y,test\n")
    parts = read(path, split="split")
    assert parts["train"] == Labelled(("a text",), ("x",))
    assert read(path)[""].names == ("x", "y")
    with pytest.raises(InputError, match=r"unknown part of t\.csv 'dev'"):
        part(parts, "dev", path)
    path.write_text("text,label\na text,x\nmore,\n")
    with pytest.raises(InputError, match="rows without a label"):
        read(path)


def test_a_fingerprint_tells_texts_and_labels_apart() -> None:
    known = Labelled.of(["ab", "c"], [0, 1]).fingerprint()
    assert known == Labelled.of(["ab", "c"], ["0", "1"]).fingerprint()
    others = [(["a", "bc"], [0, 1]), (["ab", "c"], [1, 0]), (["c", "ab"], [0, 1])]
    assert known not in {Labelled.of(*other).fingerprint() for other in others}
    with pytest.raises(InputError, match="1 labels for 2 texts"):
        Labelled.of(["a", "b"], ["x"])
