"""Trees drawn at random, and a model whose heads point where they were told to."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.statistics import Interval
from exegesis.data.inputs import plain
from exegesis.data.rows import TokenRow
from exegesis.explorer.relations.result import FewCases, Followed, HeadRelations
from exegesis.explorer.relations.sentences import TaggedSentence
from exegesis.explorer.relations.sources import tagged
from tests import tiny

_WORDS = ("a", "bad", "film", "plot", "wonderful", "was", "boring", "Don't", "acting")
_LABELS = ("near", "far", "free")


def conllu(path: Path, count: int = 60, entities: bool = False, seed: int = 0) -> Path:
    """Sentences in which words depend on the next one ("near"), the one two places before ("far") or any ("free").

    With `entities` each ends in a name that its first word, a pronoun, stands for, behind a nearer noun.
    """
    rng = np.random.default_rng(seed)
    lines = ["# global.Entity = GRP-etype"] if entities else []
    for number in range(count):
        size = int(rng.integers(6, 10))
        forms = [f"{rng.choice(_WORDS)}{number if place == 1 else ''}" for place in range(size)]
        lines += [f"# sent_id = {number + 1}", f"# text = {' '.join(forms)}"]
        for place, form in enumerate(forms):
            label = _LABELS[int(rng.integers(3))]
            label = "free" if (label == "near" and place == size - 1) or (label == "far" and place < 2) else label
            others = [one for one in range(size) if one != place]
            head = {"near": place + 1, "far": place - 2, "free": int(rng.choice(others))}[label]
            tag, mark = _entity(place, size) if entities else ("NOUN", "_")
            lines.append(f"{place + 1}\t{form}\t_\t{tag}\t_\t_\t{head + 1}\t{label}\t_\t{mark}")
        lines.append("")
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _entity(place: int, size: int) -> tuple[str, str]:
    if place == 0:
        return "PRON", "Entity=(1-person)"
    if place == 2:
        return "NOUN", "Entity=(2-object)"
    if place >= size - 2:
        return "PROPN", "Entity=(1-person" if place == size - 2 else "Entity=1)"
    return "VERB", "_"


def model(path: Path, monkeypatch: pytest.MonkeyPatch) -> TransformerModel:
    """Head 1.1 attends evenly, 1.2 to the next word, 2.1 to the word's own head, 2.2 to the last word."""
    made = tiny.bert()
    known = {sentence.text: sentence for sentence in tagged(path, None).sentences}
    rows = {}
    for text, sentence in known.items():
        document = plain(text)
        tokens = made.tokens(document, made.windows(document)[0])
        rows[tokens.row.data] = sentence, tokens.spans
    monkeypatch.setattr(made, "attentions_of", lambda given: [_weights(rows[row.data], row) for row in given])
    return made


def _weights(known: tuple[TaggedSentence, Any], row: TokenRow) -> Any:
    sentence, spans = known
    words = [
        next((n for n, one in enumerate(sentence.spans) if one.start <= span.start < one.end), None) for span in spans
    ]
    words = [word if span.end > span.start else None for word, span in zip(words, spans, strict=True)]
    last = len(sentence.spans) - 1
    weights = np.full((2, 2, len(row), len(row)), 0.01, dtype=np.float32)
    for place, word in enumerate(words):
        if word is not None:
            for head, target in (((0, 1), word + 1), ((1, 0), sentence.heads[word]), ((1, 1), last)):
                weights[head][place, [n for n, other in enumerate(words) if other == target]] += 1
    weights[..., 0] += 3  # [CLS], which is passed over
    return weights / weights.sum(axis=-1, keepdims=True)


def relations(followed: Sequence[Followed] = ()) -> HeadRelations:
    """A result as a small corpus gives it."""
    part = Interval(0.75, 0.5, 0.875)
    one = Followed(2, 1, "nsubj", "to head", 40, part, Interval(0.25, 0.125, 0.5), Interval(0.5, 0.25, 0.625), 1)
    who = Followed(
        1, 2, "pronouns", "to mention", 31, part, Interval(0.5, 0.25, 0.75), Interval(0.25, -0.125, 0.5), None
    )
    few = (FewCases("obj", "to dependent", 3),)
    size = {"layers": 2, "heads_in_layer": 2, "sentences": 60, "words": 450, "too_long": 1, "unseen": 2, "fewest": 30}
    rows = tuple(followed) or (one,)
    return HeadRelations(
        "toy", ("a.conllu",), **size, relations=rows, heads=rows, pronouns=who, few=few, seed=0, notes=("as it is",)
    )
