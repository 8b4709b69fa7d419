"""A comparison as Markdown: the tables of the page, without the coloured texts."""

from exegesis.comparison import wording as said
from exegesis.comparison.agreement import MEASURES
from exegesis.comparison.result import Comparison
from exegesis.views.tables import safe, table

_ANSWERS = 50  # lines of the table of answers
_WORDS = 20


def markdown(found: Comparison) -> str:
    """The comparison; texts and names are escaped."""
    names = " beside ".join(safe(one.name) for one in found.models)
    parts = [f"# {names}", f"{said.heading(found)}. {safe(said.explained(found))} Seed {found.seed}."]
    if troubles := said.troubles(found):
        parts += ["\n".join(f"- {safe(line)}" for line in troubles)]
    parts += ["## Answers", table(said.models(found)), table(said.answers(found, _ANSWERS))]
    if len(found.sides) > 1:
        parts += ["## Do the explanations agree?"]
        for measure in MEASURES:
            one = found.agreement(measure)
            parts += [f"### {said.MEASURES[measure][0]}", table(said.matrix(found, one)), safe(said.about(one))]
    heads, words = said.words(found, _WORDS)
    if words:
        parts += ["## Words on which they differ most", table([heads, *(line for _, line in words)])]
        parts += [safe(f"{said.SHARES} {said.differ(found)} {said.ORDER} Columns: {said.numbered(found)}.")]
    if counts := said.beats(found):
        parts += ["## One right, the other wrong", table(counts), _split(found)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _split(found: Comparison) -> str:
    names = [one.name for one in found.models]
    shown = [found.texts[one.index] for one in found.disagreements[:_ANSWERS]]
    return "\n".join(f"- {safe(said.beginning(one))} ({safe(said.verdict(one, names))})" for one in shown)
