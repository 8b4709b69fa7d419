"""Hidden words: guesses, words of one piece and of several, several places, contrasts, and what is refused."""

import copy
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax

import exegesis
from exegesis import Contrast, Hidden, Word
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.tasks.table import task_of
from exegesis.tasks.word_pieces import best_words, pieces_between
from tests.adapters.head_families import ENCODERS, headed, tokenizer

BERT = TransformerModel(*headed("bert", "masked-lm"), name="tiny")
TEXT = "the plot was unbelievable and slow"
WORD = "unbelievable"


def known_at(name: str, text: str, *places: int, hide: tuple[int, ...] = ()) -> np.ndarray:
    """Log-probabilities (n, V) at positions of a text whose pieces at `hide` are masked, by the bare model."""
    model, pieces = headed(name, "masked-lm")
    made = pieces(text, return_tensors="pt")
    for place in hide:
        made["input_ids"][0, place] = pieces.mask_token_id
    with torch.no_grad():
        logits = model(**made).logits[0].double().numpy()
    return np.asarray(log_softmax(logits, axis=-1)[list(places)])


def places_of(name: str, text: str, start: int, end: int) -> list[int]:
    """Positions of the pieces that share characters with a stretch."""
    made = tokenizer(name)(text, return_offsets_mapping=True)
    return [i for i, (low, high) in enumerate(made["offset_mapping"]) if low < end and start < high]


def written(name: str) -> str:
    return f"the plot was {tokenizer(name).mask_token} and slow"


def mask_place(name: str, text: str, nth: int = 0) -> int:
    ids = tokenizer(name)(text)["input_ids"]
    return [i for i, one in enumerate(ids) if one == tokenizer(name).mask_token_id][nth]


def words_of(name: str, after_space: bool = True) -> np.ndarray:
    """Which pieces of the family's vocabulary are words that stand after a space (or go on with one): (V,)."""
    made = tokenizer(name)
    mark = {"roberta": "Ġ", "albert": "▁", "deberta_v2": "▁"}.get(name)
    size = headed(name, "masked-lm")[0].config.vocab_size
    fits = np.zeros(size, dtype=bool)
    for piece in range(min(size, len(made))):
        token = made.convert_ids_to_tokens(piece)
        begins = not token.startswith("##") if mark is None else token.startswith(mark)
        fits[piece] = piece not in made.all_special_ids and begins is after_space and token not in (mark, "##")
    return fits


# -- guesses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENCODERS)
def test_the_guesses_are_the_likeliest_of_the_vocabulary(name: str) -> None:
    text = written(name)
    (found,) = exegesis.predict(headed(name, "masked-lm"), text, 7)
    known = known_at(name, text, mask_place(name, text))[0]
    best = np.argsort(np.where(words_of(name), -known, np.inf), kind="stable")[:7]
    assert found.outputs == pytest.approx(np.exp(known[best]), rel=1e-4)
    assert sum(np.exp(known)) == pytest.approx(1)
    for label, one in zip(found.labels, best, strict=True):
        assert label == tokenizer(name).decode([int(one)]).strip()
    assert found.ranks == (1, 2, 3, 4, 5, 6, 7)
    assert (found.label, found.index, found.kind) == (found.labels[0], 0, "word")
    ((low, high),) = ((span.start, span.end) for span in found.spans)
    assert text[low:high] == tokenizer(name).mask_token


@pytest.mark.parametrize("name", ENCODERS)
def test_the_words_piece_is_the_one_it_has_in_its_place(name: str) -> None:
    text = written(name)
    made = tokenizer(name)(f"the plot was {'fine'} and slow")
    place = mask_place(name, text)
    found = exegesis.explain(headed(name, "masked-lm"), text, "gradient", "fine")
    assert found.target.index == made["input_ids"][place]
    assert found.value == pytest.approx(known_at(name, text, place)[0, found.target.index], abs=1e-4)
    # The first word of a text has no space before it, which byte-level pieces know and SentencePiece's do not.
    first = exegesis.explain(headed(name, "masked-lm"), f"{tokenizer(name).mask_token} plot", "gradient", "a")
    assert first.target.index == tokenizer(name)("a plot")["input_ids"][1]


