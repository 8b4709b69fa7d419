"""Several models and methods on the same texts: answers, agreement, and where they differ."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from exegesis.comparison.answering import answers
from exegesis.comparison.contest import Contest, contest_of
from exegesis.comparison.explaining import explained, targets_of
from exegesis.comparison.gathering import gathered, sides_of
from exegesis.comparison.notes import notes_of
from exegesis.comparison.result import Comparison
from exegesis.core.errors import InputError, is_raised
from exegesis.core.text import Segmenter
from exegesis.data.inputs import Input, check_several
from exegesis.data.targets import Contrast
from exegesis.engine.chosen_methods import MethodSpec


def compare(
    models: Sequence[Any] | Mapping[str, Any],
    texts: Sequence[Input],
    methods: MethodSpec | Sequence[MethodSpec] = "auto",
    target: str | int | Contrast | None = None,
    seed: int = 0,
    unit: str | Segmenter = "word",
    ids: Sequence[str | None] | None = None,
    *,
    truths: Sequence[str | int | None] | None = None,
    label_map: Mapping[str, str] | None = None,
    errors: str = "keep",
    progress: Callable[[int, int], None] | None = None,
    **settings: Any,
) -> Comparison:
    """Set models beside each other on texts, explained by one or several methods.

    Models' labels are matched by name, whatever the capitals. Scores are compared on words, aligned by characters. A
    method that does not fit a model is named in `unsupported`.

    Args:
        models: what `load` gives or takes; a mapping names them.
        texts: the inputs.
        methods: one name or several, from `methods()`.
        target: the label whose number all explain, by name or number, "predicted" for what the first model answers,
            or a `Contrast` of two; usually of two labels the second, of more "predicted".
        seed: of all that is random.
        unit: as for `explain`; "token" is "word" for models without tokens.
        ids: names of the texts, one for each.
        truths: what is true of each text, by name or number of the first model's labels; None where it is not known.
        label_map: what a model's label is called by the first: {"1": "positive"}.
        errors: what a text that fails does: "keep" its error in its place, the others go on; "raise" it.
        progress: called as (steps done, steps in all).
        settings: go to the methods that have them.

    Returns:
        The comparison: answers, agreement of the scores, the words that differ most, text by text and over all.

    Raises:
        InputError: models that cannot stand side by side.
    """
    raises = is_raised(errors)
    given = _checked(texts, truths, ids)
    contest = contest_of(models, methods, label_map, unit, seed, settings)
    known = _truths(contest, truths, len(given))
    named = [None] * len(given) if ids is None else list(ids)
    step = _Steps(progress, len(given) * (len(contest.models) + len(contest.ways)))
    answered = answers(contest, given, raises, step)
    targets = targets_of(contest, target, answered)
    found = [explained(contest, way, given, named, targets, seed, raises, step) for way in contest.ways]
    done = tuple(
        gathered(
            contest, place, text, named[place], known[place], targets[place], answered[place],
            [one[place] for one in found], unit,
        )
        for place, text in enumerate(given)
    )  # fmt: skip
    sides = sides_of(contest, done, unit)
    return Comparison(
        models=contest.facts,
        methods=contest.methods,
        labels=contest.labels.names,
        sides=sides,
        unsupported=contest.unsupported,
        texts=done,
        seed=int(seed),
        notes=notes_of(sides, done),
    )


class _Steps:
    """Counts what is done."""

    def __init__(self, progress: Callable[[int, int], None] | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)


def _checked(texts: Sequence[Input], truths: Sequence[object] | None, ids: Sequence[object] | None) -> list[Input]:
    check_several(texts, "compare")
    texts = list(texts)  # a column of a table has a truth of its own
    if not texts:
        raise InputError("there is no text to compare the models on; give at least one.")
    for name, given in (("truths", truths), ("ids", ids)):
        if given is not None and len(given) != len(texts):
            raise InputError(
                f"{len(given)} {name} for {len(texts)} texts; give one for each, None where there is none."
            )
    return list(texts)


def _truths(contest: Contest, truths: Sequence[str | int | None] | None, count: int) -> list[int | None]:
    """The true labels as places among the common ones."""
    if truths is None:
        return [None] * count
    kind = contest.models[0].kind
    if kind != "single-label":
        raise InputError(f"truths are for models that give one label to a text, not for {kind}.")
    return [
        None if one is None else contest.labels.index(str(one), f"label (of text {place + 1})")
        for place, one in enumerate(truths)
    ]
