from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exegesis
from exegesis.adapters.base import Model
from exegesis.adapters.function import FunctionModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.text import is_blank
from exegesis.core.types import Span
from exegesis.data.inputs import Pair, plain
from exegesis.data.records import Window
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.modalities.text.maskers import StringMasker, TokenMasker
from exegesis.modalities.text.pieces import PieceMasker
from exegesis.tasks.classification import Classification
from tests import tiny

LONG = "a bad film, dull plot and boring acting. " * 8
BERT, GPT2 = tiny.bert(), tiny.gpt2()


def bound(model: Model, text: str = tiny.REVIEW, unit: Any = "word", **wishes: Any) -> Problem:
    engine = Engine(model)
    task = Classification(engine.model, "probability")
    return bind(engine, task, text, target=None, unit=unit, wishes=Wishes(**wishes))


def black_box() -> FunctionModel:
    return FunctionModel(lambda texts: [[0.25, 0.75]] * len(texts), name="box")


def whole(text: str) -> Window:
    return Window(0, len(text), 1.0)


def texts_of(problem: Problem) -> list[str]:
    return [unit.text for unit in problem.units]


# -- units --------------------------------------------------------------------------------------------------------


def test_words_sentences_and_segments() -> None:
    text = "A bad film. Very dull!"
    assert texts_of(bound(BERT, text)) == ["A", "bad", "film", ".", "Very", "dull", "!"]
    assert texts_of(bound(BERT, text, "sentence")) == ["A bad film.", "Very dull!"]

    def halves(given: str) -> Iterable[tuple[int, int]]:
        return [(0, 5), (6, len(given))]

    problem = bound(BERT, text, halves)
    assert texts_of(problem) == ["A bad", "film. Very dull!"]
    assert problem.unit == "segment"
    assert bound(BERT, text, "sentence").unit == "sentence"


def test_tokens_are_the_models_own_pieces() -> None:
    problem = bound(BERT, "Wonderfully bad\n film", "token")
    assert texts_of(problem) == ["Wonderful", "ly", "bad", "film"]
    assert problem.position_units[0].tolist() == [-1, 0, 1, 2, 3, -1]


def test_bytes_of_one_character_are_one_unit() -> None:
    problem = bound(GPT2, "a👍🏽b", "token")
    assert texts_of(problem) == ["a", "👍", "🏽", "b"]
    owners = problem.position_units[0]
    assert sorted(set(owners.tolist())) == [0, 1, 2, 3]
    assert (owners == 1).sum() == 4  # four bytes


def test_tokens_that_overlap_in_characters_are_one_unit() -> None:
    assert [tuple(span) for span in GPT2.tokens(plain("béa"), whole("béa")).spans] == [(0, 1), (1, 2), (1, 3)]
    problem = bound(GPT2, "béa", "token")
    assert texts_of(problem) == ["b", "éa"]
    assert problem.position_units[0].tolist() == [0, 1, 1]


def test_a_black_box_has_no_tokens() -> None:
    with pytest.raises(UnsupportedError, match="box is a black box without tokens; use unit='word' or unit='sentence'"):
        bound(black_box(), unit="token")


def test_units_carry_their_characters() -> None:
    for unit in ("word", "sentence", "token"):
        problem = bound(BERT, LONG, unit)
        for one in problem.units:
            assert one.text == LONG[one.start : one.end]
            assert len(one.spans) == 1


def test_tokens_of_a_long_text_are_those_of_the_whole() -> None:
    problem = bound(GPT2, "ab" * 150, "token")  # one word without end: its windows part it out of step
    assert [unit.spans[0] for unit in problem.units] == list(
        GPT2.tokens(plain(problem.text), whole(problem.text)).spans
    )
    assert set(np.concatenate(problem.position_units)) == set(range(len(problem.units)))


def test_a_bag_of_words_gathers_all_places_of_a_word() -> None:
    problem = bound(BERT, "bad film, bad plot. Bad", mode="bag-of-words")
    assert texts_of(problem) == ["bad", "film", ",", "plot", ".", "Bad"]
    assert problem.units[0].spans == (Span(0, 3), Span(10, 13))
    assert problem.position_units[0].tolist() == [-1, 0, 1, 2, 0, 3, 4, 5, -1]


