"""What the commands read: texts from arguments, files or standard input, and settings."""

import json
import sys
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, unknown
from exegesis.core.text_files import undecoded


def text_of(text: str | None, file: Path | None) -> str:
    """The text given, or of the file, or piped in."""
    if text not in (None, "-") and file is not None:
        raise InputError("give the text or --file, not both.")
    if file is not None:
        return from_file(file)
    if text not in (None, "-"):
        return str(text)
    return piped("no text given. Write it as an argument, or use --file, or pipe it in.")


def from_file(file: Path) -> str:
    """The text of a file, which must be UTF-8."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {str(file)!r}: {error.strerror}.") from error
    return _decoded(data, repr(str(file)))


def piped(otherwise: str) -> str:
    """The text on standard input; an `InputError` that says `otherwise` where nothing is piped in."""
    if sys.stdin.isatty():
        raise InputError(otherwise)
    return _decoded(sys.stdin.buffer.read(), "standard input")


def _decoded(data: bytes, source: str) -> str:
    """UTF-8 as it is, line ends and all; only a byte-order mark, which is not text, is left off."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if fault := undecoded(text):
        raise InputError(f"{source} is {fault}")
    return text


def settings_of(
    pairs: list[str] | None, samples: int | None = None, phrases: list[str] | None = None
) -> dict[str, Any]:
    """NAME=VALUE pairs; values are read as JSON (numbers, true, lists) where they are JSON, else as text."""
    settings: dict[str, Any] = {} if samples is None else {"samples": samples}
    if phrases:
        settings["phrases"] = phrases
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise InputError(f"--set takes NAME=VALUE, not {pair!r}.")
        if name == "phrases" and phrases:
            raise InputError("give --phrase or --set phrases=..., not both.")
        try:
            settings[name] = json.loads(value)
        except json.JSONDecodeError:
            settings[name] = value
    return settings


def check_used(settings: dict[str, Any], methods: list[str]) -> None:
    """A setting that none of the chosen methods has is a slip, not to be dropped silently."""
    from exegesis import api

    known = {name for method in methods for name in api.settings_of(method)}
    for name in settings:
        if name not in known:
            raise unknown(f"setting of {' or '.join(methods)}", name, sorted(known))


def methods_of(given: list[str] | None) -> list[str]:
    """The methods by their own names, "auto" where the choice is left."""
    from exegesis.explainers.table import AUTO, folded, method

    return [AUTO if folded(name) == AUTO else method(name).name for name in given or [AUTO]]


def method_names(incomplete: str) -> list[str]:
    """The methods whose names begin so, for completion."""
    from exegesis.explainers.table import METHODS

    return [name for name in ("auto", *METHODS) if name.startswith(incomplete)]
