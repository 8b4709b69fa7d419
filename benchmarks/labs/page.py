"""The findings of the labs as a page of Markdown with pictures: docs/explorer-labs.md and docs/explorer-labs/."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.labs import measures
from benchmarks.labs.contexts import BY_HEAD, NEAREST
from benchmarks.labs.labs import Findings
from benchmarks.labs.measures import interval as of
from benchmarks.labs.picture import grid
from benchmarks.labs.sentences import Sentence

from exegesis.core.files import write_whole
from exegesis.core.types import Floats
from exegesis.explorer.corpus.search.records import CountRow, CountTable
from exegesis.views.tables import figure, interval, safe, share, table

PAGE, PICTURES = "explorer-labs.md", "explorer-labs"
_SHOWN_MATCHES, _SHOWN_ROWS = 10, 3
_SUMMARISED = (
    ("part of speech", "match", "upos"),
    ("part of speech of what they attend to most by that head", "attended", "upos"),
    ("form of that", "attended", "form"),
)
_INTRODUCTION = """# Labs: what was seen in BERT, asked of many sentences

Three sights of bert-base-cased, each seen in one sentence, are known from the first tools of this kind. Here each is a
question put to many sentences, with counts and intervals (95 %, bootstrapped over sentences or pairs), so that the
answer can be no. `--model FOLDER` asks a model of yours. In each a word is hidden:

