"""The language of searches: what it means, and where it says that it goes wrong."""

import pytest

from exegesis.core.errors import InputError
from exegesis.explorer.corpus.search.grammar import FIELDS, PatternQuery, WordQuery, read, words_alone


def conditions(query: str) -> list[tuple[str, tuple[str, ...], list[str], bool, bool]]:
    found = read(query)
    assert isinstance(found, WordQuery)
    return [
        (one.field, one.values, [each.pattern for each in one.expressions], one.negated, one.any_case)
        for one in found.conditions
    ]


def test_conditions() -> None:
    assert conditions("bank") == [("form", ("bank",), [], False, True)]
    assert conditions('upos=VERB  deprel!=root|conj lemma="to be"') == [
        ("upos", ("VERB",), [], False, False),
        ("deprel", ("root", "conj"), [], True, False),
        ("lemma", ("to be",), [], False, False),
    ]
    assert conditions(r"form=/^\w+\/ing$/i|be") == [("form", ("be",), [r"^\w+/ing$"], False, False)]
    assert conditions(r'form="a \"b\" | c"') == [("form", ('a "b" | c',), [], False, False)]
    assert conditions('"from" "="') == [("form", ("from",), [], False, True), ("form", ("=",), [], False, True)]
    assert conditions("/ing$/") == [("form", (), ["ing$"], False, True)]


def test_patterns() -> None:
    found = read(" layer 3 head 5 head 7 layer 4 head 1 from upos=VERB lemma=be to its deprel=obj ")
    assert isinstance(found, PatternQuery)
    assert found.heads == ((3, 5), (3, 7), (4, 1))
    assert (found.first.said, found.second.said, found.hangs) == ("upos=VERB lemma=be", "deprel=obj", True)
    plain = read('layer 1 head 1 from "to" to /x/')
    assert isinstance(plain, PatternQuery)
    assert (plain.hangs, plain.first.conditions[0].values) == (False, ("to",))


@pytest.mark.parametrize(
    ("query", "at", "place", "said"),
    [
        ("upos=VERB pos=obj", 11, ">>pos<<=obj", "unknown field 'pos'. Did you mean 'xpos'"),
        ("upos=VERB form=/(/", 16, "form=>>/(/<<", "is no regular expression: missing )"),
        ("upos=", 1, ">>upos=<<", "write FIELD=VALUE"),
        ('form="open', 1, '>>form="open<<', "write FIELD=VALUE"),
        ("a |b", 3, "a >>|b<<", "quote odd values"),
        ("layer three head 5 from a to b", 7, "layer >>three<< head 5", "after layer comes its number, counted from 1"),
        ("layer 3 from a to b", 9, "layer 3 >>from<< a", 'after a layer comes "head N"'),
        ("layer 3 head", 13, "layer 3 head>><<", "after head comes its number"),
        ("layer 3 head 5 upos=VERB", 16, "head 5 >>upos=VERB<<", 'after the heads comes "from"'),
        ("layer 3 head 5 from to b", 21, "from >>to<< b", 'after "from" come conditions'),
        ("layer 3 head 5 from a", 22, "from a>><<", 'comes "to"'),
        ("layer 3 head 5 from a to its", 29, "to its>><<", 'after "to" come conditions'),
        ("layer 3 head 5 from a to b to c", 28, "to b >>to<< c", 'after "to" come conditions'),
    ],
)
def test_where_it_goes_wrong(query: str, at: int, place: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(query)
    assert f"at character {at}, " in str(caught.value)
    assert place in str(caught.value)
    assert said in str(caught.value)


def test_what_is_no_query() -> None:
    for query in ("", "  ", None, 3):
        with pytest.raises(InputError, match="a query is a text such as"):
            read(query)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"may have 4,000 characters, not 5,000"):
        read("a" * 5000)
    with pytest.raises(InputError, match="layer must be a whole number of at least 1, not 0"):
        read("layer 0 head 1 from a to b")
    with pytest.raises(InputError, match="not a pattern of attention"):
        words_alone("layer 1 head 1 from a to b")
    assert words_alone(None).conditions == words_alone("").conditions == ()


def test_every_field_is_read() -> None:
    assert [conditions(f"{field}=x")[0][0] for field in FIELDS] == list(FIELDS)
