"""From the caller's settings to an explainer: names and types are checked, so that a slip is one clear line."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.text import check_unicode
from exegesis.data.requests import Game
from exegesis.explainers.base import Explainer

# No run uses more, and numbers far above these end in no memory or in days of work.
MOST_WHOLE = 1_000_000
MOST = {"steps": 10_000, "max_steps": 10_000}
MOST_NUMBERS = 2**28  # of 8 bytes: 2 GiB

_WORDS = {int: "a whole number", float: "a number", str: "a text", bool: "true or false", NoneType: "none"}


def build(kind: type[Explainer], settings: Mapping[str, Any]) -> Explainer:
    """An explainer of this class with these settings; `InputError` for an unknown name or a value of another type."""
    names = setting_names(kind)
    hints = _hints(kind)
    checked = {}
    for name, value in settings.items():
        if name not in names:
            raise unknown(f"setting of {kind.name}", name, names)
        value = tuple(value) if isinstance(value, list) else value
        if not any(_fits(value, hint) for hint in _choices(hints[name])):
            wanted = " or ".join(_spoken(hint) for hint in _choices(hints[name]))
            raise InputError(f"{name} of {kind.name} must be {wanted}, not {shown(value)}.")
        _check_bounds(f"{name} of {kind.name}", name, value)
        checked[name] = value
    return kind(**checked)


@cache
def _hints(kind: type[Explainer]) -> Mapping[str, Any]:
    return get_type_hints(kind)


def check_room(explainer: Explainer, game: Game) -> None:
    """`InputError` where the method would keep more numbers at once than memory should be asked for."""
    if "samples" not in setting_names(type(explainer)):
        return
    wished, passes = getattr(explainer, "samples", None), explainer.passes(game).forward
    samples = passes if wished is None else min(wished, passes)  # None: as many as the method takes by itself
    wide = game.n_positions if "gradients" in explainer.needs else game.n_units
    each = max(wide * game.n_targets, 1)
    if samples * each > MOST_NUMBERS:
        raise InputError(
            f"samples={samples:,} over {each:,} numbers each would take {samples * each / 2**27:.0f} GiB; "
            f"give {MOST_NUMBERS // each:,} samples or fewer."
        )


def _check_bounds(said: str, name: str, value: object) -> None:
    """`InputError` for a whole number beyond all use, or a text that is not valid Unicode."""
    most = MOST.get(name, MOST_WHOLE)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > most:
        raise InputError(f"{said} must be at most {most:,}, not {shown(value)}.")
    for text in value if isinstance(value, tuple) else (value,):
        if isinstance(text, str):
            check_unicode(text, said)


def setting_names(kind: type[Explainer]) -> tuple[str, ...]:
    """The names of the settings: the fields of the dataclass."""
    return tuple(field.name for field in fields(kind))


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _fits(value: Any, hint: Any) -> bool:
    if get_origin(hint) is not None:  # tuple[str, ...] or Sequence[str]
        return isinstance(value, tuple) and all(_fits(item, get_args(hint)[0]) for item in value)
    if isinstance(value, bool) or hint is bool:
        return isinstance(value, bool) and hint is bool
    return isinstance(value, int | float) if hint is float else isinstance(value, hint)


def _spoken(hint: Any) -> str:
    return f"several of {_spoken(get_args(hint)[0])}" if get_origin(hint) else _WORDS.get(hint, str(hint))