- what the [lens](explorer.md#predictions-at-tokens-and-layers) finds in its place, layer by layer;
- which head gives most from there to the words that it ought to (chosen on half of the sentences, measured on the
  other half; shares are of what goes to words, special tokens left out), and what
  [silencing it](explorer.md#heads-taken-away) changes;
- which words of a [corpus](explorer.md#a-corpus) are nearest to it, by layers and by what that head gives for it
  (p by exact tests, corrected for the values of a count).

Head 4.11 is head 11 of layer 4; layer 0 is the embeddings.
"""


def write(found: Sequence[Findings], model: Any, said: str, out: Path) -> None:
    """The page and its pictures, in the folder of the docs; `said`: how it was made."""
    (out / PICTURES).mkdir(parents=True, exist_ok=True)
    for one in found:
        for name, drawn in pictures(one, model):
            write_whole(out / PICTURES / name, drawn)
    write_whole(out / PAGE, page(found, model.name, said))


def pictures(found: Findings, model: Any) -> Iterator[tuple[str, str]]:
    """Names and SVG: all heads over all sentences, and in the example the curves of the one chosen."""
    title = f"% of attention from the hidden word to {found.lab.goals}"
    yield f"{found.lab.name}-heads.svg", grid(measures.by_head(found.readings), found.head, title, model.name)
    look = measures.words_of(model, found.readings[0].sentence)
    view, row = look.head(*found.head), measures.hidden_row(look)
    from_hidden = replace(view, rows=(view.rows[row],), weights=(view.weights[row],))
    yield f"{found.lab.name}-curves.svg", from_hidden.to_svg(share=0.9)


def page(found: Sequence[Findings], name: str, said: str) -> str:
    """All of it."""
    parts = [_INTRODUCTION, f"The model is {safe(name)}.\n"]
    for number, one in enumerate(found, 1):
        parts.append("\n".join(_section(number, one)))
    return "\n".join([*parts, f"{said}\n"])


def _section(number: int, found: Findings) -> Iterator[str]:
    lab, example = found.lab, found.readings[0].sentence
    yield f"## {number}. {lab.title}\n"
    yield f"> {_marked(example)}\n"
    yield f"{len(found.readings)} sentences. Published of bert-base-cased: {lab.published}. Here:\n"
    yield from _verdict(found)
    yield from _answers(found)
    yield from _attention(found)
    yield from _without(found)
    yield from _near(found)
    yield f"\n![All heads: attention from the hidden word to {lab.goals}]({PICTURES}/{lab.name}-heads.svg)\n"
    alt = f"Attention of {_name(found)} from the hidden word in the example"
    yield f'<img src="{PICTURES}/{lab.name}-curves.svg" width="520" alt="{alt}">\n'
    yield table(_layers(found)) + "\n"


def _marked(sentence: Sentence) -> str:
    start, end = sentence.asked.spans[0]
    before, word, after = (
        safe(part) for part in (sentence.text[:start], sentence.text[start:end], sentence.text[end:])
    )
    return f"{before} **{word}** {after}"


def _verdict(found: Findings) -> Iterator[str]:
    (place,) = found.example.places
    own, given = place.layers[-1].own, of(measures.shares(found.readings, found.head), "goals")
    assert own is not None
    looks = f"{_yes(given.low > _chance(found))}, at layer {found.head[0]} of {found.example.layers}"
    said = [f"looks at {found.lab.goals} more than by chance: {looks}"]
    if not found.gendered:
        said.insert(0, f"finds the example's word: {_yes(own.rank == 1)}")
    else:
        leads = measures.margins(found.readings)
        by_name = of(measures.moved_by_name(found.sentences, leads), "name")
        said.append(f"gender follows the name: {_yes(by_name.low > 0)}")
    if found.nearer and by_name.low > 0:
        by_noun = of(measures.moved_by_noun(found.sentences, leads), "noun")
        said.append(f"and not the nearer noun: {_yes(by_noun.low <= 0)}")
    yield f"- **As published?** {'; '.join(said)}."


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _chance(found: Findings) -> float:
    """What goals would get by chance in the sentences on which the head was measured."""
    return float(np.mean([one.chance for one in found.readings if one.sentence.half == 1]))


def _answers(found: Findings) -> Iterator[str]:
    last = found.example.places[0].layers[-1]
    assert last.own is not None
    guesses = ", ".join(f"{safe(one.label)} {share(one.value)}" for one in last.guesses)
    yield f"- **Prediction.** In the example the likeliest are {guesses};"
    yield f"  {safe(last.own.label)} is number {last.own.rank} with {share(last.own.value)}."
    ranks = np.array([one.ranks for one in found.readings])
    better = int((ranks[:, -1] < ranks[:, 1]).sum())
    yield f"  Of the {len(ranks)} hidden words {better} are ranked better by the last layer than by the first;"
    yield f"  the median rank goes from {np.median(ranks[:, 1]):,.0f} to {np.median(ranks[:, -1]):,.0f}."
    if found.gendered:
        yield from _gender(found)


def _gender(found: Findings) -> Iterator[str]:
    leads = measures.margins(found.readings)
    by_name = measures.moved_by_name(found.sentences, leads)
    yield f"  The word of the name's gender is the likelier of the two in {(leads > 0).sum()} of {len(leads)};"
    to_men = sum(bool(one.woman) for one, lead in zip(found.sentences, leads, strict=True) if lead <= 0)
    yield f"  where it is not, the man's word is taken for the woman's in {to_men}."
    yield f"  A woman's name for a man's, all else the same, moves the choice its way in {_moved(by_name, 'name')}."
    if found.nearer:
        by_noun = measures.moved_by_noun(found.sentences, leads)
        yield f'  "Woman" for "man" as the nearer noun moves it the noun\'s way in {_moved(by_noun, "noun")}:'
        yield f"  the name moves it further by {interval(of(by_name - by_noun, 'further'), 2)}."


def _moved(values: Floats, name: str) -> str:
    return f"{(values > 0).sum()} of {len(values)} pairs, by {interval(of(values, name), 2)} nats"


def _attention(found: Findings) -> Iterator[str]:
    given = of(measures.shares(found.readings, found.head), "goals")
    yield f"- **Attention.** Of all heads {_name(found)} gives {found.lab.goals} most:"
    yield f"  {interval(given, 2)} of what goes to words ({figure(_chance(found))} by chance)."
    if found.nearer:
        noun = of(measures.shares(found.readings, found.head, "to_noun"), "near")
        yield f"  To the nearer noun it gives {interval(noun, 2)}."


def _without(found: Findings) -> Iterator[str]:
    before = measures.answered(found.readings)
    what = "lead of the right word over the other gender's" if found.gendered else "word's log-probability"
    yield f"- **Without that head** the {what} goes from {figure(float(before.mean()))} to"
    yield f"  {figure(float(found.silent.mean()))} nats, by {interval(of(found.silent - before, 'silent'), 2)}."
    if found.gendered:
        by_name = measures.moved_by_name(found.sentences, found.silent)
        yield f"  The name then moves the choice its way in {_moved(by_name, 'silent name')}."
    if found.nearer:
        by_noun = measures.moved_by_noun(found.sentences, found.silent)
        yield f"  The noun: {_moved(by_noun, 'silent noun')}."


def _near(found: Findings) -> Iterator[str]:
    near = found.contexts
    forms = ", ".join(safe(one.word.form) for one in near.matches.matches[:_SHOWN_MATCHES])
    yield f"- **Nearest contexts.** What {_name(found)} gives for the example's hidden word is most like what it"
    yield f"  gives for {forms}. Of the {BY_HEAD} nearest:"
    for said, place, what in _SUMMARISED:
        rows = _standing_out(near.summary.tables, place, what)
        yield f"  - {said}: " + "; ".join(
            f"{safe(row.value or 'none')} {row.seen.count} ({share(row.base)} of all, p {_p(row.p)})" for row in rows
        )


def _standing_out(tables: Sequence[CountTable], place: str, what: str) -> list[CountRow]:
    """Of the frequent values those furthest from what the corpus has."""
    (counts,) = (one for one in tables if (one.place, one.what) == (place, what))
    return sorted(counts.rows, key=lambda row: row.p)[:_SHOWN_ROWS]


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else figure(value, 3)


def _name(found: Findings) -> str:
    return f"head {found.head[0]}.{found.head[1]}"


def _layers(found: Findings) -> list[list[str]]:
    """A line a layer."""
    near = found.contexts
    heads = ["layer", "likeliest in the example", "hidden word's median rank"]
    heads += ["right gender", "moved by the name, nats"] if found.gendered else []
    heads += ["by the noun"] if found.nearer else []
    heads += [f"{near.tag} of the {NEAREST} nearest ({share(near.base)} of all)", "attention to goals, mean of heads"]
    return [heads, *(_layer(found, layer) for layer in range(found.example.layers + 1))]


def _layer(found: Findings, layer: int) -> list[str]:
    readings = found.readings
    likeliest = " · ".join(one.label for one in found.example.places[0].layers[layer].guesses)
    line = [str(layer), likeliest, f"{np.median([one.ranks[layer] for one in readings]):,.0f}"]
    if found.gendered:
        leads = measures.margins(readings, layer)
        by_name = measures.moved_by_name(found.sentences, leads)
        line += [f"{(leads > 0).sum()} of {len(leads)}", interval(of(by_name, "name"), 2)]
        if found.nearer:
            line.append(interval(of(measures.moved_by_noun(found.sentences, leads), "noun"), 2))
    given = float(measures.by_head(readings)[layer - 1].mean()) if layer else None
    return [*line, share(float(found.contexts.by_layer[layer])), share(given)]
