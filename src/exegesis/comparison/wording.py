"""A comparison's figures in words, shared by the page, the Markdown and the terminal."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from exegesis.comparison.agreement import Agreement
from exegesis.comparison.differences import WordDifference, groups
from exegesis.comparison.records import ComparedText, Side
from exegesis.comparison.result import Comparison
from exegesis.data.records import Prediction
from exegesis.views import wording
from exegesis.views.tables import NONE, Table, figure, share

SHARES = (
    "Scores are divided by the sum of |scores| of their text, so that probabilities and logits can be set side by side."
)
MEASURES = {
    "spearman": ("Rank correlation", "Spearman, of the signed scores: 1 the same order, 0 unrelated, −1 the opposite"),
    "overlap": ("Top words shared", "The share of the strongest words that both name"),
    "sign": ("Top words shared, same sign", "The share of them that both name with the same sign"),
}
_RIGHT, _WRONG = "✓", "✗"


def side_name(side: Side) -> str:
    """ "bundled:sentiment, LIME" """
    return f"{side.model}, {wording.method_name(side.method)}"


def counted(count: int, one: str) -> str:
    """ "1 text", "2,000 texts" """
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def heading(found: Comparison) -> str:
    """What is compared, in a line."""
    models, methods = counted(len(found.models), "model"), counted(len(found.methods), "method")
    return f"{models}, {methods}, {counted(len(found.texts), 'text')}"


def explained(found: Comparison) -> str:
    """Whose number is explained, and that it is this one where a text is answered with another."""
    names = list(dict.fromkeys(one.explained for one in found.texts if one.explained is not None))
    if len(names) == 1:
        given = {answer.label for one in found.texts for answer in one.predictions if answer is not None}
        other = ": scores are towards it, also where the answer is another" if given - {names[0]} else ""
        return f"All explain “{names[0]}”{other}."
    return "All explain the same label of a text, usually the first model’s answer." if names else ""


# -- answers -----------------------------------------------------------------------------------------------------------


def models(found: Comparison) -> Table:
    """A line for each model: how often it gives each label, how often it is right, and like the first model."""
    labelled = any(one.truth is not None for one in found.texts)
    few = len(found.labels) <= 4 and _kind(found) == "single-label"
    counted_labels = [f"texts: {name}" for name in found.labels] if few else []
    heads = ["model", *counted_labels, *(["right"] if labelled else []), *_likeness_heads(found)]
    rows = [heads]
    for place, model in enumerate(found.models):
        given = [one.predictions[place] for one in found.texts]
        counts = Counter(one.label for one in given if one is not None)
        row = [f"{place + 1} {model.name}", *([f"{counts[label]:,}" for label in found.labels] if few else [])]
        row += [_right(found, place)] if labelled else []
        rows.append(row + _likeness(found, place))
    failed = [sum(one.predictions[place] is None for one in found.texts) for place in range(len(found.models))]
    if any(failed):
        rows = [[*row, end] for row, end in zip(rows, ["failed", *map(str, failed)], strict=True)]
    return rows


def _kind(found: Comparison) -> str:
    known = [one for text in found.texts for one in text.predictions if one is not None]
    return known[0].kind if known else "single-label"


def _likeness_heads(found: Comparison) -> list[str]:
    if len(found.models) < 2 or _kind(found) != "single-label":
        return []
    return [f"same as {place}" for place in range(1, len(found.models) + 1)]


def _likeness(found: Comparison, place: int) -> list[str]:
    """How often it gives the answer of each model."""
    others = range(len(_likeness_heads(found)))
    return [NONE if other == place else share(same_answers(found, place, other)) for other in others]


def same_answers(found: Comparison, one: int, other: int) -> float | None:
    """The share of texts on which two models give the same label, of those that both answered."""
    pairs = [(text.predictions[one], text.predictions[other]) for text in found.texts]
    known = [(a.label, b.label) for a, b in pairs if a is not None and b is not None]
    return sum(a == b for a, b in known) / len(known) if known else None


def _right(found: Comparison, place: int) -> str:
    known = [right for one in found.texts if (right := one.right(place)) is not None]
    return f"{sum(known):,} of {len(known):,}" if known else NONE


def answer(found: ComparedText, model: int) -> str:
    """ "✓ positive, 97%" """
    given = found.predictions[model]
    if given is None:
        return "failed"
    right = found.right(model)
    said = wording.answer(given) if given.kind != "regression" else _value(given)
    return said if right is None else f"{_RIGHT if right else _WRONG} {said}"


def _value(given: Prediction) -> str:
    return wording.number(given.outputs[given.index])


def answers(found: Comparison, most: int) -> Table:
    """A line for each of the first `most` texts: what is true, and every model's answer."""
    labelled = any(one.truth is not None for one in found.texts)
    rows = [["text", *(["true"] if labelled else []), *(model.name for model in found.models)]]
    for one in found.texts[:most]:
        given = [answer(one, place) for place in range(len(found.models))]
        rows.append([beginning(one), *([one.truth or NONE] if labelled else []), *given])
    return rows


def beginning(text: ComparedText, longest: int = 90) -> str:
    """Its place or id, and how it begins."""
    number = f"{text.index + 1}" if text.id is None else text.id
    words = " ".join(text.text.split())
    return f"{number}: {words if len(words) <= longest else words[: longest - 1].rstrip() + '…'}"


