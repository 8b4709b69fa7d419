"""`exegesis explain`: one text, one model, one method or several."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.errors import InputError
from exegesis.explainers.table import METHODS

if TYPE_CHECKING:
    from exegesis.explanation import Explanation

_PICTURES = (".png", ".svg", ".pdf")
_AFTER_SECONDS = 1.0  # work shorter than this shows no progress bar


def _names(incomplete: str) -> list[str]:
    return [name for name in ("auto", *METHODS) if name.startswith(incomplete)]


def explain(
    text: Annotated[str | None, typer.Argument(help="The text; '-' or nothing reads standard input.")] = None,
    file: Annotated[Path | None, typer.Option(help="Read the text from this file (UTF-8).")] = None,
    model: Annotated[str, typer.Option(help="bundled:NAME, a folder, or a hub id.")] = "bundled:sentiment",
    method: Annotated[
        list[str] | None,
        typer.Option(help="A method (see `exegesis methods`); may be repeated.", autocompletion=_names),
    ] = None,
    target: Annotated[str, typer.Option(help="A label, its index, or 'predicted'.")] = "predicted",
    unit: Annotated[str, typer.Option(help="word, token or sentence.")] = "word",
    samples: Annotated[int | None, typer.Option(help="Samples or evaluations, for methods that take them.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same answer.")] = 0,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="Another setting, as NAME=VALUE; may be repeated.")
    ] = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained HTML report to this file.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Write a picture (.png, .svg, .pdf) to this file.")] = None,
) -> None:
    """Explain why a model gives TEXT its label."""
    from exegesis import api

    words = _text(text, file)
    given = _settings(setting, samples)
    names = method or ["auto"]
    _check_used(given, names)
    _check_places(json_path, html, plot)
    loaded = api.load(model)
    found: list[Explanation] = []
    for name in names:
        own = {key: value for key, value in given.items() if key in api.settings_of(name)}
        with _progress(name) as progress:
            found.append(api.explain(loaded, words, name, target, seed, unit, progress=progress, **own))
    _write(found, json_path, html, plot)


def _text(text: str | None, file: Path | None) -> str:
    if text not in (None, "-") and file is not None:
        raise InputError("give the text or --file, not both.")
    if file is not None:
        try:
            return _decoded(file.read_bytes())
        except OSError as error:
            raise InputError(f"cannot read {str(file)!r}: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise InputError(f"{str(file)!r} is not UTF-8 (byte {error.start}); convert it first.") from error
    if text not in (None, "-"):
        return str(text)
    if sys.stdin.isatty():
        raise InputError("no text given. Write it as an argument, or use --file, or pipe it in.")
    try:
        return _decoded(sys.stdin.buffer.read())
    except UnicodeDecodeError as error:
        raise InputError(f"standard input is not UTF-8 (byte {error.start}).") from error


def _decoded(data: bytes) -> str:
    """UTF-8 as it is, line ends and all; only a byte-order mark, which is not text, is left off."""
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")


def _settings(pairs: list[str] | None, samples: int | None) -> dict[str, Any]:
    """NAME=VALUE pairs; values are read as JSON (numbers, true, lists) where they are JSON, else as text."""
    settings: dict[str, Any] = {} if samples is None else {"samples": samples}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise InputError(f"--set takes NAME=VALUE, not {pair!r}.")
        try:
            settings[name] = json.loads(value)
        except json.JSONDecodeError:
            settings[name] = value
    return settings


def _check_used(settings: dict[str, Any], methods: list[str]) -> None:
    """A setting that none of the chosen methods has is a slip, not to be dropped silently."""
    from exegesis import api
    from exegesis.errors import unknown

    known = {name for method in methods for name in api.settings_of(method)}
    for name in settings:
        if name not in known:
            raise unknown(f"setting of {' or '.join(methods)}", name, sorted(known))


def _check_places(json_path: str | None, html: Path | None, plot: Path | None) -> None:
    """A file that cannot be written is told before the work, not after it."""
    from exegesis.files import check_place

    for path in (json_path, html, plot):
        if path not in (None, "-"):
            check_place(str(path))
    if plot is not None and plot.suffix.lower() not in _PICTURES:
        raise InputError(f"cannot draw {str(plot)!r}: give a name that ends in {', '.join(_PICTURES)}.")


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error for work of over a second; none when it is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    import time

    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(name)
    started = time.monotonic()

    def advance(done: int, expected: int) -> None:
        if not bar.live.is_started and time.monotonic() - started > _AFTER_SECONDS:
            bar.start()
        bar.update(task, completed=done, total=expected)

    try:
        yield advance
    finally:
        bar.stop()


def _write(found: "list[Explanation]", json_path: str | None, html: Path | None, plot: Path | None) -> None:
    from exegesis.files import write_whole
    from exegesis.renderers import renderer

    data = [explanation.to_dict() for explanation in found]
    text = json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    if json_path == "-":
        typer.echo(text.encode("utf-8"), nl=False)  # JSON is UTF-8, whatever the terminal is
    else:
        renderer("terminal")(found)
    if json_path not in (None, "-"):
        write_whole(str(json_path), text)
    if html is not None:
        write_whole(html, renderer("html")(found))
    if plot is not None:
        write_whole(plot, renderer("picture")(found, plot.suffix))
    for path in (json_path, html, plot):
        if path not in (None, "-"):
            typer.echo(f"wrote {path}", err=True)