@pytest.mark.parametrize("spec", [0, 1, 5, np.int64(2)])
def test_guesses_by_their_number(spec: Any) -> None:
    text = written("bert")
    predicted = exegesis.predict(BERT, text, 6)[0]
    found = exegesis.explain(BERT, text, "gradient", spec)
    assert found.target.name == predicted.labels[int(spec)]
    assert np.exp(found.value) == pytest.approx(predicted.outputs[int(spec)], rel=1e-4)


@pytest.mark.parametrize("spec", [None, "predicted"])
def test_the_likeliest_is_the_default(spec: Any) -> None:
    found = exegesis.explain(BERT, written("bert"), "gradient", spec)
    assert found.target.name == found.prediction.label == exegesis.predict(BERT, written("bert"), 1)[0].label


def test_a_digit_is_a_word_and_a_name_of_the_vocabulary_a_piece() -> None:
    with pytest.raises(InputError, match="'1' is not in the vocabulary"):
        exegesis.explain(BERT, written("bert"), "gradient", "1")
    found = exegesis.explain(BERT, written("bert"), "gradient", "##able")
    assert found.target.index == BERT.tokenizer.convert_tokens_to_ids("##able")


def test_units_of_the_number() -> None:
    known = known_at("bert", written("bert"), mask_place("bert", written("bert")))[0]
    fine = BERT.tokenizer.convert_tokens_to_ids("fine")
    said, chance = (
        exegesis.explain(BERT, written("bert"), "gradient", "fine", output=output).value
        for output in ("log-probability", "probability")
    )
    assert (said, chance) == pytest.approx((known[fine], np.exp(known[fine])), rel=1e-4)
    one, other = (exegesis.explain(BERT, written("bert"), "gradient", w, output="logit").value for w in ("fine", "bad"))
    assert one - other == pytest.approx(known[fine] - known[BERT.tokenizer.convert_tokens_to_ids("bad")], abs=1e-4)


# -- words of several pieces ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENCODERS)
def test_a_whole_word_is_hidden_with_all_its_pieces(name: str) -> None:
    start = TEXT.index(WORD)
    places = places_of(name, TEXT, start, start + len(WORD))
    assert (len(places) > 1) is (name != "roberta")
    ids = [tokenizer(name)(TEXT)["input_ids"][place] for place in places]
    known = known_at(name, TEXT, *places, hide=tuple(places))
    total = sum(known[n, one] for n, one in enumerate(ids))
    pair = headed(name, "masked-lm")
    for output, number in (("log-probability", total), ("probability", np.exp(total))):
        found = exegesis.explain(pair, Hidden.word(TEXT, WORD), "occlusion", WORD, output=output)
        assert found.value == pytest.approx(number, rel=1e-3, abs=1e-12)
        assert (found.truth, found.target.name, found.target.kind) == (WORD, WORD, "word")
        assert [(s.start, s.end) for s in found.target.spans] == [(start, start + len(WORD))]
    assert [unit.text for unit in found.units] == ["the", "plot", "was", "and", "slow"]


def test_guesses_for_a_word_of_several_pieces_are_the_likeliest_joint_ones() -> None:
    places = places_of("bert", TEXT, TEXT.index(WORD), TEXT.index(WORD) + len(WORD))
    known = known_at("bert", TEXT, *places, hide=tuple(places))
    (found,) = exegesis.predict(BERT, Hidden.word(TEXT, WORD), 4)
    begins, goes_on = words_of("bert"), words_of("bert", after_space=False)
    allowed = [np.where(fits, line, -np.inf) for fits, line in zip((begins, goes_on, goes_on), known, strict=True)]
    sums = allowed[0][:, None, None] + allowed[1][None, :, None] + allowed[2][None, None, :]
    assert found.outputs[:4] == pytest.approx(np.exp(np.sort(sums.ravel())[::-1][:4]), rel=1e-3)
    first = np.unravel_index(int(sums.argmax()), sums.shape)
    assert found.label == BERT.tokenizer.decode([int(one) for one in first]).strip()
    assert " " not in found.label
    ids = BERT.tokenizer(TEXT)["input_ids"]
    true = sum(float(line[ids[place]]) for line, place in zip(known, places, strict=True))
    assert found.labels[4:] == (WORD,)
    assert found.outputs[4] == pytest.approx(np.exp(true), rel=1e-3)
    before = int((sums > true).sum())
    assert found.ranks[4] == (before + 1 if before < 200 else None)