def beats(found: Comparison) -> Table:
    """How many texts the model of the line has right and that of the column wrong; () where nothing is labelled."""
    if len(found.models) < 2 or all(one.truth is None for one in found.texts):
        return []
    names = [model.name for model in found.models]
    rows = [["right, while wrong is", *map(str, range(1, len(names) + 1))]]
    for place, name in enumerate(names):
        counts = [
            NONE if other == place else str(sum(_beats(one, place, other) for one in found.texts))
            for other in range(len(names))
        ]
        rows.append([f"{place + 1} {name}", *counts])
    return rows


def _beats(text: ComparedText, one: int, other: int) -> bool:
    return text.right(one) is True and text.right(other) is False


def verdict(text: ComparedText, names: Sequence[str]) -> str:
    """ "right: a; wrong: b, c" """
    verdicts = [text.right(place) for place in range(len(names))]
    said = [
        f"{word}: {', '.join(name for name, one in zip(names, verdicts, strict=True) if one is which)}"
        for word, which in (("right", True), ("wrong", False))
        if which in verdicts
    ]
    return "; ".join(said)


# -- agreement ---------------------------------------------------------------------------------------------------------


def matrix(found: Comparison, agreement: Agreement) -> Table:
    """Numbered lines and columns, a mean in each cell."""
    names = [side_name(side) for side in found.sides]
    rows = [["", *(str(place) for place in range(1, len(names) + 1))]]
    return rows + [
        [f"{place + 1} {name}", *(figure(value) for value in agreement.values[place])]
        for place, name in enumerate(names)
    ]


def about(agreement: Agreement) -> str:
    """What the matrix tells, over how many texts, and how many had no value."""
    said = MEASURES[agreement.measure][1]
    if agreement.k is not None:
        said += f" (k = {agreement.k}, of short texts half of the words)"
    pairs = [(i, j) for i in range(len(agreement.sides)) for j in range(i)]
    counts = [agreement.texts[i][j] for i, j in pairs]
    if not counts:
        return f"{said}."
    low, high = min(counts), max(counts)
    return f"{said}. Means over {counted(high, 'text') if low == high else f'{low:,} to {high:,} texts'}."


def undefined(found: Comparison) -> list[str]:
    """The sides of which some texts have no agreement, as all their scores are equal."""
    agreement = found.agreement()
    said = []
    for place, side in enumerate(found.sides):
        count = agreement.undefined[place][place]
        if count:
            said.append(
                f"{side_name(side)}: all scores are equal in {counted(count, 'text')}, which puts no word before "
                "another; agreement is undefined there, and not counted as 0."
            )
    return said


# -- differences -------------------------------------------------------------------------------------------------------


def differ(found: Comparison) -> str:
    """What the differences are between."""
    if len(groups(found.sides)[0]) == len(found.sides) and len({side.method for side in found.sides}) > 1:
        return "Difference: the largest share less the smallest, over all columns."
    return "Difference: the largest share less the smallest among the models under one method, mean over the methods."


SORTED = "difference, all texts\N{NO-BREAK SPACE}▼"
ORDER = "The first column of figures orders the words: their difference over all texts, those without the word as 0."


def words(found: Comparison, most: int) -> tuple[list[str], list[tuple[WordDifference, list[str]]]]:
    """The heads, sides by their numbers, and of each of the `most` words its line; by the column marked ▼."""
    heads = ["word", SORTED, "where it stands", "texts", *(str(place + 1) for place in range(len(found.sides)))]
    return heads, [
        (one, [one.word, points(one.weight), points(one.mean), f"{one.texts:,}", *map(signed, one.shares)])
        for one in found.differences[:most]
    ]


def numbered(found: Comparison) -> str:
    """ "1 bundled:sentiment, LIME; 2 ...": what the numbers of columns stand for."""
    return "; ".join(f"{place} {side_name(side)}" for place, side in enumerate(found.sides, 1))


def points(value: float) -> str:
    """A share in percent, with a tenth."""
    return f"{100 * value:.1f}%"


def signed(value: float | None) -> str:
    """A share in percent with its sign; a dash where there is none."""
    if value is None:
        return NONE
    said = f"{100 * value:+.1f}%"
    return "0%" if said in ("+0.0%", "-0.0%") else said.replace("-", wording.MINUS)


# -- what did not work -------------------------------------------------------------------------------------------------


def troubles(found: Comparison) -> list[str]:
    """Methods that do not fit, texts that failed, and what else must be known."""
    lines = [
        f"{one.model} is not explained by {wording.method_name(one.method)}: {one.reason}" for one in found.unsupported
    ]
    return [*lines, *_failures(found), *undefined(found), *found.notes]


def _failures(found: Comparison) -> list[str]:
    """One line for each reason: the texts, and who failed on them."""
    met: dict[str, dict[str, list[int]]] = {}
    for text in found.texts:
        for one in text.failures:
            by = one.model if one.method is None else f"{one.model}, {wording.method_name(one.method)}"
            met.setdefault(one.reason, {}).setdefault(by, []).append(text.index)
    return [
        f"{_places(sorted({*chain.from_iterable(by.values())}))} failed ({'; '.join(by)}): {reason}"
        for reason, by in met.items()
    ]


def _places(places: Sequence[int]) -> str:
    numbers = ", ".join(str(place + 1) for place in places[:5])
    more = f" and {len(places) - 5} more" if len(places) > 5 else ""
    return f"Text {numbers}" if len(places) == 1 else f"Texts {numbers}{more}"
