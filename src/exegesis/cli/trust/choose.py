"""`exegesis trust choose`: which of two models is better, told from their explanations alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import one_method, settings_of, texts_of
from exegesis.cli.writing import check_places, say, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.explanation import Explanation
    from exegesis.trust.acting.choosing import Choice, ChoiceQuestion

_KEYS = {"l": "left", "r": "right", "s": "same", "left": "left", "right": "right", "same": "same"}


def choose(
    first: Annotated[str, typer.Argument(help="A model, or PROJECT:ROUND of `exegesis trust retrain`.")],
    second: Annotated[str, typer.Argument(help="The other one.")],
    data: o.Data[Path],
    text_column: o.TextColumn[str] = "text",
    limit: o.Limit = 50,
    count: o.Count = 6,
    random: o.Random = False,
    words: o.Words = 6,
    method: o.Methods = None,
    seed: o.Seed[int] = 0,
    setting: o.Settings = None,
    answers: Annotated[
        Path | None,
        o.option(o.WRITTEN, "--answers", "Add each answer to this file; a session that was broken off goes on."),
    ] = None,
    html: o.Html = None,
) -> None:
    """Which of two models is better, told by their explanations.

    Both are shown side by side, left or right by chance; at the end you learn which you chose. The texts are picked
    from the first --limit of --data; --html takes each question before it is asked.
    """
    check_places(answers, html, inputs=(data,))
    from exegesis.trust.acting.front import choice

    chosen = one_method(method, settings_of(setting), "both models are explained alike.")
    found = texts_of(data, text_column, None, limit, False)
    with progress_of("explaining") as progress:
        session = choice(
            _model(first), _model(second), found.texts, chosen.method, seed, ids=found.places, count=count,
            pick="random" if random else "submodular", names=(first, second), log=answers, progress=progress,
            **chosen.settings,
        )  # fmt: skip
    _ask(session, words, html)
    say(session.verdict().sentence())


def _ask(session: "Choice[Explanation]", words: int, html: Path | None) -> None:
    from exegesis.trust.acting.front import question_page

    while (question := session.question) is not None:
        if html is not None:
            write(html, question_page(question))
        for line in lines(question, words):
            say(line)
        session.answer(_answer())


def lines(question: "ChoiceQuestion[Explanation]", words: int) -> list[str]:
    """The question for a terminal: both predictions, and the weightiest words of both beside each other."""
    from exegesis.views.characters import label

    sides = []
    for name, one in (("left", question.left), ("right", question.right)):
        said = one.prediction
        head = [f"{name.upper()}: {said.label} ({said.outputs[said.index]:.0%})", f"for {one.target.name}:"]
        sides.append(
            [label(line, 38) for line in (*head, *(_word(unit.text, score) for unit, score in one.top(words)))]
        )
    height = max(map(len, sides))
    left, right = ([*side, *[""] * (height - len(side))] for side in sides)
    excerpt = label(" ".join(question.left.text.split()), 160)
    return [
        "",
        f"Question {question.number} of {question.of}",
        excerpt,
        "",
        *(f"{one:<40}{other}".rstrip() for one, other in zip(left, right, strict=True)),
    ]


def _word(word: str, score: float) -> str:
    return f"  {score:+.3f} {word}"


def _answer() -> str:
    """Asks until the answer is one."""
    while True:
        given: Any = typer.prompt("Which is better? (l)eft, (r)ight, (s)ame", prompt_suffix=" ")
        found = _KEYS.get(str(given).strip().lower())
        if found is not None:
            return found
        say("answer l, r or s.")


def _model(source: str) -> Any:
    """A model of a project's round where the name says so, else whatever can be loaded."""
    folder, colon, number = source.rpartition(":")
    if not colon or not Path(folder).is_dir():
        return source
    if not number.isdigit():
        raise InputError(f"{source!r} names no round of the project; write {folder}:NUMBER.")
    from exegesis.trust.acting.project import Project

    return Project(folder).model(int(number))
