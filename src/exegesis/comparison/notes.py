"""What a reader of a comparison must know beside its figures."""

from collections.abc import Sequence

from exegesis.comparison.differences import groups
from exegesis.comparison.records import ComparedText, Side


def notes_of(sides: Sequence[Side], texts: Sequence[ComparedText]) -> tuple[str, ...]:
    """Scores in several units, sides without signs, and that only methods are compared where they are."""
    return (*_outputs(sides), *_unsigned(sides, texts), *_across(sides))


def _outputs(sides: Sequence[Side]) -> list[str]:
    found = list(dict.fromkeys(side.output for side in sides if side.output is not None))
    if len(found) < 2:
        return []
    return [f"Scores are in several units ({', '.join(found)}): compare their ranks and shares, not their sizes."]


def _unsigned(sides: Sequence[Side], texts: Sequence[ComparedText]) -> list[str]:
    found = []
    for place, side in enumerate(sides):
        rows = [one.scores[place] for one in texts]
        scores = [score for row in rows if row is not None for score in row]
        if len(sides) > 1 and any(scores) and min(scores) >= 0:
            found.append(side.name)
    if not found:
        return []
    return [
        f"No score of {'; '.join(found)} is below 0: it may be a method that gives sizes without signs. "
        "Beside signed scores read the overlap of top words, not the signs or the rank correlation."
    ]


def _across(sides: Sequence[Side]) -> list[str]:
    if len(sides) < 2 or len({side.model for side in sides}) < 2 or len(groups(sides)[0]) != len(sides):
        return []
    if len({side.method for side in sides}) == 1:
        return []
    return ["No method fits two of the models, so differences are between other methods as well as other models."]
