"""What stands below the pictures of a look: what the model predicts, and what a search found in a corpus."""

from collections.abc import Iterator
from dataclasses import dataclass

from exegesis.core.errors import InputError
from exegesis.explorer.corpus.search import wording
from exegesis.explorer.corpus.search.result import Matches
from exegesis.explorer.inside.result import LayerPredictions
from exegesis.explorer.inside.wording import at_layers, at_tokens
from exegesis.explorer.laid import check_same_text
from exegesis.explorer.payload import LookPage
from exegesis.views.characters import clip

_ROWS = 120  # of predictions
_SENTENCE = 240  # characters around a match


@dataclass(frozen=True)
class TableBeside:
    """A table of a page: its name there, its title, rows whose first cell names them, and what a reader must know."""

    name: str
    title: str
    rows: tuple[tuple[str, ...], ...]
    said: str


def tables_beside(asked: LookPage) -> Iterator[TableBeside]:
    """Those that were given; `InputError` for predictions of another text, or a corpus of another model."""
    if asked.predictions is not None:
        yield _predicted(asked)
    if asked.matches is not None:
        yield _matched(asked.matches, asked.look.model)


def _predicted(asked: LookPage) -> TableBeside:
    found = asked.predictions
    assert found is not None
    check_same_text("what predictions= holds", found.text, asked.look.text)
    if isinstance(found, LayerPredictions):
        title, rows = "What the model’s head makes of each layer", list(at_layers(found.tokens, found.places))
    else:
        title, rows = "What the model predicts at each token", list(at_tokens(found.tokens, found.places))
    said = f"The first {_ROWS} of {len(rows):,} rows; to_json has all." if len(rows) > _ROWS else ""
    return TableBeside("predicted", title, tuple(rows[:_ROWS]), " ".join((*found.notes, said)).strip())


def _matched(found: Matches, model: str) -> TableBeside:
    if found.model != model:
        held = f"the corpus holds vectors of {found.model} and the look is at {model}"
        raise InputError(f"{held}; search one of that model.")
    rows = [
        (
            one.word.form,
            "" if one.score is None else f"{one.score:.3f}",
            wording.tags_said(one.word),
            clip(one.sentence.text, _SENTENCE),
        )
        for one in found.matches
    ]
    said = " ".join(filter(None, (wording.left_out_said(found.left_out), *found.notes)))
    return TableBeside("matched", wording.heading(found), tuple(rows), said)
