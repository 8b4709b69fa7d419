"""Texts changed at their marked words by rules that keep the label."""

from collections.abc import Sequence
from itertools import cycle, islice

from exegesis.core.errors import InputError, unknown
from exegesis.core.randomness import stream
from exegesis.core.text import is_blank
from exegesis.core.word_cuts import exchanged, put_in, spans_among, without
from exegesis.data.labelled import Labelled

REMOVED, REPLACED, PLACED = "removed", "replaced", "placed"
RULES = (REMOVED, REPLACED, PLACED)


def check_rules(rules: Sequence[str], instead: Sequence[str]) -> None:
    """`InputError` for a rule that is none, and for words that no rule, or a rule that no words, would use."""
    for rule in rules:
        if rule not in RULES:
            raise unknown("rule", rule, RULES)
    if (REPLACED in rules) != bool(instead):
        raise InputError("the rule 'replaced' and words to put instead go together; give both, or neither.")
    if any(is_blank(word) for word in instead):
        raise InputError("a word to put instead is blank; the rule 'removed' cuts words out.")


def changed_texts(data: Labelled, words: Sequence[str], rule: str, instead: Sequence[str], seed: int) -> Labelled:
    """The texts that hold marked words, changed by a rule; of "placed" as many texts of other labels, which hold none.

    A text of which nothing would be left is not among them.
    """
    holding = [row for row, text in enumerate(data.texts) if spans_among(text, words)]
    if rule == PLACED:
        return _placed(data, words, holding, seed)
    if rule == REMOVED:
        texts = without([data.texts[row] for row in holding], words)
    else:
        turns = islice(cycle(instead), len(holding))
        texts = [exchanged(data.texts[row], words, other) for row, other in zip(holding, turns, strict=True)]
    kept = [(text, data.labels[row]) for text, row in zip(texts, holding, strict=True) if not is_blank(text)]
    return Labelled(tuple(text for text, _ in kept), tuple(label for _, label in kept))


def _placed(data: Labelled, words: Sequence[str], holding: Sequence[int], seed: int) -> Labelled:
    """Each marked word as it stands in a text, at the same share of the way into a text of another label."""
    free = sorted(set(range(len(data))) - set(holding))
    texts: list[str] = []
    labels: list[str] = []
    for label in data.names:
        givers = [row for row in holding if data.labels[row] == label]
        takers = [row for row in free if data.labels[row] != label]
        if not givers or not takers:
            continue
        order = stream(seed, f"placed {label}").permutation(len(takers)).tolist()
        for giver, place in zip(givers, cycle(order)):
            span = spans_among(data.texts[giver], words)[0]
            taker = takers[place]
            share = span.start / max(1, len(data.texts[giver]))
            texts.append(put_in(data.texts[taker], data.texts[giver][span.start : span.end], share))
            labels.append(data.labels[taker])
    return Labelled(tuple(texts), tuple(labels))
