"""Models without some of their heads: silenced ones write nothing, or the mean of what they write on other texts."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis import api
from exegesis.adapters.attention_heads import HeadStack, stack_called
from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesHeads
from exegesis.adapters.texts import TextModel, text_model
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.plurals import plural
from exegesis.data.inputs import Input, check_several
from exegesis.data.rows import TokenRow
from exegesis.explorer.chosen import chosen
from exegesis.explorer.reading import document_of, reading

Marks: TypeAlias = NDArray[np.bool_]  # (layers, heads)
_NAMED = 6  # heads in a name; of more it says how many
_OTHERWISE = "so that no means can be taken of it; leave mean_of out, and silent heads write nothing"


def silence(
    model: Model | str | Path,
    heads: Iterable[tuple[int, int]] | None = None,
    *,
    layer: int | None = None,
    stack: str | None = None,
    mean_of: Sequence[Input] | None = None,
) -> TextModel:
    """The model without some of its heads (Michel, Levy & Neubig 2019; Voita et al. 2019).

    It is a model as any other: `explain`, `predict`, `look` and all else take it, and its name and its fingerprint say
    that it is not the one it was made of. It shares that one's weights, which stays as it is.

    Args:
        model: what `exegesis.load` takes or gives, with weights.
        heads: pairs (layer, head), both from 1.
        layer: all heads of one layer, in the place of `heads`.
        stack: of an encoder-decoder "encoder", "decoder" or "cross"; None is the first. For several silence one more.
        mean_of: texts; a silent head then writes, at every position, the mean of what it writes on these. Without them
            it writes nothing, which the layers after it may never have met.

    Returns:
        The changed model, which takes the model's usual passes and none of the fast ones.

    Raises:
        InputError: a layer or head that is not there or silent already, or none at all.
        UnsupportedError: a black box, or a model whose heads cannot be told apart.
    """
    loaded = _loaded(model)
    places = stack_called(loaded.head_stacks(), stack)
    if heads is None and layer is None:
        raise InputError("say which heads are silenced: pairs (layer, head), or layer= for all heads of one.")
    silent, already = _marked(heads, layer, places, loaded.name), loaded.silent_heads(places.kind)
    if layer is None or not (silent & ~already).any():
        _check_heard(silent, already, places, loaded.name)
    silent &= ~already  # of a layer the rest
    return _without(loaded, _name_without(loaded, silent, places, mean_of), silent, places, mean_of)


def isolate(
    model: Model | str | Path,
    heads: Iterable[tuple[int, int]],
    *,
    everywhere: bool = False,
    stack: str | None = None,
    mean_of: Sequence[Input] | None = None,
) -> TextModel:
    """The model in which these heads are all that is left of their layers (Michel, Levy & Neubig 2019, section 3.3).

    Args:
        model: as for `silence`.
        heads: pairs (layer, head) from 1.
        everywhere: layers of which no head is named lose all of theirs; without it they stay whole.
        stack: as for `silence`.
        mean_of: as for `silence`.

    Returns:
        The changed model, as of `silence`.

    Raises:
        InputError: a layer or head that is not there or silent already, or nothing would be silenced.
        UnsupportedError: a black box, or a model whose heads cannot be told apart.
    """
    loaded = _loaded(model)
    places = stack_called(loaded.head_stacks(), stack)
    kept, already = _marked(heads, None, places, loaded.name), loaded.silent_heads(places.kind)
    _check_heard(kept, already, places, loaded.name)
    layers: NDArray[np.bool_] = np.any(kept, axis=1)
    silent = ~kept if everywhere else ~kept & layers[:, None]
    silent &= ~already
    if not silent.any():
        raise InputError(f"these are all heads of {loaded.name} that write in their layers: nothing would be silenced.")
    numbers = ", ".join(str(layer + 1) for layer in np.flatnonzero(layers))
    where = "" if everywhere else f" in layer{'s' if layers.sum() > 1 else ''} {numbers}"
    return _without(loaded, f"{loaded.name} with {_named(kept, places)} alone{where}", silent, places, mean_of)


def _loaded(model: Any) -> Any:
    loaded = api.load(model)
    if not isinstance(loaded, GivesHeads):
        raise UnsupportedError(
            f"{loaded.name} has no heads that can be silenced: that needs a transformer with its weights (a folder, a "
            "hub id or a (model, tokenizer) pair)."
        )
    return loaded


def _marked(heads: Any, layer: int | None, places: HeadStack, name: str) -> Marks:
    """The heads that are meant, (layers, heads)."""
    if isinstance(heads, Mapping):
        raise InputError("heads are silent or not: give pairs (layer, head), without weights.")
    marks = np.zeros(places.shape, dtype=np.bool_)
    for one in chosen(heads, layer, places.shape, name):
        marks[one.layer - 1, one.head - 1] = True
    return marks


def _check_heard(heads: Marks, already: Marks, places: HeadStack, name: str) -> None:
    if (again := heads & already).any():
        verb = "is" if again.sum() == 1 else "are"
        raise InputError(f"{_named(again, places)} of {name} {verb} already silent; name other heads.")


def _name_without(model: Any, silent: Marks, places: HeadStack, mean_of: object) -> str:
    """The model's name and all heads it lacks, in one list where they were silenced in the same way."""
    already: Marks = model.silent_heads(places.kind)
    earlier = f" without {_named(already, places)}"
    if mean_of is None and already.any() and model.name.endswith(earlier):
        return f"{model.name.removesuffix(earlier)} without {_named(already | silent, places)}"
    return f"{model.name} without {_named(silent, places)}"


def _without(model: Any, name: str, silent: Marks, places: HeadStack, mean_of: Sequence[Input] | None) -> TextModel:
    means = None if mean_of is None else model.head_means(_rows(model, mean_of), places.kind)
    said = name if mean_of is None else f"{name} (means of {plural(len(mean_of), 'text')})"
    made: TextModel = model.gated(said, 1.0 - silent, means, places.kind)
    return made


def _rows(model: Any, texts: Sequence[Input]) -> list[TokenRow]:
    """All windows of the texts, as the model reads them."""
    check_several(texts, "mean_of")
    rows = []
    for text in texts:
        windows = text_model(model).windows(document_of(text))
        rows += [reading(model, text, number + 1, _OTHERWISE).tokens.row for number in range(len(windows))]
    if not rows:
        raise InputError("mean_of has no texts; give some, or leave it out.")
    return rows


def _named(heads: Marks, places: HeadStack) -> str:
    """The heads in words."""
    pairs = [f"{layer + 1}.{head + 1}" for layer, head in np.argwhere(heads)]
    stack = "" if places.kind == "self" else f" of its {places.kind} attention"
    if len(pairs) == 1:
        return f"head {pairs[0]}{stack}"
    if len(pairs) <= _NAMED:
        return f"heads {', '.join(pairs)}{stack}"
    return f"{len(pairs)} heads ({', '.join(pairs[:_NAMED])} and {len(pairs) - _NAMED} more){stack}"
