"""`exegesis look`: which token attends to which, in every layer and head."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from exegesis.cli import options as o
from exegesis.cli.inputs import looked_at, target_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import one_method, settings_of, text_of
from exegesis.cli.writing import as_json, check_places, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.explorer import AttentionView, Look


def look(
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    question: o.ContextQuestion = None,
    hide: o.Hides = None,
    model: o.Model[str] = "bundled:sentiment",
    layer: o.Layer = None,
    head: Annotated[
        int | None, o.option(o.ASKED, "--head", "The head of --layer, from 1; else the mean of its heads.")
    ] = None,
    window: o.Window = 1,
    lens: Annotated[
        bool, o.option(o.ASKED, "--lens", "Put on the page what the model's head makes of each layer, too.")
    ] = False,
    matches: o.Matches = None,
    target: o.Target = None,
    versus: o.Versus = None,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Which token attends to which, in every layer and head.

    --html writes a page to explore them all. There --method puts an attribution beside the attention, which attention
    is not, --lens what each layer would answer, and --matches what a search of a corpus found.
    """
    with reading_model(model):
        from exegesis import api, explorer
        from exegesis.core import codec

        check_places(json_path, html, inputs=(file, matches))
        _check_page(html, method=method, lens=lens or None, matches=matches)
        _check_beside(method, target=target, versus=versus, samples=samples, set=setting, seed=seed or None)
        if head is not None and layer is None:
            raise InputError("--head is a head of --layer; give both.")
        given = looked_at(text_of(text, file), pair, question, hide)
        searched = None if matches is None else explorer.Matches.from_dict(codec.load(matches))
        loaded = api.load(model)
    found = explorer.look(loaded, given, window=window)
    view = _view(found, layer, head)
    if not to_standard_output(json_path, html):
        from exegesis.data.renderers import renderer

        renderer("attention terminal")((view, found.heads(), found.notes))
    if json_path is not None:
        write(json_path, as_json(view.to_dict()))
    if html is not None:
        why = None
        if method is not None:
            chosen = one_method(method, settings_of(setting, samples=samples), "the page has room for one.")
            named = target_of(target, versus)
            with progress_of(chosen.method) as progress:
                why = api.explain(loaded, given, chosen.method, named, seed, progress=progress, **chosen.settings)
        layers = explorer.layer_predictions(loaded, given, window=window) if lens else None
        beside: dict[str, Any] = {"explanation": why, "predictions": layers, "matches": searched}
        write(html, found.to_html(layer=layer, head=head, **beside))


def _view(found: "Look", layer: int | None, head: int | None) -> "AttentionView":
    shown = found.words() if any(token.word is not None for token in found.rows) else found
    chosen = found.layers if layer is None else layer
    return shown.mix(layer=chosen) if head is None else shown.head(chosen, head)


def _check_page(html: Path | None, **others: object) -> None:
    """`InputError` for what stands on a page alone, where none is written."""
    for name, value in others.items():
        if value is not None and html is None:
            raise InputError(f"--{name} puts something on the page; give --html too.")


def _check_beside(method: list[str] | None, **others: object) -> None:
    """`InputError` for settings without a method."""
    for name, value in others.items():
        if value is not None and method is None:
            raise InputError(f"--{name} is for --method, which puts an attribution on the page of --html.")