@given(
    st.integers(1, 3).flatmap(
        lambda n: st.lists(st.lists(st.floats(-9, 0), min_size=4, max_size=4), min_size=n, max_size=n)
    ),
    st.integers(1, 9),
)
def test_the_likeliest_ways_are_those_of_brute_force(table: list[list[float]], k: int) -> None:
    known = np.array(table)
    sums = known[0]
    for line in known[1:]:
        sums = (sums[:, None] + line[None, :]).ravel()
    found = best_words(known, k)
    assert [total for _, total in found] == pytest.approx(np.sort(sums)[::-1][:k], abs=1e-9)
    for ids, total in found:
        assert sum(known[n, one] for n, one in enumerate(ids)) == pytest.approx(total, abs=1e-9)
    assert len({ids for ids, _ in found}) == len(found)


def test_a_contrast_is_the_difference_by_hand() -> None:
    text = written("bert")
    known = known_at("bert", text, mask_place("bert", text))[0]
    this, that = (BERT.tokenizer.convert_tokens_to_ids(word) for word in ("good", "bad"))
    for method in ("occlusion", "integrated_gradients", "lime"):
        settings = {"lime": {"samples": 60}, "integrated_gradients": {"steps": 8}}.get(method, {})
        one, other, both = exegesis.explain(BERT, text, method, ["good", "bad", Contrast("good", "bad")], **settings)
        assert both.value == pytest.approx(known[this] - known[that], abs=1e-4)
        assert both.scores == pytest.approx(one.scores - other.scores, abs=1e-4)
        assert both.target.versus == other.target


# -- several places -------------------------------------------------------------------------------------------------


def test_several_places_are_counted_from_one_in_the_order_of_the_text() -> None:
    text = "the [MASK] was [MASK] and slow"
    first, second = exegesis.predict(BERT, text, 2)
    assert [text[p.spans[0].start : p.spans[0].end] for p in (first, second)] == ["[MASK]", "[MASK]"]
    assert first.spans[0].start < second.spans[0].start
    for place in (1, 2):
        known = known_at("bert", text, mask_place("bert", text, place - 1))[0]
        fine = BERT.tokenizer.convert_tokens_to_ids("fine")
        found, best = exegesis.explain(BERT, text, "gradient", [Word("fine", place), Word("predicted", place)])
        assert found.value == pytest.approx(known[fine], abs=1e-4)
        assert found.target.spans == (first, second)[place - 1].spans
        assert best.target.name == found.prediction.label == (first, second)[place - 1].label


