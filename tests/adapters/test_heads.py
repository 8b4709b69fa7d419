"""Which head a model has, which it may be loaded with, and how two texts become one row in every family."""

from pathlib import Path
from typing import Any

import pytest
import transformers
from transformers.utils import logging

import exegesis
from exegesis import Hidden, Pair, Question
from exegesis.adapters.heads import HEADS as TABLE
from exegesis.adapters.heads import head_of, heads_of
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.data.inputs import GAP, of_two
from tests.adapters.head_families import ENCODERS, HEADS, NAMES, headed, lively, tokenizer

ASKED, CONTEXT = "was the movie slow ?", "The movie was truly unbelievable, not slow! I loved it."
# Every family and head that transformers has, by their common names.
MADE = [
    (name, head)
    for name in NAMES
    for head in HEADS
    if hasattr(transformers, NAMES[name] + HEADS[head])
    and (name, head) not in {("xlnet", "question-answering"), ("electra", "causal-lm"), ("roberta", "causal-lm")}
]
MADE += [("gpt2", "causal-lm"), ("xlnet", "question-answering")]


def refusal(*given: Any, **options: Any) -> str:
    with pytest.raises((LoadError, InputError)) as caught:
        exegesis.load(*given, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# -- which head ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "head"), MADE)
def test_every_head_of_every_family_is_known_by_its_class(name: str, head: str) -> None:
    model = exegesis.load(headed(name, head))
    assert model.head == head
    assert isinstance(model, TransformerModel)
    assert model.table == TABLE[head].table
    assert ("classes" in model.gives) is (head == "classification")


@pytest.mark.parametrize(
    ("name", "heads"),
    [
        ("BertForPreTraining", ["masked-lm"]),
        ("BertForMaskedLM", ["masked-lm"]),
        ("XLNetForQuestionAnsweringSimple", ["question-answering"]),
        ("XLNetForQuestionAnswering", []),  # a beam search
        ("ElectraForPreTraining", []),  # tells replaced words from true ones
        ("FunnelForPreTraining", []),
        ("XLNetLMHeadModel", []),  # sees the word it is to guess
        ("XLMWithLMHeadModel", ["masked-lm", "causal-lm"]),
        ("GPT2LMHeadModel", ["causal-lm"]),
        ("LlamaForCausalLM", ["causal-lm"]),
        ("BertModel", []),
        ("BertForMultipleChoice", []),
        ("BertForNextSentencePrediction", []),
    ],
)
def test_heads_by_the_name_of_a_class(name: str, heads: list[str]) -> None:
    assert [row.name for row in heads_of(name)] == heads


@pytest.mark.parametrize(
    "kind", ["BertModel", "BertForPreTraining", "BertForMultipleChoice", "BertForNextSentencePrediction"]
)
def test_a_model_without_a_plain_head_is_refused_with_those_that_there_are(kind: str) -> None:
    model = getattr(transformers, kind)(headed("bert", "masked-lm")[0].config)
    said = refusal((model, tokenizer("bert")))
    assert kind in said
    assert "...ForQuestionAnswering, ...ForMaskedLM" in said


def test_electras_judge_of_replaced_words_is_no_masked_language_model() -> None:
    model = transformers.ElectraForPreTraining(headed("electra", "masked-lm")[0].config)
    assert "no head that can be explained" in refusal((model, tokenizer("electra")))


@pytest.mark.filterwarnings("ignore")
def test_an_encoder_with_a_next_word_head_is_refused_until_it_is_a_decoder() -> None:
    config = transformers.BertConfig(**headed("bert", "masked-lm")[0].config.to_dict())
    model = lively(transformers.BertLMHeadModel, config)
    assert "sees the words it is to guess" in refusal((model, tokenizer("bert")))
    config.is_decoder = True
    assert exegesis.load((lively(transformers.BertLMHeadModel, config), tokenizer("bert"))).head == "causal-lm"


def test_a_pair_given_for_another_task_names_the_head_it_has() -> None:
    said = refusal(headed("bert", "masked-lm"), task="question-answering")
    assert "has the head for masked-lm, not for question-answering" in said
    assert exegesis.load(headed("bert", "masked-lm"), task="masked-lm").head == "masked-lm"


def test_a_compiled_model_is_refused() -> None:
    class Wrapped(transformers.BertForMaskedLM):
        _orig_mod = None

    with pytest.raises(LoadError, match="unwrapped"):
        head_of(Wrapped(headed("bert", "masked-lm")[0].config))


# -- folders ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The tiny BERT with each head, as `save_pretrained` writes it."""
    logging.disable_progress_bar()
    home = tmp_path_factory.mktemp("heads")
    for head in ("classification", "question-answering", "masked-lm", "token-classification"):
        for part in headed("bert", head):
            part.save_pretrained(home / head)
    lively(transformers.BertModel, headed("bert", "masked-lm")[0].config).save_pretrained(home / "bare")
    lively(transformers.BertForPreTraining, headed("bert", "masked-lm")[0].config).save_pretrained(home / "several")
    for name in ("bare", "several"):
        tokenizer("bert").save_pretrained(home / name)
    return {folder.name: folder for folder in home.iterdir()}


@pytest.mark.parametrize("head", ["classification", "question-answering", "masked-lm", "token-classification"])
def test_a_folder_is_loaded_with_the_head_its_configuration_names(folders: dict[str, Path], head: str) -> None:
    assert exegesis.load(folders[head]).head == head
    assert exegesis.load(folders[head], task=head).head == head


CROSSED = [
    (held, asked)
    for held in ("classification", "question-answering", "masked-lm", "token-classification")
    for asked in HEADS
    if held != asked
]


@pytest.mark.parametrize(("held", "asked"), CROSSED)
@pytest.mark.slow
def test_no_folder_is_read_with_a_head_it_was_not_trained_for(folders: dict[str, Path], held: str, asked: str) -> None:
    # Not even where weights of that head's names and shapes are there, as a tagger's are in a classifier.
    said = refusal(folders[held], task=asked)
    assert f"({held})" in said
    assert TABLE[asked].spoken in said


def test_a_bare_encoder_names_the_heads_there_are(folders: dict[str, Path]) -> None:
    assert "Its configuration names no head" in refusal(folders["bare"], task="question-answering")
    assert "classification, question-answering, masked-lm" in refusal(folders["bare"])


def test_a_pretrained_model_is_loaded_for_its_masked_words(folders: dict[str, Path]) -> None:
    model = exegesis.load(folders["several"])
    assert model.head == "masked-lm"
    assert len(exegesis.predict(model, "the movie was [MASK]", 3)[0].labels) == 3


def test_an_unknown_task_is_told(folders: dict[str, Path]) -> None:
    assert "unknown task 'masked_lm'. Did you mean 'masked-lm'" in refusal(folders["bare"], task="masked_lm")


# -- the wrong input ----------------------------------------------------------------------------------------------

INPUTS = {
    "a text": "the movie was slow",
    "a Question": Question(ASKED, CONTEXT),
    "a Pair": Pair("the movie", "was slow"),
    "a Hidden text": Hidden("the movie was slow", ((4, 9),)),
}
TAKES = {
    "classification": "a text or a Pair",
    "question-answering": "a Question",
    "masked-lm": "a text or a Hidden text",
    "token-classification": "a text",
    "causal-lm": "a text",
}


WRONG = [(head, given) for head in TAKES for given in INPUTS if given not in TAKES[head].split(" or ")]


@pytest.mark.parametrize(("head", "given"), WRONG)
def test_a_head_takes_its_own_inputs_and_names_them(head: str, given: str) -> None:
    model = headed("gpt2" if head == "causal-lm" else "bert", head)
    with pytest.raises(InputError, match=rf"\({head}\) takes {TAKES[head]}, not {given}") as caught:
        exegesis.explain(model, INPUTS[given], "occlusion")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [None, 5, b"x", ["a"], ("a", 3), {"question": "a"}])
