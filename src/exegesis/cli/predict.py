"""`exegesis predict`: what a model answers to a text or to many, with probabilities."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from exegesis.cli import options as o
from exegesis.cli.inputs import input_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import model_of, text_of
from exegesis.cli.writing import as_json, check_places, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.adapters.base import Model
    from exegesis.data.items import AnsweredItem, DataItem

_AT_ONCE = 64  # texts whose passes are shared


def predict(
    context: typer.Context,
    texts: o.SeveralTexts = None,
    file: o.File = None,
    pair: o.Pair = None,
    hide: o.Hide = None,
    data: o.Data[Path | None] = None,
    text_column: o.TextColumn[str | None] = None,
    model: o.Model[str] = "bundled:sentiment",
    trust_pickle: o.TrustPickle = None,
    top_k: o.TopK = 5,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """What a model answers, with probabilities.

    Labels, hidden words, the next word, or tags, to one text, several, or every text of a file. For questions over a
    context there is `exegesis ask`.
    """
    source = model_of(context, model, trust_pickle)
    with reading_model(source):
        from exegesis import api

        check_places(json_path, inputs=(file, data))
        given = _given(texts or [], file, pair, hide, data, text_column)
        loaded = api.load(source)
        found = list(_answered(loaded, given, top_k))
    several = data is not None or len(given) > 1
    if not several and found[0].error is not None:
        raise found[0].error
    note = getattr(loaded, "pair_note", "") if pair is not None else ""
    if note:
        tell(f"note: {note}")
    _show(found, several, json_path)


def _given(
    texts: list[str], file: Path | None, pair: str | None, hide: str | None, data: Path | None, column: str | None
) -> "list[DataItem]":
    """The texts, or those of the file."""
    from exegesis.data.items import DataItem, items

    if data is None and column is not None:
        raise InputError("--text-column names a column of --data FILE.")
    for option, value in {"a text": texts or None, "--file": file, "--pair": pair, "--hide": hide}.items():
        if data is not None and value is not None:
            raise InputError(f"give --data or {option}, not both.")
        if len(texts) > 1 and option != "a text" and value is not None:
            raise InputError(f"{option} goes with one text, not with {len(texts)}.")
    if data is not None:
        found = list(items(data, column or "text"))
        if not found:
            raise InputError(f"{data.name} holds no text.")
        return found
    if len(texts) > 1:
        return [DataItem(text) for text in texts]
    return [DataItem(input_of(text_of(texts[0] if texts else None, file), pair, hide))]


def _answered(model: "Model", given: "Sequence[DataItem]", top_k: int) -> "Iterator[AnsweredItem]":
    """What is answered to each, some dozens at once; where that fails each alone, so that an error has its place."""
    with progress_of("predict") as progress:
        for start in range(0, len(given), _AT_ONCE):
            yield from _together(model, given[start : start + _AT_ONCE], top_k)
            if progress is not None:
                progress(min(start + _AT_ONCE, len(given)), len(given))


def _together(model: "Model", given: "Sequence[DataItem]", top_k: int) -> "list[AnsweredItem]":
    from exegesis import api
    from exegesis.core.errors import ExegesisError
    from exegesis.data.items import AnsweredItem

    readable = [one.given for one in given if not isinstance(one.given, Exception)]
    if len(readable) == len(given) > 1:
        try:
            answers = api.predict(model, readable, top_k)
            several = [one if isinstance(one, list) else [one] for one in answers]
            return [AnsweredItem(one, tuple(found)) for one, found in zip(given, several, strict=True)]
        except ExegesisError:
            pass  # whose it is turns out below
    return [_alone(model, one, top_k) for one in given]


def _alone(model: "Model", item: "DataItem", top_k: int) -> "AnsweredItem":
    from exegesis import api
    from exegesis.core.errors import ExegesisError
    from exegesis.data.items import AnsweredItem

    if isinstance(item.given, Exception):
        return AnsweredItem(item, error=item.given)
    try:
        return AnsweredItem(item, tuple(api.predict(model, item.given, top_k)))
    except ExegesisError as error:
        return AnsweredItem(item, error=error)


def _show(found: "Sequence[AnsweredItem]", several: bool, json_path: str | None) -> None:
    """Print and write the answers; of several texts each beside its text."""
    from exegesis.data.renderers import renderer

    if not to_standard_output(json_path):
        if several:
            renderer("predicted texts")(found)
        else:
            renderer("predictions")(found[0].predictions, found[0].item.text)
    made = [one.to_dict() for one in found]
    write(json_path, as_json(made if several else made[0]["predictions"]))
    failed = [one for one in found if one.error is not None]
    if failed:
        tell(f"note: {len(failed)} of {len(found)} could not be answered; the first: {failed[0].message}")
    if len(failed) == len(found):
        raise typer.Exit(1)
