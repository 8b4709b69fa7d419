"""What goes wrong, in one line that says what to do next.

Every error the package raises on purpose is an `ExegesisError`. Errors about what the caller gave are also
`ValueError`s and end the command line with exit code 2; errors met while working end it with 1.
"""

import difflib
import sys
import warnings
from collections.abc import Iterable

from exegesis.core.characters import one_line

_QUOTED = 80  # characters of a value
_LONGEST = 4000  # characters of a message
_LISTED = 100  # choices
_NEAREST = 5  # choices that hold the word given


class ExegesisError(Exception):
    """The parent of every error raised on purpose.

    Its message may quote labels, words and names of files, so it is said on one line, without control characters.
    """

    exit_code = 1

    def __str__(self) -> str:
        said = one_line(super().__str__())
        return said if len(said) <= _LONGEST else f"{said[: _LONGEST // 2]} ... {said[-_LONGEST // 4 :]}"


class InputError(ExegesisError, ValueError):
    """What the caller gave cannot be used: a text, a target, a setting, a file."""

    exit_code = 2


class LoadError(InputError):
    """A model cannot be loaded, or is refused because loading it would run foreign code."""


class UnsupportedError(InputError):
    """This method does not fit this model or this text; the message names what does."""


class ModelError(ExegesisError):
    """A model or its tokenizer failed, or gave something unusable: NaN, the wrong shape, the wrong count, no memory."""


def shown(value: object) -> str:
    """A value as a message quotes it: as Python writes it, and of a long one the beginning."""
    said = repr(value)
    return said if len(said) <= _QUOTED else f"{said[: _QUOTED - 20]}... ({len(said):,} characters)"


def unknown(what: str, given: object, known: Iterable[str], also: Iterable[str] = ()) -> InputError:
    """An `InputError` that names the known choices, and the nearest one to what was given.

    `also` may be meant too, but is not listed. Case is no distance. Of very many choices the first are listed, and
    those that hold the word given are the nearest.
    """
    choices = list(known)
    folded = {choice.casefold(): choice for choice in [*also, *choices]}
    asked = str(given)[:_QUOTED].casefold()
    near = difflib.get_close_matches(asked, folded, n=1)
    listed = ", ".join(choices[:_LISTED])
    if len(choices) > _LISTED:
        listed += f", ... ({len(choices):,} in all)"
        near = [choice for choice in folded if asked and asked in choice][:_NEAREST] or near
    hint = f" Did you mean {' or '.join(repr(folded[one]) for one in near)}?" if near else ""
    return InputError(f"unknown {what} {shown(given)}.{hint} Choose from: {listed}.")


def check_count(name: str, value: object, least: int = 1) -> None:
    """`InputError` for what is no whole number, or one below `least`."""
    if type(value) is not int or value < least:
        raise InputError(f"{name} must be a whole number of at least {least}, not {shown(value)}.")


ON_ERROR = ("keep", "raise")


def is_raised(errors: str) -> bool:
    """Whether the error of one item among many is raised; or kept in the item's place, and the others go on."""
    if errors not in ON_ERROR:
        raise unknown("way with errors", errors, ON_ERROR)
    return errors == "raise"


class LongWorkWarning(UserWarning):
    """Work that will take minutes or hours, told before it starts."""


class ModelWarning(UserWarning):
    """Something about a loaded model that its user should know before relying on it."""


class CodeWarning(UserWarning):
    """Code that came with a model runs because the caller said so; told before it does."""


def warn(said: str, kind: type[Warning]) -> None:
    """Warn at the line outside this package that led here, however deep inside the work is done."""
    package, level = __name__.partition(".")[0], 2
    frame = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).partition(".")[0] == package:
        frame, level = frame.f_back, level + 1
    warnings.warn(said, kind, stacklevel=level)
