"""Random explanations, and strings made to break a page or a terminal."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from exegesis.core.types import Span
from exegesis.data.asked import KINDS, Asked
from exegesis.data.explanation import Explanation
from exegesis.data.records import Baseline, Cost, Fingerprint, Group, Part, Prediction, Target, Unit, Window
from exegesis.data.targets import Answer, Contrast, Tag, Word

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>*{display:none}</style>",
    "</title></head><body><svg/onload=alert(1)>",
    "<!-- --> <![CDATA[ ]]> &amp; &#0; &lt;b&gt;",
    "{{7*7}} {% raw %} {# #} ${7*7}",
    "javascript:alert(1)",
    "a\x00b\x01c\x1b[31md\x7fe\x9b1mf\r\ng\rh\x0bi\x0cj",
    "[bold red]x[/bold red] [link=http://example.org]y[/link] :smile: \\[",
    "\u202eright to left\u202c \u2066isolated\u2069 \u200b\ufeff\u2028\u2029\ufffe\ufdd0",
    "$\\frac{1}{2}$ $x^2 %s {} {0}",
    "e\u0301 👩‍👩‍👧 日本語 ไทย العربية",
)

finite = st.floats(allow_nan=False, allow_infinity=False)
counts = st.integers(0, 10**9)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | finite | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
hostile_strings = st.sampled_from(ATTACKS) | st.text(max_size=20) | st.text("<>&\"'/=;\x00\r\n {}[]%!-a", max_size=20)


@st.composite
def explanations(draw: st.DrawFn) -> Explanation:
    """Any explanation at all: spans may overlap, lie in any order, and several belong to one unit."""
    text = draw(st.text(min_size=1, max_size=40))
    units = draw(st.lists(st.builds(Unit, st.text(max_size=6), _spans(len(text))), max_size=6))
    n = len(units)
    labels = draw(st.lists(st.text(max_size=6), min_size=1, max_size=4))
    index = draw(st.integers(0, len(labels) - 1))
    errors = st.none() | st.lists(finite.map(abs) | st.just(np.nan), min_size=n, max_size=n).map(np.array)
    return Explanation(
        text=text,
        unit=draw(st.sampled_from(["word", "token", "sentence", "segment"])),
        units=tuple(units),
        scores=np.array(draw(st.lists(finite, min_size=n, max_size=n)), dtype=np.float64),
        target=draw(_targets(labels[index], index, len(text))),
        value=draw(finite),
        prediction=Prediction(
            labels[index], index, tuple(draw(_outputs(labels))), tuple(labels), draw(_kinds), draw(_places(len(text)))
        ),
        baseline=draw(st.builds(Baseline, st.text(max_size=6), st.text(max_size=9), st.none() | finite)),
        method=draw(st.text(min_size=1, max_size=9)),
        settings=draw(st.dictionaries(st.text(max_size=6), plain, max_size=3)),
        seed=draw(st.integers(0, 2**64)),
        fingerprint=draw(st.builds(Fingerprint, st.text(max_size=6), _names, _names, _names, _versions)),
        cost=draw(st.builds(Cost, counts, counts, counts, finite.map(abs))),
        standard_errors=draw(errors),
        groups=tuple(draw(_groups(n, len(text)))),
        diagnostics=draw(st.dictionaries(st.text(max_size=6), plain, max_size=3)),
        warnings=tuple(draw(st.lists(st.text(max_size=9), max_size=2))),
        windows=tuple(draw(st.lists(st.builds(Window, counts, counts, finite), max_size=2))),
        truncated=draw(st.booleans()),
        id=draw(_names),
        parts=tuple(draw(_parts(len(text)))),
        truth=draw(_names),
        asked=draw(st.none() | _asked(len(text))),
    )


_kinds = st.sampled_from(["single-label", "multi-label", "regression", "answer", "word", "tag"])
_names = st.none() | st.text(max_size=6)
_versions = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)


def _outputs(labels: list[str]) -> st.SearchStrategy[list[float]]:
    return st.lists(finite, min_size=len(labels), max_size=len(labels))


def _spans(size: int) -> st.SearchStrategy[tuple[Span, ...]]:
    ends = st.tuples(st.integers(0, size), st.integers(0, size)).map(sorted)
    return st.lists(ends.map(lambda pair: Span(*pair)), min_size=1, max_size=3).map(tuple)


def _places(size: int) -> st.SearchStrategy[tuple[Span, ...]]:
    """No place, one or several, the empty one at the end among them."""
    return st.just(()) | st.just((Span(size, size),)) | _spans(size)


def _targets(name: str, index: int, size: int) -> st.SearchStrategy[Target]:
    outputs = st.sampled_from(["probability", "log-probability", "logit", "value"])
    kinds = st.sampled_from(["class", "start", "end", "span", "no-answer", "word", "tag"])
    plain = st.builds(Target, st.just(name), st.just(index), outputs, kinds, _places(size))
    other = st.none() | st.builds(Target, st.text(max_size=6), st.just(0), outputs, kinds, _places(size))
    return st.builds(lambda this, that: replace(this, versus=that), plain, other)


def _asked(size: int) -> st.SearchStrategy[Asked]:
    words, number = st.text(max_size=6), st.integers(-3, 3)
    one = (
        st.none() | words | number | st.builds(Answer, words, st.none() | number, words) | st.builds(Tag, words, _names)
        | st.builds(Word, _names | number, number)
    )  # fmt: skip
    several: Any = st.lists(words, max_size=2).map(tuple)
    return st.builds(
        Asked,
        st.sampled_from(sorted(KINDS)),
        one | st.builds(Contrast, one, one),
        st.sampled_from(["word", "token", "sentence", "segment"]),
        st.dictionaries(st.text(max_size=6), plain, max_size=2),
        _spans(size),
        _names,
        _spans(size),
        st.none() | several,
        several,
        _names,
    )


def _parts(size: int) -> st.SearchStrategy[list[Part]]:
    """Mostly two parts that may be an input's, else any at all."""
    cut = st.integers(0, size)
    two = st.builds(lambda a, b: [Part("question", 0, min(a, b)), Part("context", max(a, b), size)], cut, cut)
    any_at_all = st.lists(st.builds(Part, st.text(max_size=6), st.integers(0, size + 2), cut), max_size=3)
    return st.just([]) | two | any_at_all


def _groups(n_units: int, size: int) -> st.SearchStrategy[list[Group]]:
    if n_units == 0:
        return st.just([])
    members = st.lists(st.integers(0, n_units - 1), min_size=1, max_size=4).map(lambda m: tuple(sorted(set(m))))
    parents: Any = st.none() | st.integers(0, 5)
    return st.lists(st.builds(Group, st.text(max_size=6), _spans(size), finite, members, parents), max_size=5)
