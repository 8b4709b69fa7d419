"""Binds model, task, input, units and targets into a Problem. Runs one pass: the prediction for the whole input."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from exegesis.adapters.capabilities import GivesGradients, GivesTokens
from exegesis.adapters.slow_tokens import spelled
from exegesis.adapters.texts import TextModel, text_model
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.text import Segmenter
from exegesis.core.types import Integers
from exegesis.data.asked import OWN_UNIT
from exegesis.data.inputs import AnyInput, Document
from exegesis.data.phrases import Phrases
from exegesis.data.records import Baseline, Part, Unit
from exegesis.data.rows import Tokens
from exegesis.data.targets import TargetSpec
from exegesis.engine import baselines
from exegesis.engine.baselines import as_text
from exegesis.engine.engine import Engine
from exegesis.engine.layout import Layout, laid_out
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.modalities.masker import Masker
from exegesis.modalities.text.maskers import StringMasker, TokenMasker
from exegesis.modalities.text.piece_reader import piece_reader
from exegesis.modalities.text.pieces import PieceMasker
from exegesis.modalities.text.units import chosen_parts
from exegesis.tasks.base import Scene, Task
from exegesis.tasks.cell_readout import CellReadout
from exegesis.tasks.readouts import Readout


@dataclass(frozen=True)
class Wishes:
    """What the Problem must act on: what an explainer declares, and what the caller says of the units."""

    baseline: str | Sequence[str] = "auto"
    layer: str | None = None
    mode: str = "position"
    gradients: bool = False
    parts: str | Sequence[str] | None = None
    phrases: Phrases | None = None
    at_map: bool = False  # gradients are taken at a layer's map, of an image
    exact: bool = False  # the units are those of an explanation: word pieces that they share do not join them
    sampler: str | None = None  # how neighbours are drawn, where the explainer asks for such
    bins: str = "auto"

    @classmethod
    def of(cls, explainer: Explainer) -> "Wishes":
        """What the explainer declares, the rest as usual."""
        return cls(
            baseline=getattr(explainer, "baseline", "auto"),
            layer=getattr(explainer, "layer", None),
            mode=getattr(explainer, "mode", "position"),
            gradients="gradients" in explainer.needs,
            at_map=explainer.at_map,
            sampler=getattr(explainer, "sampler", None),
            bins=getattr(explainer, "bins", "auto"),
        )


def bind(
    engine: Engine,
    task: Task,
    given: AnyInput | Scene,
    *,
    target: TargetSpec,
    unit: str | Segmenter,
    wishes: Wishes,
    layout: Layout | None = None,
) -> Problem:
    """The Problem of explaining `engine.model` on an input, or on the scene that the task made of it.

    `layout`: the units of that scene under the same wishes, where they are known already.
    `InputError` in one line for what cannot be bound.
    """
    model = text_model(task.model)
    scene = given if isinstance(given, Scene) else task.scene(given)
    layout = layout or layout_of(model, scene, unit, wishes)
    places, units, owners = layout.parts, layout.units, layout.owners
    tokens = tuple(_untouched(part, scene.document, places) for part in scene.tokens)
    aimed = task.aim(scene, target, engine.look)
    names = _gradient_baselines(model, wishes)
    masker, baseline, readout = _masker(model, task, scene, units, tokens, owners, wishes, aimed.readout)
    return Problem(
        model=model,
        scene=scene,
        unit=unit if isinstance(unit, str) else OWN_UNIT,
        units=units,
        targets=aimed.targets,
        predictions=aimed.predictions,
        readout=aimed.readout,
        row_readout=readout,
        masker=masker,
        baseline=Baseline(" + ".join(names), baselines.spoken(names), None) if wishes.gradients else baseline,
        tokens=tokens,
        position_units=owners,
        baselines=names,
        layer=wishes.layer,
        width=model.width() if tokens and isinstance(model, GivesGradients) else 1,
        unseen=layout.unseen,
        notes=(*layout.notes, *([model.pair_note] if len(scene.document.parts) > 1 and model.pair_note else [])),
        phrases=() if wishes.phrases is None else wishes.phrases.texts,
        segmented=layout.segmented,
    )


def layout_of(model: TextModel, scene: Scene, unit: str | Segmenter, wishes: Wishes) -> Layout:
    """The units of a scene as an explainer wishes them; runs no pass."""
    places = chosen_parts(scene.document, wishes.parts)
    return laid_out(model, scene, unit, wishes.mode, places, wishes.phrases, wishes.exact)


def _untouched(tokens: Tokens, document: Document, places: Sequence[Part]) -> Tokens:
    """The tokens with every position marked special that lies outside the parts to perturb."""
    if len(places) == len(document.parts):
        return tokens
    fixed = tuple(
        special or not any(part.start <= span.start < part.end for part in places)
        for span, special in zip(tokens.spans, tokens.special, strict=True)
    )
    return replace(tokens, special=fixed)


def _masker(
    model: TextModel,
    task: Task,
    scene: Scene,
    units: tuple[Unit, ...],
    tokens: tuple[Tokens, ...],
    owners: tuple[Integers, ...],
    wishes: Wishes,
    readout: Readout,
) -> tuple[Masker, Baseline, Readout]:
    """How units are removed, in words too, and how the rows made are read."""
    name = _removal(model, wishes, task)
    written = None if tokens else _written(model, name)
    if name in ("mask", "pad") and written is not None:
        said = Baseline(name, f"an absent unit is replaced by the model's {name} token in the text", None)
        return StringMasker(scene.document, units, scene.windows, replacement=written), said, readout
    if name == "mask" and wishes.baseline == "auto" and not tokens:
        name = "delete"
    if name in ("mask", "pad"):
        found = model.mask_id if name == "mask" else model.pad_id
        if found is None or not tokens:
            raise UnsupportedError(f"{model.name} has no {name} token; use baseline='delete' or a replacement string.")
        words = f"each word piece of an absent unit is replaced by the model's {name} token"
        return TokenMasker(scene.document, units, tokens, owners, found), Baseline(name, words, None), readout
    shortened = readout if wishes.gradients else _shortened(readout, name, model)  # gradients ask for no masks
    document, windows = scene.document, scene.windows
    if name == "delete":
        said = Baseline(name, "an absent unit is deleted from the text", None)
        return _in_pieces(model, StringMasker(document, units, windows)), said, shortened
    given = as_text(name)
    said = Baseline(given, f"an absent unit is replaced by {given!r} in the text", None)
    return _in_pieces(model, StringMasker(document, units, windows, replacement=given)), said, shortened


def _written(model: TextModel, name: str) -> str | None:
    """What is written in the text for the mask or padding token, where word pieces have no places to put it in."""
    found = {"mask": model.mask_id, "pad": model.pad_id}.get(name)
    return spelled(model.tokenizer, found) if found is not None and isinstance(model, GivesTokens) else None


def _in_pieces(model: TextModel, strings: StringMasker) -> Masker:
    """The masker whose strings are tokenised in parts, where the model's tokenizer reads words apart."""
    reader = piece_reader(model)
    return strings if reader is None else PieceMasker(strings, reader)


