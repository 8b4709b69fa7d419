"""A text and an edit of it explained alike, to see what the edit did."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError
from exegesis.core.text import Segmenter
from exegesis.data.inputs import Input
from exegesis.data.targets import OneTarget, several
from exegesis.edits.inputs import edited_input, words_of
from exegesis.edits.result import Edit
from exegesis.edits.targets import same_target
from exegesis.engine.estimate import Progress


def edit(
    model: Model | str | Path,
    text: Input,
    edited: Input | None = None,
    method: str = "auto",
    target: OneTarget | None = None,
    seed: int = 0,
    unit: str | Segmenter = "word",
    id: str | None = None,
    *,
    replace: Mapping[str, str] | None = None,
    delete: str | Iterable[str] = (),
    progress: Progress | None = None,
    **settings: Any,
) -> Edit:
    """What an edit of a text changes: the model's answer, and each word's score.

    Words of the two texts are set beside one another by their order (as `diff` does it). Both draw the same random
    numbers, those of `id`, else of an id made from the original: what chance does is then much alike in both, and the
    changes are of the edit.

    Args:
        model: what `load` gives or takes.
        text: the original, as for `explain`.
        edited: the text after the edit, of the same kind; or give `replace` and `delete`.
        method: as for `explain`.
        target: one target; None or "predicted" is what the model answers to the original, in both.
        seed: of all that is random.
        unit: as for `explain`.
        id: names the text.
        replace: {"film": "footage"}: words or runs of words of `text`, at every place where they stand as written.
        delete: ["not"]: the same, taken out.
        progress: as for `explain`.
        settings: as for `explain`.

    Returns:
        Both explanations, and what became of each word.

    Raises:
        InputError: a word does not stand in the text, or nothing would change.
    """
    if several(target):
        raise InputError("edit explains one target; call it again for another.")
    loaded, words = text_model(api.load(model), "edit"), words_of(replace, delete)
    after = edited_input(text, edited, words)
    named = _id(text) if id is None else id
    original = api.explain(loaded, text, method, target, seed, unit, named, progress=progress, **settings)
    assert original.asked is not None
    same = same_target(original.target, original.asked, loaded.labels, after)
    changed = api.explain(loaded, after, method, same, seed, unit, named, progress=progress, **settings)
    return Edit(original, changed, words)


def _id(text: Input) -> str:
    return f"edit-{sha256(repr(text).encode('utf-8', 'backslashreplace')).hexdigest()[:12]}"
