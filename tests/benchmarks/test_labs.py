"""The labs: what is known of language models holds of the small bundled one, over lists of sentences; and the page."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from benchmarks.labs import measures, sentences
from benchmarks.labs.labs import LABS, findings
from benchmarks.labs.page import page, write
from benchmarks.labs.sentences import Sentence

import exegesis
from exegesis import explorer
from exegesis.adapters.base import Model
from exegesis.adapters.bundled import BUNDLED
from exegesis.core.errors import InputError


@pytest.fixture(scope="module")
def model() -> Model:
    return exegesis.load("bundled:masked-words")


NEARER = tuple(one for one in sentences.nearer() if {*one.goals} & {"Mary", "John", "Anna", "Peter"})


@pytest.fixture(scope="module")
def leads(model: Model) -> measures.Floats:
    """Nats by which the right gender leads, the noun nearer than the name."""
    return measures.answers(model, NEARER)


@pytest.mark.slow
def test_a_hidden_verb_is_ranked_better_from_layer_to_layer(model: Model) -> None:
    ranks = np.array([measures.read(model, one).ranks for one in sentences.verbs()])
    medians = np.median(ranks, axis=0)
    assert (np.diff(medians) < 0).all()
    assert (ranks[:, -1] < ranks[:, 1]).sum() >= 11  # of 12
    assert medians[-1] < 30


@pytest.mark.slow
def test_a_pronoun_takes_the_gender_of_the_name_in_the_sentence_before(model: Model) -> None:
    asked = sentences.across()[:32]
    moved = measures.moved_by_name(asked, measures.answers(model, asked))
    assert (moved > 0).sum() >= 12  # of 16
    assert measures.interval(moved, "across").low > 1.0  # nats


@pytest.mark.slow
def test_gender_follows_the_name_and_less_so_the_nearer_noun(leads: measures.Floats) -> None:
    by_name, by_noun = measures.moved_by_name(NEARER, leads), measures.moved_by_noun(NEARER, leads)
    assert (by_name > 0).sum() >= 15  # of 16
    assert measures.interval(by_name, "name").low > 0.8
    assert measures.interval(by_name - by_noun, "both").low > 0.05  # what the name moves beyond the noun


@pytest.mark.slow
def test_the_head_that_looks_at_the_name_is_what_tells_the_gender(model: Model, leads: measures.Floats) -> None:
    looked = [measures.attended(model, one) for one in NEARER]
    head = measures.strongest(looked)
    given = measures.shares(looked, head)  # on sentences that it was not chosen on; by chance .11 at most
    assert measures.interval(given, "given").low > 0.2
    without = measures.answers(explorer.silence(model, [head]), NEARER)
    lost = measures.interval(measures.moved_by_name(NEARER, leads - without), "lost")
    assert lost.low > 0.7  # nats, of some 1.3
    other = measures.answers(explorer.silence(model, [(4, 6)]), NEARER[:16])  # which gives it nearly as much
    assert abs(measures.moved_by_name(NEARER[:16], leads[:16] - other).mean()) < lost.low / 4


@pytest.mark.slow
def test_weights_at_random_know_no_gender() -> None:
    folder = str(BUNDLED["masked-words"].folder)
    torch.manual_seed(0)
    drawn = transformers.AutoModelForMaskedLM.from_config(transformers.AutoConfig.from_pretrained(folder))
    unlearned = exegesis.load((drawn.eval(), transformers.AutoTokenizer.from_pretrained(folder)))
    moved = measures.interval(measures.moved_by_name(NEARER, measures.answers(unlearned, NEARER)), "random")
    assert moved.high < 0.3  # nats, where the model that has learned moves by more than .8


def test_both_words_of_a_pair_are_asked_of_the_same_text() -> None:
    for one in (*sentences.across(), *sentences.nearer()):
        ((start, end),) = one.asked.spans
        ((begin, stop),) = one.asked_other.spans
        other = one.asked_other.text
        assert (one.text[:start], one.text[end:]) == (other[:begin], other[stop:])
        assert {one.word, other[begin:stop]} in ({"She", "He"}, {"her", "his"})


def test_what_moves_is_laid_to_the_name_or_to_the_noun() -> None:
    asked = sentences.nearer()
    by_name_alone = np.ones(len(asked))
    assert (measures.moved_by_name(asked, by_name_alone) == 2).all()
    assert (measures.moved_by_noun(asked, by_name_alone) == 0).all()
    by_noun_alone = np.array([1.0 if one.woman == (one.noun == "woman") else -1.0 for one in asked])
    assert (measures.moved_by_name(asked, by_noun_alone) == 0).all()
    assert (measures.moved_by_noun(asked, by_noun_alone) == 2).all()


def test_a_word_of_several_pieces_is_refused(model: Model) -> None:
    with pytest.raises(InputError, match="pieces for this model; the labs need one"):
        measures.read(model, Sentence("They will overwinter here.", "overwinter", ("They",), 0))


@pytest.mark.slow
def test_the_page_and_its_pictures(model: Model, tmp_path: Path) -> None:
    tags = {"start": 0, "end": 3, "upos": "PRON"}, {"start": 4, "end": 9, "upos": "VERB"}
    lines = [{"text": text, "words": tags} for text in ("She sings", "She walks", "You spoke")]
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    corpus = explorer.build_corpus(model, [file], tmp_path / "corpus")
    lab = replace(LABS[2], sentences=lambda: sentences.nearer()[:8])
    found = findings(lab, model, corpus)
    write([found], model, "made so.", tmp_path)
    written = (tmp_path / "explorer-labs.md").read_text(encoding="utf-8")
    assert written == page([found], model.name, "made so.")
    assert "> Mary waved to the woman and returned to **her** office." in written
    assert "of 4 pairs" in written
    assert written.endswith("made so.\n")
    for name in ("name-heads.svg", "name-curves.svg"):
        assert f"explorer-labs/{name}" in written
        drawn = (tmp_path / "explorer-labs" / name).read_text(encoding="utf-8")
        assert drawn.startswith("<svg")
        assert "bundled:masked-words" in drawn
