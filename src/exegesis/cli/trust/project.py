"""`exegesis trust mark`, `unmark`, `undo`, `retrain`, `history`: a project folder of marks and rounds."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.trust import options as own
from exegesis.cli.writing import as_json, say, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.labelled import Labelled
    from exegesis.trust.acting.lineage import Lineage, Round
    from exegesis.trust.acting.project import Project


def mark(
    project: own.Folder,
    words: Annotated[list[str], typer.Argument(help="Words that the model should not use.")],
    why: own.Why = "",
    who: own.Who = None,
) -> None:
    """Mark words that a model should not use."""
    from exegesis.trust.acting.project import Project

    say(standing(Project(project, who).mark(words, why).words))


def unmark(
    project: own.Folder,
    words: Annotated[list[str], typer.Argument(help="Marked words to trust again.")],
    why: own.Why = "",
    who: own.Who = None,
) -> None:
    """Trust marked words again."""
    say(standing(_there(project, who).unmark(words, why).words))


def undo(
    project: own.Folder,
    to_round: Annotated[
        int | None, typer.Option("--round", help="Go back to this round: its model, its marks.")
    ] = None,
    who: own.Who = None,
) -> None:
    """Take the last mark back; with --round go back to a round.

    Nothing is lost: it can be undone, too.
    """
    found = _there(project, who)
    if to_round is None:
        say(standing(found.undo_mark().words))
        return
    round_ = found.undo(to_round)
    say(f"the present round is {round_.number}; {standing(round_.words)}")


def retrain(
    project: own.Folder,
    data: o.Data[Path],
    held_out: o.HeldOut = None,
    real_world: Annotated[
        Path | None, o.option(o.TEXTS, "--real-world", "Labelled texts as they will really come.")
    ] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    term_weights: Annotated[
        str, o.option(o.METHOD, "--term-weights", "How texts become numbers: tfidf, counts or presence.")
    ] = "tfidf",
    classifier: Annotated[str, o.option(o.METHOD, "--classifier", "logistic or naive-bayes.")] = "logistic",
    who: own.Who = None,
) -> None:
    """Train without the marked words, and keep it as a round."""
    from exegesis.core.codec import plain
    from exegesis.trust.acting.pipelines import PipelineSettings
    from exegesis.trust.acting.project import Project

    settings = PipelineSettings(term_weights, classifier)
    found = Project(project, who)
    measured = [None if path is None else _read(path, text_column, label_column) for path in (held_out, real_world)]
    trained = _read(data, text_column, label_column)
    found.retrain(settings.pipeline(), trained, measured[0], measured[1], plain(settings))
    _print(found.lineage)


def history(
    project: own.Folder,
    json_path: o.Json[str | None] = None,
) -> None:
    """The marks that stand, and the rounds with their accuracies."""
    found = _there(project, None)
    marks, lineage = found.marks, found.lineage
    if not to_standard_output(json_path):
        for one in marks.now().values():
            say(f"{one.word}  {one.who}, {one.when}{f': {one.why}' if one.why else ''}")
        _print(lineage)
    write(json_path, as_json({"marks": marks.to_dict(), "lineage": lineage.to_dict()}))


def _there(folder: Path, who: str | None) -> "Project":
    from exegesis.trust.acting.project import Project

    found = Project(folder, who)
    if not found.exists:
        raise InputError(f"there is no project in {str(folder)!r}; begin one with `exegesis trust mark`.")
    return found


def _read(path: Path, text: str, label: str | None) -> "Labelled":
    from exegesis.data.labelled import read

    return read(path, text, label)[""]


def _print(lineage: "Lineage") -> None:
    for one in lineage.rounds:
        say(_line(one, one.number == lineage.current))
        if one.absent:
            say(f"  not in the training texts, so nothing to remove: {', '.join(one.absent)}")


def _line(one: "Round", is_current: bool) -> str:
    measured = "".join(f", {name} {found.value:.1%} of {found.texts}" for name, found in one.accuracy.items())
    came = "" if one.parent is None else f" from {one.parent}"
    changed = "".join(
        f"; {word} {', '.join(words[:12])}{' …' if len(words) > 12 else ''}"
        for word, words in (("without", one.removed), ("again with", one.returned))
        if words
    )
    return f"{'* ' if is_current else ''}round {one.number}{came}: {len(one.words)} words gone{measured}{changed}"


def standing(words: tuple[str, ...]) -> str:
    return f"{len(words)} marked: {', '.join(words)}" if words else "no word is marked"
