"""The kinds of edit: adding one of texts is one file and one line here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from exegesis.core.errors import InputError, unknown
from exegesis.counterfactuals.ways.words import ChangeableWords, Offered


@dataclass(frozen=True)
class EditKind:
    """A kind of edit. `reads`: the kind of data, "other" for all but texts and tables; `own`: settings that only this
    one has."""

    name: str
    reads: str
    summary: str
    home: str = ""
    own: tuple[str, ...] = ()

    def offered(self, words: ChangeableWords) -> Offered:
        """Its alternatives for the units of a text."""
        offer: Callable[[ChangeableWords], Offered] = import_module(self.home).offered
        return offer(words)


_HERE = "exegesis.counterfactuals.ways"
WAYS: Mapping[str, EditKind] = {
    way.name: way
    for way in (
        EditKind("delete", "text", "words are deleted", f"{_HERE}.deletions"),
        EditKind(
            "propose",
            "text",
            "words are replaced by what a masked language model proposes in their place",
            f"{_HERE}.proposals",
            ("proposer", "proposals", "proposed_units"),
        ),
        EditKind(
            "lexicon",
            "text",
            "words are replaced by those of your own list, or WordNet's",
            f"{_HERE}.lexicon",
            ("lexicon",),
        ),
        EditKind(
            "move",
            "table",
            "columns are moved to other values of the background",
            own=("ranges", "directions", "costs"),
        ),
        EditKind("remove", "other", "regions, stretches and the like become what stands for absent", own=("baseline",)),
    )
}
USUAL: Mapping[str, tuple[str, ...]] = {"text": ("delete", "propose"), "table": ("move",), "other": ("remove",)}


def chosen_ways(by: str | Sequence[str] | None, reads: str, unit: object = None) -> tuple[EditKind, ...]:
    """The kinds of edit by their names, the usual ones where none is named; `InputError` for those that do not fit.

    Sentences are usually deleted alone: no word stands in the place of one.
    """
    known = reads if reads in USUAL else "other"
    usual = ("delete",) if known == "text" and unit == "sentence" else USUAL[known]
    names = usual if by is None else (by,) if isinstance(by, str) else tuple(by)
    fitting = [way.name for way in WAYS.values() if way.reads == known]
    if not names:
        raise InputError(f"no kind of edit given. Choose from: {', '.join(fitting)}.")
    for name in names:
        if name not in fitting:
            raise unknown(f"kind of edit of {'a text' if known == 'text' else f'this ({reads})'}", name, fitting)
    return tuple(WAYS[name] for name in dict.fromkeys(names))
