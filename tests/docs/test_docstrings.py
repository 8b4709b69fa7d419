"""The docstrings of the public verbs: the docs are made from their sections, so these name what the signature has."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest

import exegesis

VERBS = {name: verb for name in exegesis.__all__ if inspect.isfunction(verb := getattr(exegesis, name))}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_verb_says_what_it_takes_gives_and_raises(verb: Callable[..., Any]) -> None:
    said = inspect.getdoc(verb) or ""
    parameters = list(inspect.signature(verb).parameters)
    if not parameters:
        return
    sections = dict(re.findall(r"^(\w+):\n((?:    .*\n?|\n(?=    ))+)", said, re.MULTILINE))
    assert re.findall(r"^    (\w+): ", sections["Args"], re.MULTILINE) == parameters
    assert "Returns" in sections or "Yields" in sections
    assert "Raises" in sections