def test_unknown_units_and_modes() -> None:
    with pytest.raises(InputError, match=r"unknown unit 'tokens'\. Did you mean 'token'"):
        bound(BERT, unit="tokens")
    with pytest.raises(InputError, match=r"unknown mode 'bag'\. Choose from: position, bag-of-words"):
        bound(BERT, mode="bag")


# -- positions ----------------------------------------------------------------------------------------------------

ODD = [
    *("the", "wonderfully", " ", "  ", "\n", "\r\n", "\t", "\u200b", "[SEP]", ".", "\ufffd"),
    *("👨‍👩‍👧", "👍🏽", "é", "e\u0301", "日本", "น้ำ"),
]
TEXTS = st.lists(st.sampled_from(ODD), min_size=1, max_size=30).map("".join)


@given(TEXTS, st.sampled_from(["word", "token", "sentence"]))
@pytest.mark.parametrize("model", [BERT, GPT2], ids=["bert", "gpt2"])
def test_every_position_belongs_to_the_unit_whose_characters_it_reads(model: Any, text: str, unit: str) -> None:
    if is_blank(text) or (unit == "token" and not any(b > a for a, b in model.tokens(plain(text), whole(text)).spans)):
        return
    problem = bound(model, text, unit)
    for tokens, owners in zip(problem.tokens, problem.position_units, strict=True):
        for span, special, owner in zip(tokens.spans, tokens.special, owners, strict=True):
            if special:
                assert owner == -1
                continue
            shared = [min(u.end, span.end) - max(u.start, span.start) for u in problem.units]
            assert owner >= 0
            assert shared[owner] == max(shared) or max(shared) <= 0


def test_words_that_a_segmenter_left_out_always_stay() -> None:
    problem = bound(BERT, "a bad film and plot", lambda text: [(2, 5), (15, 19)])
    assert texts_of(problem) == ["bad", "plot"]
    assert problem.position_units[0].tolist() == [-1, -1, 0, -1, -1, 1, -1]
    row: Any = problem.masks.row(0, np.array([False, False]))
    assert BERT.tokenizer.convert_ids_to_tokens(row.ids) == ["[CLS]", "a", "[MASK]", "film", "and", "[MASK]", "[SEP]"]


def test_special_tokens_in_the_text_are_words_of_it() -> None:
    problem = bound(BERT, "bad [SEP] film", lambda text: [(0, 3), (4, 9), (10, 14)])
    assert problem.position_units[0].tolist() == [-1, 0, 1, 2, -1]
    row: Any = problem.masks.row(0, np.array([True, False, True]))
    assert BERT.tokenizer.convert_ids_to_tokens(row.ids) == ["[CLS]", "bad", "[MASK]", "film", "[SEP]"]


def test_a_text_that_the_tokenizer_drops_still_binds() -> None:
    problem = bound(BERT, "\ufffd")  # visible to a reader, but not to BERT's tokenizer
    assert texts_of(problem) == ["\ufffd"]
    assert problem.position_units[0].tolist() == [-1, -1]
    assert problem.masks.row(0, np.array([False])) == problem.tokens[0].row
    with pytest.raises(InputError, match="tiny-bert sees no token in this text; use unit='word'"):
        bound(BERT, "\ufffd", "token")