@pytest.mark.parametrize("head", ["classification", "question-answering", "masked-lm", "token-classification"])
def test_what_is_no_input_at_all_is_told_in_one_line(head: str, given: Any) -> None:
    with pytest.raises(InputError):
        exegesis.explain(headed("bert", head), given, "occlusion")
    for one in given if isinstance(given, list | tuple) else [given]:
        if not isinstance(one, str):  # several texts are answered one by one
            with pytest.raises(InputError):
                exegesis.predict(headed("bert", head), one)


def test_entities_of_another_head_and_methods_for_classes_alone() -> None:
    with pytest.raises(UnsupportedError, match="no token-classification head; it has masked-lm"):
        exegesis.entities(headed("bert", "masked-lm"), "the movie")
    with pytest.raises(UnsupportedError, match="parzen needs classes"):
        exegesis.explain(headed("bert", "masked-lm"), "the [MASK]", "parzen", background=("the",))


# -- two texts as one row -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_two_texts_are_the_tokenizers_own_pair(name: str) -> None:
    model = exegesis.load(headed(name, "classification"))
    assert isinstance(model, TransformerModel)
    document = of_two(("question", "context"), ASKED, CONTEXT)
    (window,) = model.windows(document)
    tokens = model.tokens(document, window)
    made = tokenizer(name)(ASKED, CONTEXT, return_offsets_mapping=True, return_token_type_ids=True)
    assert list(tokens.row.ids) == made["input_ids"]
    assert model.encode([(ASKED, CONTEXT)]) == [tokens.row]
    typed = {"bert", "electra", "albert", "deberta_v2", "xlnet"}
    assert tokens.row.types == (tuple(made["token_type_ids"]) if name in typed else None)
    starts = {0: 0, 1: len(ASKED) + len(GAP)}
    for span, special, part, (low, high) in zip(
        tokens.spans, tokens.special, made.sequence_ids(0), made["offset_mapping"], strict=True
    ):
        assert special is (part is None)
        if part is not None:
            assert (span.start, span.end) == (starts[part] + low, starts[part] + high)


@pytest.mark.parametrize("name", ["bert", "electra", "albert", "xlnet"])
def test_the_type_ids_reach_the_model(name: str) -> None:
    pair = headed(name, "classification")
    model = exegesis.load(pair)
    (row,) = model.encode([(ASKED, CONTEXT)])
    made = pair[1](ASKED, CONTEXT, return_tensors="pt", return_token_type_ids=True)
    expected = pair[0](**made).logits[0].tolist()
    assert model.forward([row])[0].tolist() == pytest.approx(expected, abs=1e-5)
    del made["token_type_ids"]
    assert pair[0](**made).logits[0].tolist() != pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_batch_of_pairs_of_many_lengths_is_the_pairs_alone(name: str) -> None:
    model = exegesis.load(headed(name, "classification"))
    rows = model.encode([(ASKED, CONTEXT), ("a", "slow"), ("", "slow"), (CONTEXT, "")])
    together = model.forward(rows)
    for row, outputs in zip(rows, together, strict=True):
        assert model.forward([row])[0].tolist() == pytest.approx(outputs.tolist(), abs=1e-5)
