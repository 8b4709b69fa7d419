"""Tags: read at a word's first piece, of several words together, entities, long texts, and what is refused."""

import copy
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax, logsumexp

import exegesis
from exegesis import Contrast, Tag
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.core.text import is_blank, words
from exegesis.engine.engine import Engine
from exegesis.tasks.entities import entities
from exegesis.tasks.tags import Tags
from tests.adapters.head_families import ENCODERS, TAGS, headed, tokenizer

BERT = TransformerModel(*headed("bert", "token-classification"), name="tiny")
TEXT = "the movie was unbelievable, not slow"
LETTERS = ("bert", "roberta", "albert", "deberta_v2", "mpnet", "xlnet")


def firsts(name: str, text: str) -> list[int]:
    """By hand: the position of the first piece that holds each word's first character."""
    made = tokenizer(name)(text, return_offsets_mapping=True, return_special_tokens_mask=True)
    pieces = list(zip(made["offset_mapping"], made["special_tokens_mask"], strict=True))
    return [
        next(i for i, ((low, high), special) in enumerate(pieces) if not special and low <= word.start < high)
        for word in words(text)
    ]


def known_of(name: str, text: str) -> np.ndarray:
    """Log-probabilities (words, tags) by the bare model."""
    model, pieces = headed(name, "token-classification")
    with torch.no_grad():
        logits = model(**pieces(text, return_tensors="pt")).logits[0].double().numpy()
    return np.asarray(log_softmax(logits, axis=-1)[firsts(name, text)])


def explained(target: Any, text: str = TEXT, method: str = "gradient", **settings: Any) -> Any:
    return exegesis.explain(BERT, text, method, target, **settings)


@pytest.mark.parametrize("name", [*ENCODERS, "xlnet"])
def test_every_word_has_the_tag_of_its_first_piece(name: str) -> None:
    found = exegesis.predict(headed(name, "token-classification"), TEXT)
    known = known_of(name, TEXT)
    assert [TEXT[p.spans[0].start : p.spans[0].end] for p in found] == [TEXT[w.start : w.end] for w in words(TEXT)]
    for one, line in zip(found, known, strict=True):
        assert one.outputs == pytest.approx(np.exp(line), abs=1e-5)
        assert (one.label, one.index, one.labels) == (TAGS[line.argmax()], line.argmax(), TAGS)
        assert one.kind == "tag"


@pytest.mark.parametrize("name", LETTERS)
@given(st.text("aéß 日שה!.😀\n\u200f\u00ad\u0301", min_size=1, max_size=12).filter(lambda text: not is_blank(text)))
def test_words_of_any_script_are_read_once_at_the_first_of_their_pieces(name: str, text: str) -> None:
    task = Tags(TransformerModel(*headed(name, "token-classification")))
    scene = task.scene(text)
    tagged = task.tagged(scene, lambda row, read: np.random.default_rng(len(row)).normal(size=5 * places(read, row)))
    (part,) = scene.tokens
    firsts = {}
    for word in words(text):
        own = [
            i
            for i, (span, special) in enumerate(zip(part.spans, part.special, strict=True))
            if not special and span.start < span.end and span.start < word.end and word.start < span.end
        ]
        if own:  # the vocabulary may have nothing for it
            firsts[word] = own[0]
    assert {one.span: one.position for one in tagged} == firsts
    assert len(tagged) == len(firsts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u200fslow plot", ["\u200fslow", "plot"]),  # a direction mark, which BERT drops
        ("a 😀movie", ["a", "😀", "movie"]),  # one unknown piece to BERT
    ],
)
def test_words_that_a_tokenizer_changes_are_read_all_the_same(text: str, expected: list[str]) -> None:
    found = exegesis.predict(BERT, text)
    assert [text[one.spans[0].start : one.spans[0].end] for one in found] == expected
    assert explained(expected[1], text).target.name == found[1].label


def places(read: Any, row: Any) -> int:
    """How many lines a reading takes, seen on a table of all of them."""

    class Result:
        logits = torch.zeros(1, len(row), 5)

    return int(read(Result, {"attention_mask": torch.ones(1, len(row), dtype=torch.long)}).numel()) // 5