# -- baselines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "wishes", "masker", "name"),
    [
        (BERT, {}, TokenMasker, "mask"),
        (BERT, {"baseline": "mask"}, TokenMasker, "mask"),
        (BERT, {"baseline": "pad"}, TokenMasker, "pad"),
        (BERT, {"baseline": "delete"}, PieceMasker, "delete"),
        (BERT, {"baseline": "UNK"}, PieceMasker, "UNK"),
        (BERT, {"baseline": ""}, PieceMasker, ""),
        (BERT, {"baseline": "text:mask"}, PieceMasker, "mask"),
        (BERT, {"mode": "bag-of-words"}, PieceMasker, "delete"),
        (BERT, {"mode": "bag-of-words", "baseline": "mask"}, TokenMasker, "mask"),
        (GPT2, {}, PieceMasker, "delete"),  # which has no mask token
        (black_box(), {}, StringMasker, "delete"),
        (black_box(), {"baseline": "..."}, StringMasker, "..."),
    ],
)
def test_how_units_are_removed(model: Model, wishes: dict[str, Any], masker: type, name: str) -> None:
    problem = bound(model, "a bad film", **wishes)
    assert type(problem.masker) is masker
    assert problem.baseline.name == name
    assert problem.baseline.description
    assert problem.baseline.value is None


@pytest.mark.parametrize("name", ["msk", "Mask", "mask ", "delte", "Pad", "maks"])
def test_a_near_miss_of_a_name_is_a_slip(name: str) -> None:
    with pytest.raises(InputError, match=rf"unknown baseline '{name}'\. Did you mean .* write 'text:{name}'"):
        bound(BERT, "a bad film", baseline=name)
    assert bound(BERT, "a bad film", baseline=f"text:{name}").baseline.name == name


@pytest.mark.parametrize(
    ("model", "baseline", "message"),
    [
        (GPT2, "mask", "tiny-gpt2 has no mask token; use baseline='delete' or a replacement string"),
        (GPT2, "pad", "tiny-gpt2 has no pad token"),
        (black_box(), "mask", "box has no mask token"),
        (BERT, "zero", "baseline 'zero' is for gradient methods"),
        (BERT, "all-pad", "baseline 'all-pad' is for gradient methods"),
        (BERT, ("mask", "pad"), "baseline must be 'mask', 'pad', 'delete' or one string"),
        (BERT, 5, "baseline must be"),
    ],
)
def test_baselines_that_do_not_fit(model: Model, baseline: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        bound(model, "a bad film", baseline=baseline)


@pytest.mark.parametrize(
    ("baseline", "name"),
    [
        ("auto", "pad"),
        ("zero", "zero"),
        (("pad", "mask"), "pad + mask"),
        ("text:pad", "text:pad"),
        ("a film", "a film"),
    ],
)
def test_baselines_of_gradient_methods(baseline: Any, name: str) -> None:
    problem = bound(BERT, "a bad film", baseline=baseline, gradients=True)
    assert problem.baseline.name == name
    assert isinstance(problem.masker, TokenMasker)


def test_a_near_miss_among_gradient_baselines_is_a_slip_too() -> None:
    with pytest.raises(InputError, match=r"unknown baseline 'all-zeros'\. Did you mean 'all-zero'"):
        bound(BERT, "a bad film", baseline=("pad", "all-zeros"), gradients=True)


# -- the prediction -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a bad film", LONG])
def test_the_prediction_is_the_models_own(text: str) -> None:
    problem = bound(BERT, text)
    np.testing.assert_allclose(problem.predictions[0].outputs, BERT.predict([text])[0], atol=1e-5)
    assert problem.targets[0].index == problem.predictions[0].index == int(np.argmax(problem.predictions[0].outputs))


def test_binding_costs_one_pass_for_each_window() -> None:
    engine = Engine(BERT)
    problem = bind(engine, Classification(engine.model, "probability"), LONG, target=None, unit="word", wishes=Wishes())
    assert engine.cost().forward_passes == len(problem.windows) > 1


# -- what an input of two parts and a fixed position do not allow ----------------------------------------------------


def test_baselines_of_everything_do_not_go_with_one_part() -> None:
    pair = Pair("a bad film", "dull plot")
    with pytest.raises(InputError, match="replaces every part"):
        exegesis.explain(tiny.bert(), pair, "integrated_gradients", baseline="all-pad", parts="first")
    kept = exegesis.explain(tiny.bert(), pair, "integrated_gradients", baseline="pad", parts="first", steps=2)
    assert {kept.part(index) for index in range(len(kept.units))} == {"first"}
