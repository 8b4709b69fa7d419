"""What the commands read: texts from arguments, files or standard input, and settings."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from exegesis.cli.writing import tell
from exegesis.core.errors import InputError, shown
from exegesis.core.text_files import undecoded

if TYPE_CHECKING:
    from exegesis.core.texts import Texts
    from exegesis.data.explanation import Explanation
    from exegesis.engine.chosen_methods import ChosenMethod

Named = TypeVar("Named", str, str | None)


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


def texts_of(
    file: Path, text: str, label: str | None, limit: int | None, skip_bad: bool, others: bool = False
) -> "Texts":
    """The texts of a file of rows, their labels and places; rows that were left out are counted for the user.

    `others`: the other columns as well.
    """
    from exegesis.core.texts import Columns, read_texts

    found = read_texts(file, Columns(text, label), limit, skip_bad, others)
    if found.skipped:
        tell(f"left out {found.skipped} bad row{'' if found.skipped == 1 else 's'} of {file.name}")
    return found


def settings_of(pairs: list[str] | None, **named: Any) -> dict[str, Any]:
    """NAME=VALUE pairs, and the settings that have an option of their own, where they are given.

    Values are read as JSON (numbers, true, lists) where they are JSON, else as text.
    """
    settings = {name: value for name, value in named.items() if value is not None}
    for name, value in pairs_of("--set", pairs).items():
        if name in settings:
            raise InputError(f"{name} is given twice, by its own option and by --set; leave one out.")
        settings[name] = _json_or_text(value)
    return settings


def settings_by_measure(pairs: list[str] | None) -> dict[str, dict[str, Any]]:
    """MEASURE.NAME=VALUE pairs by measure; values as in `settings_of`."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in pairs_of("--measure-set", pairs, "MEASURE.NAME=VALUE").items():
        measure, dot, setting = name.partition(".")
        if not (dot and measure and setting):
            raise InputError(f"--measure-set takes MEASURE.NAME=VALUE, not {f'{name}={value}'!r}.")
        found.setdefault(measure, {})[setting] = _json_or_text(value)
    return found


def pairs_of(
    option: str, pairs: list[str] | None, form: str = "NAME=VALUE", *, filled: bool = False, hint: str = ""
) -> dict[str, str]:
    """What stands before and behind the first "=" of each; `InputError` where there is none, or a name twice.

    `filled`: the value must not be empty.
    """
    found: dict[str, str] = {}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not (equals and name and (value or not filled)):
            raise InputError(f"{option} takes {form}, not {pair!r}{hint}.")
        if name in found:
            raise InputError(f"{option} names {name!r} twice.")
        found[name] = value
    return found


def heads_of(option: str, given: str | None) -> list[tuple[int, int]] | None:
    """The heads of an option as pairs (layer, head); `InputError` that shows how they are written."""
    if given is None:
        return None
    pairs = [part.strip().partition(".") for part in given.split(",")]
    if not all(layer.isdecimal() and head.isdecimal() for layer, _, head in pairs):
        raise InputError(f"{option} takes LAYER.HEAD, such as 3.5 or 3.5,4.1, not {shown(given)}.")
    return [(int(layer), int(head)) for layer, _, head in pairs]


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def one_method(given: list[str] | None, settings: dict[str, Any], hint: str, usual: str = "auto") -> "ChosenMethod":
    """The one method of a command that takes no more; `hint` says what to do where several are given."""
    from exegesis.engine.chosen_methods import chosen_methods

    found = chosen_methods(given or usual, settings)
    if len(found) > 1:
        raise InputError(f"one --method here, not {len(found)}; {hint}")
    return found[0]


def model_of(context: typer.Context, model: Named, trust_pickle: Path | None) -> Named:
    """The model named by --model, or the pickle that is trusted by name; `InputError` for both."""
    if trust_pickle is None:
        return model
    source = context.get_parameter_source("model")
    if source is not None and source.name == "COMMANDLINE":
        raise InputError("give --model or --trust-pickle, not both.")
    from exegesis.adapters.pipeline_files import TRUSTED

    return f"{TRUSTED}{trust_pickle}"


def bundled_model_of(explanation: "Explanation") -> str:
    """The model named in the file. A file is data: it makes nothing be fetched that did not come with the package."""
    from exegesis.adapters.bundled import PREFIX

    name = explanation.fingerprint.model
    if not name.startswith(PREFIX):
        raise InputError(f"say with --model which model this is; the explanation calls it {name!r}.")
    return name
