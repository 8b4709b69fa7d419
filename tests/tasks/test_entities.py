"""Entities spelled by tags: hand-made cases of every scheme, and BIO against conlleval's rule written down again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.text import words
from exegesis.tasks.entities import entities

TEXT = "a b c d e f"


def spelled(tags: str, text: str = TEXT) -> list[tuple[str, str]]:
    names = tags.split()
    spans = words(text)[: len(names)]
    return [(one.text, one.label) for one in entities(text, spans, names, [0.5] * len(names))]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O O O", []),
        ("B-PER I-PER O B-LOC", [("a b", "PER"), ("d", "LOC")]),
        ("B-PER B-PER I-PER", [("a", "PER"), ("b c", "PER")]),
        ("B-PER I-LOC I-LOC", [("a", "PER"), ("b c", "LOC")]),  # another type begins anew
        ("O I-PER I-PER", [("b c", "PER")]),  # as IOB1 writes, and as models slip
        ("I-PER I-PER B-PER I-PER O I-PER", [("a b", "PER"), ("c d", "PER"), ("f", "PER")]),  # IOB1
        ("S-PER B-LOC I-LOC E-LOC S-LOC S-LOC", [("a", "PER"), ("b c d", "LOC"), ("e", "LOC"), ("f", "LOC")]),
        ("B-PER E-PER I-PER E-PER", [("a b", "PER"), ("c d", "PER")]),
        ("U-PER B-LOC L-LOC U-LOC", [("a", "PER"), ("b c", "LOC"), ("d", "LOC")]),
        ("B-LOC M-LOC E-LOC", [("a b c", "LOC")]),
        ("E-PER I-PER", [("a", "PER"), ("b", "PER")]),
        ("PER PER LOC O LOC", [("a b", "PER"), ("c", "LOC"), ("e", "LOC")]),
        ("B-MY-TYPE I-MY-TYPE O", [("a b", "MY-TYPE")]),
        ("X-PER X-PER", [("a b", "X-PER")]),  # no known mark: a plain type
        ("_ _ B-PER", [("c", "PER")]),
        ("LABEL_0 LABEL_1 LABEL_12", []),  # names that say no type
    ],
)
def test_schemes_by_hand(tags: str, expected: list[tuple[str, str]]) -> None:
    assert spelled(tags) == expected


def test_an_entity_has_the_characters_between_and_the_least_probability() -> None:
    text = "New  York, (and) São Paulo"
    spans = words(text)
    tags = ["B-LOC", "I-LOC", "O", "O", "O", "O", "B-LOC", "I-LOC"]
    chances = [0.9, 0.7, 1.0, 1.0, 1.0, 1.0, 0.6, 0.8]
    one, other = entities(text, spans, tags, chances)
    assert (one.text, one.label, one.probability) == ("New  York", "LOC", 0.7)
    assert (other.text, other.label, other.probability) == ("São Paulo", "LOC", 0.6)
    assert text[other.span.start : other.span.end] == other.text


def conlleval(tags: list[str]) -> list[tuple[int, int, str]]:
    """(first word, last word, type) of BIO tags by conlleval's startOfChunk and endOfChunk."""
    chunks: list[tuple[int, int, str]] = []
    begun = -1
    before_mark, before_kind = "O", ""
    for place, tag in enumerate([*tags, "O"]):
        mark, _, kind = tag.partition("-")
        ends = before_mark != "O" and (mark in "BO" or kind != before_kind)
        starts = mark == "B" or (mark == "I" and (before_mark == "O" or kind != before_kind))
        if ends:
            chunks.append((begun, place - 1, before_kind))
        if starts:
            begun = place
        before_mark, before_kind = mark, kind
    return chunks


@given(st.lists(st.sampled_from(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]), max_size=9))
def test_bio_is_what_conlleval_counts(tags: list[str]) -> None:
    text = " ".join("abcdefghi"[: len(tags)])
    spans = words(text)
    found = [
        (text.index(one.text[0]) // 2, text.index(one.text[-1]) // 2, one.label)
        for one in entities(text, spans, tags, [1.0] * len(tags))
    ]
    assert found == conlleval(tags)
