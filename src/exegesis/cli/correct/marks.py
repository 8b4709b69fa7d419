"""`exegesis correct mark`, `unmark`, `undo`, `history`: the words that are marked, and the rounds there were."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.correct.options import project_of
from exegesis.cli.trust.options import Folder, Who, Why
from exegesis.cli.trust.project import standing
from exegesis.cli.writing import as_json, say, to_standard_output, write

if TYPE_CHECKING:
    from exegesis.corrections.result import CorrectionRound


def mark(
    project: Folder,
    words: Annotated[list[str], typer.Argument(help="Words that should not move the model's answer.")],
    why: Why = "",
    who: Who = None,
) -> None:
    """Mark words that should not move the answer."""
    from exegesis.corrections import CorrectionProject

    say(standing(CorrectionProject(project, who).mark(words, why).words))


def unmark(
    project: Folder,
    words: Annotated[list[str], typer.Argument(help="Marked words that may move it again.")],
    why: Why = "",
    who: Who = None,
) -> None:
    """Take marks away."""
    say(standing(project_of(project, who).unmark(words, why).words))


def undo(
    project: Folder,
    to_round: Annotated[
        int | None, typer.Option("--round", help="Make this round's model the present one; marks stay.")
    ] = None,
    who: Who = None,
) -> None:
    """Take the last mark back; with --round go back to a model.

    No round is lost: you can go forward to a later one again.
    """
    found = project_of(project, who)
    if to_round is None:
        return say(standing(found.undo_mark().words))
    say(f"the present model is that of round {found.undo(to_round).number}: {Path(project) / 'rounds' / str(to_round)}")


def history(project: Folder, json_path: o.Json[str | None] = None) -> None:
    """The marks that stand, and every model with its figures."""
    found = project_of(project)
    marks, lineage = found.marks, found.lineage
    if not to_standard_output(json_path):
        for one in marks.now().values():
            say(f"{one.word}  {one.who}, {one.when}{f': {one.why}' if one.why else ''}")
        for round_ in lineage.rounds:
            say(_line(round_, round_.number == lineage.current))
    write(json_path, as_json({"marks": marks.to_dict(), "lineage": lineage.to_dict()}))


def _line(one: "CorrectionRound", is_current: bool) -> str:
    from exegesis.corrections import wording

    star = "* " if is_current else ""
    if one.correction is None:
        return f"{star}round 0: the model as it was"
    figures = "".join(f"; {name} {before} → {after}" for name, before, after, _ in wording.rows(one.correction))
    return f"{star}round {one.number} from {one.parent}: {wording.heading(one.correction)}{figures}"
