"""Binds model, task, text, units and targets into a Problem. Runs one pass: the prediction for the whole text."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exegesis.adapters.base import Model
from exegesis.adapters.huggingface import TransformerModel
from exegesis.engine.engine import Engine
from exegesis.engine.gradients import NAMED_BASELINES, as_text, baseline_names
from exegesis.errors import InputError, UnsupportedError
from exegesis.explanation import Baseline, Unit, Window
from exegesis.maskers.text import Masker, StringMasker, TokenMasker
from exegesis.problem import Problem
from exegesis.rows import Tokens
from exegesis.tasks.classification import Classification, TargetSpec
from exegesis.text import Segmenter, assign, check_text, is_blank, segments
from exegesis.types import Integers, Span


@dataclass(frozen=True)
class Wishes:
    """What an explainer declares that the Problem must act on."""

    baseline: str | Sequence[str] = "auto"
    layer: str | None = None
    mode: str = "position"
    gradients: bool = False


def bind(
    engine: Engine, text: str, *, target: TargetSpec, unit: str | Segmenter, output: str, wishes: Wishes
) -> Problem:
    """The Problem of explaining `engine.model` on `text`; raises `InputError` in one line for what cannot be bound."""
    model = engine.model
    task = Classification(model, output)
    windows = model.windows(check_text(text))
    tokens = tuple(model.tokens(text, window) for window in windows) if "tokens" in model.gives else ()
    units = _units(model, text, unit, wishes.mode)
    owners = tuple(_owners(text, units, part) for part in tokens)
    raw = engine.outputs(model.encode([text[window.start : window.end] for window in windows]))
    prediction = task.predict(raw, np.array([window.weight for window in windows]))
    names = _gradient_baselines(model, wishes)
    masker, baseline = _masker(model, text, units, windows, tokens, owners, wishes)
    return Problem(
        model=model,
        task=task,
        text=text,
        unit=unit if isinstance(unit, str) else "segment",
        units=units,
        windows=windows,
        prediction=prediction,
        targets=task.targets(target, prediction),
        masker=masker,
        baseline=Baseline(" + ".join(names), _gradient_words(names), None) if wishes.gradients else baseline,
        tokens=tokens,
        position_units=owners,
        baselines=names,
        layer=wishes.layer,
        width=_width(model),
    )


def _units(model: Model, text: str, unit: str | Segmenter, mode: str) -> tuple[Unit, ...]:
    # Tokens of the whole text, whatever its length: those of its windows may part differently near a cut.
    whole = Window(0, len(text), 1.0)
    spans = _token_spans(model.tokens(text, whole)) if unit == "token" else segments(text, unit)
    if not spans:
        raise InputError(f"{model.name} sees no token in this text; use unit='word'.")
    if mode == "position":
        return tuple(Unit(text[span.start : span.end], (span,)) for span in spans)
    if mode != "bag-of-words":
        raise InputError(f"unknown mode {mode!r}. Choose from: position, bag-of-words.")
    places: dict[str, list[Span]] = {}
    for span in spans:
        places.setdefault(text[span.start : span.end], []).append(span)
    return tuple(Unit(word, tuple(found)) for word, found in places.items())


def _token_spans(tokens: Tokens) -> list[Span]:
    """Spans of the word pieces; pieces that share a character (bytes of one emoji) are one span, seen once."""
    merged: list[Span] = []
    for span in sorted({span for span in tokens.spans if span.end > span.start}):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _owners(text: str, units: tuple[Unit, ...], tokens: Tokens) -> Integers:
    """The unit of each position of one window (L,); white space goes with the unit after it.

    -1 for special tokens, and for words that a segmenter left out: nobody asked for them, so they always stay.
    """
    places = sorted((span, index) for index, unit in enumerate(units) for span in unit.spans)
    found = assign([span for span, _ in places], tokens.spans)
    owners = np.full(len(found), -1, dtype=np.int64)
    for position, (place, span) in enumerate(zip(found, tokens.spans, strict=True)):
        near, unit = places[place]
        shares = near.start < span.end and span.start < near.end
        if not tokens.special[position] and (shares or is_blank(text[span.start : span.end])):
            owners[position] = unit
    return owners


def _masker(
    model: Model,
    text: str,
    units: tuple[Unit, ...],
    windows: tuple[Window, ...],
    tokens: tuple[Tokens, ...],
    owners: tuple[Integers, ...],
    wishes: Wishes,
) -> tuple[Masker, Baseline]:
    name = _removal(model, wishes)
    if name in ("mask", "pad"):
        ids = {"mask": model.mask_id, "pad": model.pad_id} if isinstance(model, TransformerModel) else {}
        found = ids.get(name)
        if found is None:
            raise UnsupportedError(f"{model.name} has no {name} token; use baseline='delete' or a replacement string.")
        words = f"each word piece of an absent unit is replaced by the model's {name} token"
        return TokenMasker(tokens, owners, found), Baseline(name, words, None)
    if name == "delete":
        return StringMasker(text, units, windows), Baseline(name, "an absent unit is deleted from the text", None)
    given = as_text(name)
    words = f"an absent unit is replaced by {given!r} in the text"
    return StringMasker(text, units, windows, replacement=given), Baseline(given, words, None)


def _removal(model: Model, wishes: Wishes) -> str:
    """The way units are removed; "auto" is the mask token where there is one, else (and for bags of words) deletion."""
    name = wishes.baseline
    if wishes.gradients or name == "auto":
        has_mask = isinstance(model, TransformerModel) and model.mask_id is not None
        return "mask" if has_mask and wishes.mode == "position" else "delete"
    if not isinstance(name, str):
        raise InputError(f"baseline must be 'mask', 'pad', 'delete' or one string, not {name!r}.")
    if name in ("zero", "all-zero", "all-pad"):
        raise InputError(f"baseline {name!r} is for gradient methods; use 'mask', 'pad', 'delete' or a string.")
    return _checked_name(name, ("auto", "mask", "pad", "delete"))


def _gradient_baselines(model: Model, wishes: Wishes) -> tuple[str, ...]:
    """The baselines by name; "auto" is the padding token, or zero vectors where there is none (GPT-2)."""
    if not wishes.gradients:
        return ("pad",)
    usual = "pad" if isinstance(model, TransformerModel) and model.pad_id is not None else "zero"
    names = baseline_names(usual if wishes.baseline == "auto" else wishes.baseline)
    return tuple(_checked_name(name, NAMED_BASELINES) for name in names)


def _checked_name(name: str, known: Sequence[str]) -> str:
    """A known name, or the text of the user's own; a near miss of a name is a slip and not a text."""
    if name in known:
        return name
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.75)
    if near:
        raise InputError(
            f"unknown baseline {name!r}. Did you mean {near[0]!r}? To use it as a text, write 'text:{name}'."
        )
    return name


def _gradient_words(names: tuple[str, ...]) -> str:
    words = {
        "pad": "padding tokens, special tokens kept",
        "mask": "mask tokens, special tokens kept",
        "zero": "zero vectors, special tokens kept",
        "all-pad": "padding tokens everywhere",
        "all-zero": "zero vectors everywhere",
    }
    return "; ".join(words.get(name, f"the text {as_text(name)!r}") for name in names) + (
        " (uniform average)" if len(names) > 1 else ""
    )


def _width(model: Model) -> int:
    if not isinstance(model, TransformerModel):
        return 1
    return int(getattr(model.model.config, "hidden_size", 1) or 1)
