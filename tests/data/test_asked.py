"""What is recorded of a question, and what is made of it again; that all of it survives its file is tested beside."""

import copy
import pickle
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.core.text import FixedSpans
from exegesis.core.types import Span
from exegesis.data.asked import KINDS, Asked, said
from exegesis.data.image import Image
from exegesis.data.inputs import Document, Hidden, Input, Pair, Question, of_two, plain
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, Word
from tests.modalities.image.pictures import picture

TWO = of_two(("first", "second"), "a?", "b")


class Name(str):
    """A text that calls itself something else."""

    __slots__ = ()


def asked(given: Input = "a b", target: OneTarget | None = None, **fields: Any) -> Asked:
    return Asked.of(given, target, **{"unit": "word", "settings": {}, **fields})


@pytest.mark.parametrize(
    ("given", "document", "kind"),
    [
        ("a b", plain("a b"), "text"),
        (Hidden("a b c", ((0, 1), (4, 5))), plain("a b c"), "hidden"),
        (Question("a?", "b"), TWO, "question"),
        (Pair("a?", "b"), TWO, "pair"),
    ],
)
def test_every_kind_of_input_is_made_again(given: Input, document: Document, kind: str) -> None:
    found = asked(given)
    assert found.kind == kind
    assert found.input(document.text, document.parts) == given
    assert found.arguments(document.text, document.parts)["text"] == given
    assert {name for name, row in KINDS.items() if row.make is not None} == {"text", "hidden", "question", "pair"}


def test_what_is_no_text_is_made_of_none() -> None:
    found = asked(Image.of(picture()), unit="region")
    assert found.kind == "image"
    with pytest.raises(InputError, match="an input of the kind 'image' stands in no text"):
        found.input("a b", ())


def test_truth_stands_apart_from_the_input() -> None:
    found = asked(Question("a?", "b", ""))
    assert found.truth == ""
    assert found.input(TWO.text, TWO.parts) == Question("a?", "b")
    assert found.arguments(TWO.text, TWO.parts)["text"] == Question("a?", "b", "")


def test_arguments_name_only_what_was_said() -> None:
    assert asked(settings={"samples": 5}).arguments("a b", ()) == {
        "text": "a b", "target": None, "unit": "word", "samples": 5,
    }  # fmt: skip
    full = asked("a b", 1, unit="segment", spans=(Span(0, 3),), parts=("text",), phrases=("a b",), output="logit")
    assert full.arguments("a b", ()) == {
        "text": "a b", "target": 1, "unit": FixedSpans((Span(0, 3),)), "output": "logit", "parts": ("text",),
        "phrases": ("a b",),
    }  # fmt: skip


def vars_of(target: object) -> list[object]:
    names = getattr(type(target), "__dataclass_fields__", ())
    return [getattr(target, name) for name in names]


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        (None, None),
        (Name("good"), "good"),
        (np.int64(3), 3),
        (Answer(Name("a"), np.int64(2), "end"), Answer("a", 2, "end")),
        (Word(None, 2), Word(None, 2)),
        (Tag(Name("a"), Name("B"), 1), Tag("a", "B", 1)),
        (Contrast(None, Word(np.int64(0), 1)), Contrast(None, Word(0, 1))),
    ],
)
def test_targets_are_recorded_as_plain_values(target: Any, wanted: OneTarget | None) -> None:
    found = said(target)
    assert found == wanted
    assert type(found) is type(wanted)
    kinds = {type(value) for value in vars_of(found)} if not isinstance(found, Contrast) else set()
    assert kinds <= {str, int, type(None)}


def test_settings_are_plain_and_fixed() -> None:
    given = {"background": [Name("a"), "b"], "samples": np.int64(5), "mode": "bag-of-words", "sigma": None}
    found = asked(settings=given)
    assert dict(found.settings) == {"background": ("a", "b"), "samples": 5, "mode": "bag-of-words", "sigma": None}
    assert found.mode == "bag-of-words"
    assert asked().mode == "position"
    given["samples"] = 6
    assert found.settings["samples"] == 5
    with pytest.raises(TypeError):
        found.settings["samples"] = 7  # type: ignore[index]


def test_it_is_copied_and_pickled() -> None:
    found = asked(Hidden("a b", ((0, 1),)), Contrast("a", "b"), settings={"samples": 5})
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found
