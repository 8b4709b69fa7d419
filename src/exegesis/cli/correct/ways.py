"""`exegesis correct reasons`, `augment`, `edit`, `plain`: the present model of a project, trained on."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.correct import options as own
from exegesis.cli.progress import reading_model
from exegesis.cli.training import settings_given
from exegesis.cli.trust.options import Folder, Who
from exegesis.cli.writing import ResultFiles

if TYPE_CHECKING:
    from exegesis.corrections.ways import CorrectionWay


def reasons(
    context: typer.Context,
    project: Folder,
    data: o.Data[Path],
    model: own.Begin = None,
    held_out: o.HeldOut = None,
    errors: own.Errors[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    strength: Annotated[
        float, o.option(o.TRAINED, "--strength", "How heavy the penalty is beside the loss of the labels.")
    ] = 1.0,
    start: own.Start = None,
    explained: o.Explained = 20,
    seed: o.Seed[int] = 0,
    setting: o.Settings = None,
    resume: o.Resume = False,
    who: Who = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Train on, and penalise gradients on the marked words.

    Give --start the model from before it learned the words: where it leans on them already, its gradients are small.
    """

    def way() -> "CorrectionWay":
        from exegesis.corrections import RightReasons

        return RightReasons(strength)

    _corrected(context.params, way)


def augment(
    context: typer.Context,
    project: Folder,
    data: o.Data[Path],
    model: own.Begin = None,
    held_out: o.HeldOut = None,
    errors: own.Errors[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    rule: Annotated[
        list[str] | None,
        o.option(
            o.TRAINED,
            "--rule",
            o.several("How texts change at marked words: removed and placed (both usual), replaced; or none."),
        ),
    ] = None,
    instead: Annotated[
        list[str] | None, o.option(o.TRAINED, "--instead", o.several("A word that takes the place of marked ones."))
    ] = None,
    counterfactuals: Annotated[
        Path | None, o.option(o.TEXTS, "--counterfactuals", "Changed texts of your own, with their labels.")
    ] = None,
    start: own.Start = None,
    explained: o.Explained = 20,
    seed: o.Seed[int] = 0,
    setting: o.Settings = None,
    resume: o.Resume = False,
    who: Who = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Train on, with counterfactual texts beside the others."""

    def way() -> "CorrectionWay":
        from exegesis.corrections import Augmentation

        given = None if counterfactuals is None else own.read(counterfactuals, text_column, label_column)
        rules = {} if rule is None else {"rules": () if rule == ["none"] else tuple(rule)}
        return Augmentation(instead=tuple(instead or ()), counterfactuals=given, **rules)

    _corrected(context.params, way)


def edit(
    context: typer.Context,
    project: Folder,
    data: o.Data[Path],
    edits: Annotated[
        Path, o.option(o.TEXTS, "--edits", "A table of row and action: drop, relabel (label), rewrite (text).")
    ],
    model: own.Begin = None,
    held_out: o.HeldOut = None,
    errors: own.Errors[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    start: own.Start = None,
    explained: o.Explained = 20,
    seed: o.Seed[int] = 0,
    setting: o.Settings = None,
    resume: o.Resume = False,
    who: Who = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Train on after training texts were dropped or relabelled."""

    def way() -> "CorrectionWay":
        from exegesis.corrections import DataEditing, TextEdits

        return DataEditing(TextEdits.read(edits))

    _corrected(context.params, way)


def plain(
    context: typer.Context,
    project: Folder,
    data: o.Data[Path],
    model: own.Begin = None,
    held_out: o.HeldOut = None,
    errors: own.Errors[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    start: own.Start = None,
    explained: o.Explained = 20,
    seed: o.Seed[int] = 0,
    setting: o.Settings = None,
    resume: o.Resume = False,
    who: Who = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Train on as before: the control beside which to judge."""

    def way() -> "CorrectionWay":
        from exegesis.corrections import ContinuedTraining

        return ContinuedTraining()

    _corrected(context.params, way)


def _corrected(given: Mapping[str, Any], way: "Callable[[], CorrectionWay]") -> None:
    """The work of all four; `given` are the options by their names."""
    files = ResultFiles(given["json_path"], given["html"])
    texts = [given[name] for name in ("data", "held_out", "errors")]
    files.check(inputs=texts)
    columns = given["text_column"], given["label_column"]
    with reading_model(given["model"] or given["project"]):
        from exegesis.corrections import CorrectionProject

        chosen = way()
        train = own.read(given["data"], *columns)
        measured = [None if path is None else own.read(path, *columns) for path in texts[1:]]
        project = CorrectionProject(given["project"], given["who"])
        if given["model"] is not None:
            project.begin(given["model"])
        settings = settings_given(given["setting"])
    found = project.correct(
        chosen, train, *measured, start=given["start"], seed=given["seed"], explained=given["explained"],
        settings=settings, resume=given["resume"],
    )  # fmt: skip
    files.write("correction", found)