def test_masks_written_and_words_hidden_are_counted_together() -> None:
    text = "the plot was [MASK] and slow"
    hidden = Hidden(text, ((text.index("slow"), len(text)), (4, 8)))
    places = [mask_place("bert", text), *(p + 1 for p in (1, 5))]
    predicted = exegesis.predict(BERT, hidden, 1)
    assert [text[p.spans[0].start : p.spans[0].end] for p in predicted] == ["plot", "[MASK]", "slow"]
    known = known_at("bert", text, 2, 4, 6, hide=(2, 6))
    assert places[0] == 4
    plot = BERT.tokenizer.convert_tokens_to_ids("plot")
    found = exegesis.explain(BERT, hidden, "gradient", Word("plot", 1))
    assert found.value == pytest.approx(known[0, plot], abs=1e-4)
    assert found.truth is None  # of which place it were could not be told
    assert [unit.text for unit in found.units] == ["the", "was", "and"]


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        ("the [MASK] was [MASK]", "fine", "2 hidden places, so say which is meant: Word('fine', place=1)"),
        ("the [MASK] was [MASK]", None, "Word('...', place=1) to Word('...', place=2)"),
        ("the [MASK] was [MASK]", Contrast("fine", "bad"), "2 hidden places"),
        ("the [MASK] was [MASK]", Word("fine", 3), "there is no hidden place 3; they are counted from 1 to 2"),
        ("the [MASK] was slow", Word("fine", 0), "no hidden place 0"),
        ("the [MASK] was slow", Word("fine", 2), "no hidden place 2"),
        ("the [MASK] was slow", Word("fine", True), "no hidden place True"),
        ("the [MASK] was slow", [], "no target given. Give a word"),
        ("the [MASK] was slow", " ", "the target must be a word, not ' '"),
        ("the [MASK] was slow", 1.5, "the target must be a word, not 1.5"),
        ("the [MASK] was slow", True, "the target must be a word, not True"),
        ("the [MASK] was slow", exegesis.Answer("a"), "an Answer means words of a context"),
        ("the [MASK] was slow", -1, "guess -1 is out of range"),
        ("the [MASK] was slow", 10**6, "guess 1000000 is out of range"),
        ("the [MASK] was slow", "日", "'日' is not in the vocabulary of tiny"),
        ("the [MASK] was slow", "unbelievable", "'unbelievable' is 3 word pieces for tiny, and the place hides 1"),
        ("the [MASK] was slow", "slow fine", "is 2 word pieces"),
        (Hidden.word(TEXT, WORD), "slow", "'slow' is 1 word piece for tiny, and the place hides 3"),
        ("the [MASK] was slow", Contrast("fine", "fine"), "contrast of 'fine' with itself is always 0"),
        ("the [MASK] was slow", Contrast("fine", "Fine"), "'fine' and 'Fine' are the same to the model"),
        ("the [MASK] was slow", Contrast(Contrast("fine", "bad"), "good"), "between two plain targets"),
        ("the plot was slow", "fine", "nothing is hidden: write [MASK] where tiny is to guess"),
        ("the <mask> was slow", "fine", "<mask> is not the mask token of tiny; write [MASK] instead"),
        ("the [mask] was slow", "fine", "[mask] is not the mask token of tiny"),
        ("[MASK]", "fine", "nothing of the text is left to explain by: all of it is hidden"),
        (Hidden(TEXT, ()), "fine", "nothing is hidden"),
        (Hidden(TEXT, ((0, 3), (2, 8))), "fine", "characters 2 to 3 are hidden twice; hide each place once"),
        (Hidden(TEXT, ((0, 8), (4, 8))), "fine", "characters 4 to 8 are hidden twice"),
        (Hidden("the [MASK] was slow", ((4, 10),)), "fine", "characters 4 to 10 are hidden twice"),
        (Hidden(TEXT, ((3, 4),)), "fine", "characters 3 to 4 are blank; hide a word"),
        (Hidden(TEXT, ((4, 4),)), "fine", "cannot hide characters 4 to 4 of a text of 34"),
        (Hidden(TEXT, ((-4, 4),)), "fine", "cannot hide characters -4 to 4"),
        (Hidden(TEXT, ((4, 99),)), "fine", "cannot hide characters 4 to 99"),
        (Hidden(TEXT, ((4,),)), "fine", "pairs of whole numbers"),  # type: ignore[arg-type]
        (Hidden(TEXT, (4, 8)), "fine", "pairs of whole numbers"),  # type: ignore[arg-type]
        (Hidden(TEXT, "48"), "fine", "must be a sequence of pairs"),  # type: ignore[arg-type]
        (Hidden(TEXT, 4), "fine", "must be a sequence of pairs"),  # type: ignore[arg-type]
        (Hidden("", ((0, 1),)), "fine", "the text is empty"),
        (Hidden(5, ((0, 1),)), "fine", "the text must be a string"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_guessed_is_told_in_one_line(text: Any, target: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        exegesis.explain(BERT, text, "gradient", target)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_masked_language_model_without_a_mask_token_is_refused() -> None:
    inner = copy.deepcopy(headed("bert", "masked-lm")[0])
    inner.resize_token_embeddings(len(tokenizer("gpt2")), mean_resizing=False)
    model = TransformerModel(inner, tokenizer("gpt2"), name="maskless")
    for text in ("the plot", Hidden("the plot", ((0, 3),))):
        with pytest.raises(UnsupportedError, match="maskless has no mask token, so it cannot guess hidden words"):
            exegesis.predict(model, text)


def test_lists_of_spans_will_do() -> None:
    given = Hidden(TEXT, [[4, 8]])  # type: ignore[arg-type, list-item]
    assert exegesis.predict(BERT, given, 1)[0].spans == exegesis.predict(BERT, Hidden.word(TEXT, "plot"), 1)[0].spans


def test_a_space_hidden_along_does_not_matter() -> None:
    wide, narrow = (exegesis.explain(BERT, Hidden(TEXT, (span,)), "gradient", "fine") for span in ((3, 9), (4, 8)))
    assert wide.value == narrow.value
    assert wide.truth == narrow.truth == "plot"


# -- pieces of a word between neighbours -----------------------------------------------------------------------------


def test_a_word_that_would_melt_into_its_neighbours_is_parted_from_them() -> None:
    pieces = tokenizer("bert")
    slow, able, un = (pieces.convert_tokens_to_ids(one) for one in ("slow", "##able", "un"))
    assert pieces_between(pieces, "the ", "slow", " plot") == [slow]
    assert pieces_between(pieces, "the un", "able", "") == [able]
    assert pieces_between(pieces, "the ", "un", "able") == [un]
    # "good" is one piece: its first letters alone are other pieces.
    letters = [pieces.convert_tokens_to_ids(one) for one in ("g", "##o", "##o")]
    assert pieces_between(pieces, "the ", "goo", "d") == letters


# -- masking and long texts ------------------------------------------------------------------------------------------


def test_nothing_hidden_is_ever_shown_to_the_model() -> None:
    hidden = Hidden.word(TEXT, WORD)
    engine = Engine(BERT)
    for baseline in ("mask", "pad"):
        wishes = Wishes(baseline=baseline)
        problem = bind(engine, task_of(BERT), hidden, target=WORD, unit="word", wishes=wishes)
        shown = set(BERT.tokenizer.convert_tokens_to_ids(["un", "##believ", "##able"]))
        for keep in (np.ones(5, dtype=bool), np.zeros(5, dtype=bool), np.array([True, False] * 2 + [True])):
            ids = problem.masks.row(0, keep).ids  # type: ignore[union-attr]
            assert not shown & set(ids)
            assert ids[4:7] == (BERT.mask_id,) * 3


LONG = "the movie was good and the plot slow . " * 12


@pytest.mark.parametrize("place", [1, 6, 12])
def test_a_place_of_a_long_text_is_read_where_most_is_shown_around_it(place: int) -> None:
    start = [i for i in range(len(LONG)) if LONG.startswith("good", i)][place - 1]
    found = exegesis.explain(BERT, Hidden.word(LONG, "good", place), "occlusion", "bad")
    assert len(found.windows) > 1
    values = []
    for window in found.windows:
        if window.start <= start and start + 4 <= window.end:
            shown = LONG[window.start : window.end]
            (at,) = places_of("bert", shown, start - window.start, start - window.start + 4)
            room = min(at, len(tokenizer("bert")(shown)["input_ids"]) - 1 - at)
            bad = tokenizer("bert").convert_tokens_to_ids("bad")
            values.append((room, known_at("bert", shown, at, hide=(at,))[0, bad], window))
    _, value, window = max(values, key=lambda one: one[0])
    assert found.value == pytest.approx(value, abs=1e-4)
    outside = [i for i, unit in enumerate(found.units) if unit.end <= window.start or unit.start >= window.end]
    assert np.abs(found.scores[outside]).max() == 0
    assert np.abs(found.scores).max() > 1e-3


def test_a_run_of_words_that_no_window_shows_whole_is_told() -> None:
    with pytest.raises(InputError, match="or not all of them in one window of the long text"):
        exegesis.predict(BERT, Hidden(LONG, ((4, len(LONG) - 5),)))


# -- the hidden word itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.slow
def test_a_hidden_word_is_the_target_unless_another_is_named(name: str) -> None:
    pair, hidden = headed(name, "masked-lm"), Hidden.word(TEXT, "slow")
    assert exegesis.explain(pair, hidden, "gradient").target.name == "slow"
    assert exegesis.explain(pair, hidden, "gradient", "fine").target.name == "fine"
    guess = exegesis.explain(pair, hidden, "gradient", "predicted")
    assert guess.target.name == guess.prediction.label == exegesis.predict(pair, hidden, 1)[0].label


def test_of_several_hidden_places_the_one_meant_is_its_own_word() -> None:
    hidden = Hidden(TEXT, (Hidden.word(TEXT, "plot").spans[0], Hidden.word(TEXT, "slow").spans[0]))
    assert exegesis.explain(BERT, hidden, "gradient", Word(None, 2)).target.name == "slow"
    with pytest.raises(InputError, match="say which is meant"):
        exegesis.explain(BERT, hidden, "gradient")


def test_a_contrast_may_leave_open_what_is_explained() -> None:
    found = exegesis.explain(BERT, Hidden.word(TEXT, "slow"), "gradient", Contrast(None, "fine"))
    assert found.target.name == "slow"
    assert found.target.versus is not None
    assert found.target.versus.name == "fine"


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.slow
def test_the_true_word_and_its_rival_have_probability_and_rank(name: str) -> None:
    pair, hidden = headed(name, "masked-lm"), Hidden.word(TEXT, "slow")
    place = places_of(name, TEXT, TEXT.index("slow"), len(TEXT))
    known = known_at(name, TEXT, *place, hide=tuple(place))[0]
    found = exegesis.explain(pair, hidden, "gradient", Contrast("slow", "fine")).prediction
    likelier = np.sort(known[words_of(name)])[::-1]
    for word in ("slow", "fine"):
        piece = tokenizer(name)(f"the plot was unbelievable and {word}")["input_ids"][place[0]]
        at = found.labels.index(word)
        assert found.outputs[at] == pytest.approx(np.exp(known[piece]), rel=1e-3)
        assert found.ranks[at] == 1 + int((likelier > known[piece]).sum())
    assert (
        exegesis.Explanation.from_json(exegesis.explain(pair, hidden, "gradient").to_json()).prediction.ranks
        == exegesis.predict(pair, hidden)[0].ranks
    )


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize(
    ("text", "word"), [("the plot was slow", "plot"), ("the plot was slow.", "slow"), ("the plot", "the")]
)
@pytest.mark.slow
def test_no_pieces_stand_where_a_word_was_hidden(name: str, text: str, word: str) -> None:
    """As many of the likeliest as there are: every one is a word in the tokenizer's own eyes, put back in its place."""
    (found,) = exegesis.predict(headed(name, "masked-lm"), Hidden.word(text, word), 30)
    start = text.index(word)
    for label in found.labels:
        whole = text[:start] + label + text[start + len(word) :]
        assert len(places_of(name, whole, start, start + len(label))) == 1, label
        assert not label.startswith("##")
        assert label not in tokenizer(name).all_special_tokens


def test_a_mask_written_to_a_words_letters_may_stand_for_any_piece() -> None:
    (found,) = exegesis.predict(BERT, "the plot was slow[MASK].", 60)
    assert any(label.startswith("##") for label in found.labels)
    (apart,) = exegesis.predict(BERT, "the plot was [MASK].", 60)
    assert not any(label.startswith("##") for label in apart.labels)


def test_a_hidden_word_that_the_vocabulary_lacks() -> None:
    text = "the plot was 日"
    with pytest.raises(InputError, match="is not in the vocabulary of tiny; name another target, such as 'predicted'"):
        exegesis.explain(BERT, Hidden.word(text, "日"), "gradient")
    assert exegesis.explain(BERT, Hidden.word(text, "日"), "gradient", "predicted").truth == "日"
