"""Word pieces found in a text by their letters: the right characters, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.surfaces import placed


def found(text: str, *pieces: str, unknown: str | None = "[UNK]") -> list[str] | None:
    spans = placed(text, pieces, unknown)
    return None if spans is None else [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "pieces", "characters"),
    [
        ("un believable", ["un", "be", "##liev", "##able"], ["un", "be", "liev", "able"]),
        ("good film", ["go@@", "od", "film"], ["go", "od", "film"]),
        ("good film", ["go", "od</w>", "film</w>"], ["go", "od", "film"]),
        ("good film", ["▁good", "▁", "film"], ["good", "", "film"]),
        ("Ünï Façade", ["uni", "faca", "##de"], ["Ünï", "Faça", "de"]),
        ("e\u0301t\u00e9", ["et", "##e"], ["e\u0301t", "é"]),
        ("“ok” – x…", ['"', "ok", '"', "-", "x", "..."], ["“", "ok", "”", "–", "x", "…"]),
        ("ﬁne ½", ["fi", "##ne", "1", "⁄", "2"], ["ﬁ", "ne", "½", "½", "½"]),
        ("a [MASK] b", ["a", "[MASK]", "b"], ["a", "[MASK]", "b"]),
        ("a ## b", ["a", "#", "#", "b"], ["a", "#", "#", "b"]),
        ("a\u200bb\n c", ["ab", "c"], ["a\u200bb", "c"]),
        ("ok\ufffdok", ["ok", "##ok"], ["ok", "ok"]),
        ("ok\ufffdok", ["ok", "\ufffd", "ok"], ["ok", "\ufffd", "ok"]),
        ("日本語 film", ["[UNK]", "film"], ["日本語", "film"]),
        ("x 日 本 film", ["x", "[UNK]", "[UNK]", "film"], ["x", "日", "本", "film"]),
        ("x 日本語 film", ["x", "[UNK]", "[UNK]", "film"], ["x", "日本語", "日本語", "film"]),
        ("film 日本", ["film", "[UNK]"], ["film", "日本"]),
        ("日 a 本 a", ["[UNK]", "a", "[UNK]", "a"], ["日", "a", "本", "a"]),
        ("xa a", ["[UNK]", "a"], ["xa", "a"]),
        ("aé", ["a", chr(0xC3), chr(0xA9)], ["a", "é", "é"]),  # bytes
        ("a b", ["a", " ", "b"], ["a", " ", "b"]),
        ("", [], []),
    ],
)
def test_where_pieces_stand(text: str, pieces: list[str], characters: list[str]) -> None:
    assert found(text, *pieces) == characters


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a & b", ["a", "&amp;", "b"]),  # escaped
        ("see http://x.org", ["see", "HTTPURL"]),  # put in the place of others
        ("good film", ["good"]),  # something is left over
        ("good", ["good", "film"]),
        ("a b", ["b", "a"]),
        ("film", ["[UNK]", "film"]),  # nothing is left for the unknown
    ],
)
def test_where_letters_do_not_tell_there_are_none(text: str, pieces: list[str]) -> None:
    assert found(text, *pieces) is None


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4), max_size=12))
def test_pieces_of_the_text_itself_are_found_where_they_are(pieces: list[str]) -> None:
    spans = placed("".join(pieces), pieces, None)
    assert spans is not None
    assert ["".join(pieces)[a:b] for a, b in spans] == pieces


@given(st.text("ab ", max_size=12), st.lists(st.sampled_from(["a", "b", "ab", "[UNK]", "##a"]), max_size=6))
def test_what_is_found_is_in_order_and_nothing_visible_is_left(text: str, pieces: list[str]) -> None:
    spans = placed(text, pieces, "[UNK]")
    if spans is None:
        return
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert all(at in covered for at, sign in enumerate(text) if not sign.isspace())
    for piece, (start, end) in zip(pieces, spans, strict=True):
        assert piece == "[UNK]" or text[start:end].replace(" ", "") == piece.removeprefix("##")
