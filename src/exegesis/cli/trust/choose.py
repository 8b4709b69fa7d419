"""`exegesis trust choose`: which of two models is better, told from their explanations alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli.progress import progress_of
from exegesis.cli.reading import settings_of
from exegesis.cli.writing import check_places, say, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.explanation import Explanation
    from exegesis.trust.acting.choosing import Choice, Question

_KEYS = {"l": "left", "r": "right", "s": "same", "left": "left", "right": "right", "same": "same"}


def choose(
    first: Annotated[str, typer.Argument(help="A model, or PROJECT:ROUND of `exegesis trust retrain`.")],
    second: Annotated[str, typer.Argument(help="The other one.")],
    texts: Annotated[Path, typer.Option(help="Texts to explain: .txt, .csv, .tsv, .jsonl, .parquet (or .gz).")],
    log: Annotated[
        Path | None, typer.Option(help="Add each answer to this file; a broken-off session goes on.")
    ] = None,
    text: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    method: Annotated[str, typer.Option(help="See `exegesis methods`.")] = "lime",
    count: Annotated[int, typer.Option(help="Texts to show.")] = 6,
    limit: Annotated[int, typer.Option(help="Texts explained, the file's first, to pick from.")] = 50,
    pick: Annotated[str, typer.Option(help="submodular (SP-LIME) or random.")] = "submodular",
    words: Annotated[int, typer.Option(help="Words shown of each explanation.")] = 6,
    seed: Annotated[int, typer.Option(help="Draws the order and the sides.")] = 0,
    html: Annotated[Path | None, typer.Option(help="Write each question as a page to this file before asking.")] = None,
    setting: Annotated[list[str] | None, typer.Option("--set", help="A setting of the method, as NAME=VALUE.")] = None,
) -> None:
    """Look at two models' explanations side by side, say which is better, and learn at the end which it was."""
    check_places(log, html, inputs=(texts,))
    from exegesis.core.texts import Columns, read_texts
    from exegesis.trust.acting.front import choice

    found = read_texts(texts, Columns(text), limit)
    with progress_of("explaining") as progress:
        session = choice(
            _model(first), _model(second), found.texts, method, count=count, pick=pick, seed=seed, ids=found.places,
            names=(first, second), log=log, progress=progress, **settings_of(setting),
        )  # fmt: skip
    _ask(session, words, html)
    say(session.verdict().sentence())


def _ask(session: "Choice[Explanation]", words: int, html: Path | None) -> None:
    from exegesis.trust.acting.front import page

    while (question := session.question) is not None:
        if html is not None:
            write(html, page(question))
        for line in lines(question, words):
            say(line)
        session.answer(_answer())


def lines(question: "Question[Explanation]", words: int) -> list[str]:
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
