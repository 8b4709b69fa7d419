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