@pytest.mark.parametrize("output", ["probability", "log-probability", "logit"])
def test_a_tag_of_a_word(output: str) -> None:
    known = known_of("bert", TEXT)[3]
    found = [explained(Tag("unbelievable", tag), output=output).value for tag in TAGS]
    if output == "logit":
        assert np.array(found) - found[0] == pytest.approx(known - known[0], abs=1e-4)
    else:
        assert found == pytest.approx(np.exp(known) if output == "probability" else known, abs=1e-4)


def test_a_word_alone_means_the_tag_it_has() -> None:
    known = known_of("bert", TEXT)
    for spec in ("movie", Tag("movie")):
        found = explained(spec)
        assert (found.target.index, found.target.name) == (known[1].argmax(), TAGS[known[1].argmax()])
        assert found.value == pytest.approx(np.exp(known[1].max()), abs=1e-5)
        assert [(s.start, s.end) for s in found.target.spans] == [(4, 9)]
        assert found.prediction.outputs == pytest.approx(np.exp(known[1]), abs=1e-5)


def test_a_tag_of_several_words_is_begun_and_gone_on_with() -> None:
    known = known_of("bert", TEXT)
    for tag, columns in (("LOC", (3, 4, 4)), ("B-LOC", (3, 4, 4)), ("I-PER", (2, 2, 2)), ("O", (0, 0, 0))):
        total = sum(known[word, column] for word, column in zip((0, 1, 2), columns, strict=True))
        found = explained(Tag("the movie was", tag), output="log-probability")
        assert found.value == pytest.approx(total, abs=1e-4)
        chance = explained(Tag("the movie was", tag), output="probability")
        assert chance.value == pytest.approx(np.exp(total), rel=1e-3)
        assert len(found.target.spans) == 3
        assert found.target.index == columns[0]
    own = explained(Tag("the movie was"), output="log-probability")
    assert own.value == pytest.approx(known[:3].max(axis=1).sum(), abs=1e-4)


PAIRS = ("NOUN|nsubj", "NOUN|obj", "VERB|root", "VERB|nsubj", "VERB")


def paired() -> TransformerModel:
    """The tiny tagger with labels that are two things at once."""
    model, pieces = headed("bert", "token-classification")
    model = copy.deepcopy(model)
    model.config.id2label = dict(enumerate(PAIRS))
    return TransformerModel(model, pieces, name="paired")


@pytest.mark.parametrize("output", ["probability", "log-probability", "logit"])
@pytest.mark.parametrize(("part", "columns"), [("NOUN", [0, 1]), ("nsubj", [0, 3]), ("VERB", [4]), ("root", [2])])
def test_a_part_of_labels_has_their_summed_probability(part: str, columns: list[int], output: str) -> None:
    """By hand, for methods that mask and those that take gradients; the whole name of a label is that label alone."""
    model, pieces = headed("bert", "token-classification")
    with torch.no_grad():
        logits = model(**pieces(TEXT, return_tensors="pt")).logits[0].double().numpy()[firsts("bert", TEXT)[1]]
    known = logits if output == "logit" else log_softmax(logits)
    expected = logsumexp(known[columns])
    for method in ("occlusion", "gradient"):
        found = exegesis.explain(paired(), TEXT, method, Tag("movie", part), output=output)
        assert found.value == pytest.approx(np.exp(expected) if output == "probability" else expected, abs=1e-4)
        assert (found.target.name, found.target.index) == (part if part != "root" else "VERB|root", columns[0])


def test_parts_are_contrasted_and_unknown_ones_told() -> None:
    one, other, both = exegesis.explain(
        paired(),
        TEXT,
        "occlusion",
        [Tag("movie", "NOUN"), Tag("movie", "root"), Contrast(Tag("movie", "NOUN"), Tag("movie", "root"))],
    )
    assert both.value == pytest.approx(one.value - other.value, abs=1e-5)
    assert both.scores == pytest.approx(one.scores - other.scores, abs=1e-4)
    with pytest.raises(InputError, match=r"Did you mean 'NOUN'\? Choose from: NOUN, VERB, nsubj, obj, root\."):
        exegesis.explain(paired(), TEXT, "occlusion", Tag("movie", "NOUNS"))


