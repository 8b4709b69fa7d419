"""A correction in words, shared by the page and the terminal."""

from exegesis.core.plurals import plural
from exegesis.corrections.result import Correction, CorrectionFigures, ErrorAnswer, RightOf, TracedTexts, WordShare
from exegesis.views import wording

_WAYS = {
    "reasons": "gradients on marked words penalised",
    "counterfactuals": "counterfactual texts added",
    "edits": "training texts edited",
    "continued": "trained on as before, the control",
}
_FIGURES = {
    "removed": "{} with the words cut out",
    "replaced": "{} with other words in their place",
    "placed": "{} of other labels with the words put in",
    "given": "{} of your own",
    "drop": "{} dropped",
    "relabel": "{} relabelled",
    "rewrite": "{} rewritten",
    "cut": "{} longer than the model reads at once, of which it learned the beginning",
}
_WORDS = 12
NOTHING = "–"


def heading(found: Correction) -> str:
    """ "Gradients on marked words penalised: zorbulon" """
    said = _WAYS[found.way]
    more = " …" if len(found.words) > _WORDS else ""
    named = f": {', '.join(found.words[:_WORDS])}{more}" if found.words else ""
    return said[0].upper() + said[1:] + named


def done(found: Correction) -> str:
    """How many texts, steps, and what was changed in them."""
    parts = [f"{plural(found.texts, 'text')}, {plural(found.steps, 'step')}, seed {found.seed}"]
    parts += [_FIGURES[name].format(plural(count, "text")) for name, count in found.figures.items() if count]
    if found.start is not None:
        parts.append(f"trained from {found.start}")
    return "; ".join(parts)


def warnings(found: Correction) -> list[str]:
    """What its reader must know: words that are nowhere, held-out texts lost, nothing to measure by."""
    said = []
    if found.is_worse:
        said.append(f"Fewer held-out texts are right than before. To go back: {found.back}")
    if found.absent:
        said.append(f"No training text holds {', '.join(found.absent)}.")
    if found.words and found.before.slice is None:
        said.append("No held-out text holds a marked word, so there is no slice; give held-out texts with some.")
    if found.before.held_out is None:
        said.append("Without held-out texts nothing says what the correction costs.")
    return said


def rows(found: Correction) -> list[tuple[str, str, str, str]]:
    """(of what, before, after, change), a line for each thing that was measured."""
    before, after = found.before, found.after
    lines = [
        _right("held-out texts right", before.held_out, after.held_out),
        _right("of these with a marked word", before.slice, after.slice),
        _errors(found),
        _share(before.on_words, after.on_words),
    ]
    return [line for line in lines if line is not None]


def errors(found: Correction) -> list[tuple[str, str, str, str]]:
    """(text, truth, how it was answered before, and after) of each error."""
    return [
        (text.text, text.truth, _answer(one, text.truth), _answer(other, text.truth))
        for text, one, other in zip(found.errors, found.before.errors, found.after.errors, strict=True)
    ]


def traced(found: TracedTexts) -> str:
    """What the influence is of."""
    at = f"{plural(len(found.checkpoints), 'checkpoint')}" if found.checkpoints else "the model as it is"
    return f"{plural(found.texts, 'training text')}; influence by gradients of the {found.of} at {at}"


def _answer(found: ErrorAnswer, truth: str) -> str:
    """ "right, 97%", or what was answered and what of the truth was left."""
    share = wording.percent(found.of_truth)
    return f"right, {share}" if found.answer == truth else f"{found.answer}, truth {share}"


def _right(name: str, before: RightOf | None, after: RightOf | None) -> tuple[str, str, str, str] | None:
    if before is None or after is None:
        return None
    one, other = (f"{wording.percent(side.share)} of {side.texts:,}" for side in (before, after))
    return name, one, other, points(after.share - before.share)


def _errors(found: Correction) -> tuple[str, str, str, str] | None:
    if not found.errors:
        return None
    before, after = (_mended(found, side) for side in (found.before, found.after))
    return "errors right", f"{before} of {len(found.errors)}", f"{after} of {len(found.errors)}", f"{after - before:+d}"


def _mended(found: Correction, figures: CorrectionFigures) -> int:
    return sum(one.answer == text.truth for one, text in zip(figures.errors, found.errors, strict=True))


def _share(before: WordShare | None, after: WordShare | None) -> tuple[str, str, str, str] | None:
    if before is None or after is None:
        return None
    name = f"share of |score| on marked words ({before.method}, {plural(before.texts, 'text')})"
    change = points(after.share - before.share)
    return name, wording.percent(before.share), wording.percent(after.share), change


def points(change: float) -> str:
    """A change of a share, in points of percent."""
    return f"{change * 100:+.1f} points".replace("-", "−")
