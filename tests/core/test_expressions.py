"""Regular expressions of strangers: found, refused, and stopped where they explode."""

import pytest

from exegesis.core import expressions
from exegesis.core.errors import InputError
from exegesis.core.expressions import Expression


def test_found_anywhere() -> None:
    assert Expression("ing$").holding(["king", "kings", "ING"]) == ["king"]
    assert Expression("ing$", ignores_case=True).holding(["king", "ING"]) == ["king", "ING"]
    assert Expression("a+").places(["baab a", "c"]) == [[(1, 3), (5, 6)], []]
    assert Expression("a*").places(["bab"]) == [[(1, 2)]]


@pytest.mark.parametrize("pattern", [r"(\w+\w+)+[!;]", r"(a|a)+$", r"(?:a?){40}a{40}[bc]"])
def test_what_explodes_is_stopped(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "SECONDS", 0.05)
    with pytest.raises(InputError, match=r"was stopped after 0.05 s, at 'aaa.* without repeats inside of repeats"):
        Expression(pattern).holding(["a" * 40 + "?"] * 50)
    with pytest.raises(InputError, match=r"was stopped after 0\.05 s"):
        Expression(pattern).places(["a" * 40 + "?"] * 50)


@pytest.mark.parametrize("pattern", ["(", "[a", "*", r"\p{Nothing}", "(?P<a>b)(?P=c)", r"\L<names>", "(" * 900])
def test_what_is_none(pattern: str) -> None:
    with pytest.raises(InputError, match="is no regular expression"):
        Expression(pattern)


def test_one_that_is_too_long() -> None:
    with pytest.raises(InputError, match="may have 1,000 characters, not 1,001"):
        Expression("a" * 1001)