def test_a_word_that_stands_repeatedly_is_counted() -> None:
    text = "the movie the plot"
    first, second = explained(["the", Tag("the", occurrence=2)], text)
    assert [one.target.spans[0].start for one in (first, second)] == [0, 10]


def test_a_contrast_of_two_tags_is_their_difference() -> None:
    one, other, both = explained(
        [Tag("movie", "B-PER"), Tag("movie", "B-LOC"), Contrast(Tag("movie", "B-PER"), Tag("movie", "B-LOC"))],
        method="occlusion",
        output="logit",
    )
    assert both.value == pytest.approx(one.value - other.value, abs=1e-5)
    assert both.scores == pytest.approx(one.scores - other.scores, abs=1e-4)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (None, "tiny tags every word; say which is meant, as target=Tag('word') or --at word."),
        ("predicted", "tags every word"),
        ([], "tags every word"),
        (Tag("movie", "B-PRE"), "unknown tag 'B-PRE'. Did you mean 'B-PER'"),
        (Tag("movie", "ORG"), "unknown tag 'ORG'. Choose from: O, B-PER, I-PER, B-LOC, I-LOC"),
        (Tag("dull"), "'dull' does not stand in the text"),
        (Tag("mov"), "'mov' does not stand in the text"),
        (Tag("movie", occurrence=2), "'movie' stands 1 times in the text, so there is no occurrence 2"),
        (Tag("movie", occurrence=0), "no occurrence 0"),
        (Tag("movie", occurrence="1"), "no occurrence '1'"),  # type: ignore[arg-type]
        (Tag(""), "the word to find is empty"),
        (Contrast(Tag("movie"), Tag("movie")), "with itself is always 0"),
        (Contrast(Tag("the movie", "LOC"), Tag("the movie", "B-LOC")), "with itself is always 0"),
        (Contrast(Contrast("movie", "slow"), "was"), "between two plain targets"),
    ],
)
def test_what_is_no_tag_is_told_in_one_line(target: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        explained(target)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_entities_are_those_the_words_tags_spell() -> None:
    known = known_of("bert", TEXT)
    best = known.argmax(axis=1)
    expected = entities(TEXT, words(TEXT), [TAGS[i] for i in best], np.exp(known.max(axis=1)).tolist())
    found = exegesis.entities(BERT, TEXT)
    assert [(one.text, one.label, one.span) for one in found] == [(e.text, e.label, e.span) for e in expected]
    assert [one.probability for one in found] == pytest.approx([e.probability for e in expected], abs=1e-5)
    with pytest.raises(InputError) as caught:
        explained(None)
    assert all(f"{one.text} ({one.label})" in str(caught.value) for one in found)


LONG = " ".join([TEXT] * 12)


@pytest.mark.slow
def test_in_a_long_text_every_word_is_read_once_in_the_window_that_shows_most_around_it() -> None:
    task = Tags(BERT)
    scene = task.scene(LONG)
    assert len(scene.windows) > 2
    tagged = task.tagged(scene, Engine(BERT).look)
    assert [one.span for one in tagged] == words(LONG)
    for one in tagged:
        rooms = []
        for number, part in enumerate(scene.tokens):
            at = [i for i, s in enumerate(part.spans) if s.start <= one.span.start < s.end]
            if at:
                rooms.append((min(at[0], len(part.spans) - 1 - at[0]), -number))
        assert one.window == -max(rooms)[1]
        shown = LONG[scene.windows[one.window].start : scene.windows[one.window].end]
        index = words(shown).index(
            next(w for w in words(shown) if w.start == one.span.start - scene.windows[one.window].start)
        )
        assert one.known == pytest.approx(known_of("bert", shown)[index], abs=1e-4)


def test_a_run_of_words_over_two_windows_is_refused() -> None:
    scene = Tags(BERT).scene(LONG)
    tagged = Tags(BERT).tagged(scene, Engine(BERT).look)
    turn = next(i for i in range(len(tagged)) if tagged[i].window != tagged[i + 1].window)
    run = LONG[tagged[turn].span.start : tagged[turn + 1].span.end]
    place = sum(1 for i in range(tagged[turn].span.start) if LONG.startswith(run, i)) + 1
    with pytest.raises(InputError, match="stands across two windows of the long text"):
        explained(Tag(run, occurrence=place), LONG)