def _shortened(readout: Readout, name: str, model: TextModel) -> Readout:
    """The readout of rows that deletion has made shorter; `InputError` where a target's place would be lost."""
    if not isinstance(readout, CellReadout):
        return readout
    if not readout.can_move:
        raise InputError(
            f"baseline={shown(name)} changes the row's length, and the target is read at a fixed position of it; "
            "use baseline='mask' or 'pad', which keep every position."
        )
    mask = model.tokenizer.mask_token if isinstance(model, GivesTokens) else None
    if readout.mask_id is not None and mask and mask in name:
        raise InputError(f"baseline={shown(name)} holds the mask token {mask}, which stands for the hidden word here.")
    return readout.moved()


def _removal(model: TextModel, wishes: Wishes, task: Task) -> str:
    """The way units are removed; "auto" is the mask token where there is one, else (and for bags of words) deletion."""
    name = wishes.baseline
    if wishes.gradients or name == "auto":
        if model.mask_id is not None and (wishes.mode == "position" or task.positional):
            return "mask"
        return "pad" if task.positional and model.pad_id is not None and task.head != "causal-lm" else "delete"
    if not isinstance(name, str):
        raise InputError(f"baseline must be 'mask', 'pad', 'delete' or one string, not {shown(name)}.")
    if name in set(baselines.NAMED) - {"mask", "pad"}:
        raise InputError(f"baseline {shown(name)} is for gradient methods; use 'mask', 'pad', 'delete' or a string.")
    return _checked_name(name, ("auto", "mask", "pad", "delete"))


def _gradient_baselines(model: TextModel, wishes: Wishes) -> tuple[str, ...]:
    """The baselines by name; "auto" is the padding token, or what a model has in its stead."""
    if not wishes.gradients:
        return ("pad",)
    chosen = baselines.usual(model, wishes.layer) if wishes.baseline == "auto" else wishes.baseline
    return tuple(_checked_name(name, baselines.NAMED) for name in baselines.names_of(chosen))


def _checked_name(name: str, known: Sequence[str]) -> str:
    """A known name, or the text of the user's own; a near miss of a name is a slip and not a text."""
    if name in known:
        return name
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.75)
    if near:
        raise InputError(
            f"unknown baseline {shown(name)}. Did you mean {near[0]!r}? To use it as a text, write 'text:{name}'."
        )
    return name
