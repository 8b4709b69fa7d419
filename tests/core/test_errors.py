"""Errors say one line, whatever the words in it hold."""

import pickle
from types import ModuleType

import pytest

from exegesis.core import errors

EVIL = "neg\nerror: faked line\x1b]52;c;ZWNobw==\x07\x9b2J\u202e"


@pytest.mark.parametrize("kind", [errors.ExegesisError, errors.InputError, errors.ModelError, errors.LoadError])
def test_an_error_is_one_line_without_controls(kind: type[errors.ExegesisError]) -> None:
    assert str(kind(f"labels are {EVIL}.")) == "labels are neg error: faked line␛]52;c;ZWNobw==␇�2J�."


def test_the_choices_are_among_it() -> None:
    said = str(errors.unknown("target", "zork", [EVIL, "pos"]))
    assert not set(said) & set("\x1b\n")
    assert said.endswith(", pos.")


def test_an_error_survives_a_pickle() -> None:
    error = pickle.loads(pickle.dumps(errors.InputError(EVIL)))
    assert str(error) == str(errors.InputError(EVIL))


def test_a_warning_stands_at_the_line_outside_the_package() -> None:
    inner = ModuleType("exegesis.inner")
    lines = ("def told():", "    return deeper()", "def deeper():", "    warn('long', UserWarning)")
    vars(inner)["warn"] = errors.warn
    exec(compile("\n".join(lines), "inner.py", "exec"), vars(inner))
    with pytest.warns(UserWarning, match="long") as caught:
        inner.told()
    assert caught[0].filename == __file__


def test_of_very_many_choices_the_first_are_listed_and_those_with_the_word_are_near() -> None:
    known = [f"class {index}" for index in range(998)] + ["electric guitar", "acoustic guitar"]
    said = str(errors.unknown("target", "Guitar", known))
    assert said.startswith(
        "unknown target 'Guitar'. Did you mean 'electric guitar' or 'acoustic guitar'? Choose from: class 0, class 1,"
    )
    assert said.endswith("class 99, ... (1,000 in all).")
    assert "Did you mean 'class 77'?" in str(errors.unknown("target", "klass 77", known))
