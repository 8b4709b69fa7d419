"""A tokenizer with more tokens than the model has embeddings: told at loading; texts that use one are refused."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.adapters.vocabulary import UNSTATED_LIMIT, limit
from exegesis.core.errors import InputError, LoadError, ModelWarning
from tests import onnx_models, tiny
from tests.adapters.head_families import headed
from tests.exporting.test_parity import TEXTS

METHODS = ("occlusion", "lime", "gradient", "integrated_gradients")


def extended(*tokens: str, **specials: str) -> tuple[Any, Any]:
    """The tiny BERT, and its tokenizer with tokens that the model knows nothing of."""
    tokenizer = tiny.wordpiece()
    tokenizer.add_tokens(list(tokens))
    if specials:
        tokenizer.add_special_tokens(specials)
    return tiny.bert_classifier(), tokenizer


def loaded(pair: Any) -> Any:
    with pytest.warns(ModelWarning) as caught:
        model = exegesis.load(pair)
    assert len(caught) == 1
    assert "\n" not in str(caught[0].message)
    return model


def test_it_is_told_at_loading() -> None:
    size = len(tiny.wordpiece())
    with pytest.warns(ModelWarning, match=rf"has {size + 2} tokens, .* {size} embeddings: .*'superduper', 'hyper'"):
        exegesis.load(extended("superduper", "hyper"))


def test_a_text_that_uses_one_is_refused_in_a_line() -> None:
    model = loaded(extended("superduper"))
    for method in METHODS:
        with pytest.raises(InputError, match=r"the text has the token 'superduper' \(id \d+\)"):
            exegesis.explain(model, "the superduper film", method)
    with pytest.raises(InputError, match="'superduper'"):
        model.predict(["good", "the superduper film"])


def test_other_texts_are_explained_as_ever() -> None:
    model, usual = loaded(extended("superduper")), tiny.bert()
    np.testing.assert_allclose(model.predict(TEXTS), usual.predict(TEXTS), rtol=1e-6)
    for method in METHODS:
        one, other = (exegesis.explain(each, "the film is good", method).scores for each in (model, usual))
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)


def test_a_text_put_in_place_of_words_is_refused_too() -> None:
    model = loaded(extended("superduper"))
    with pytest.raises(InputError, match="'superduper'"):
        exegesis.explain(model, "the film is good", "occlusion", baseline="superduper")


def test_among_many_texts_only_that_one_fails() -> None:
    model = loaded(extended("superduper"))
    found = list(exegesis.explain_many(model, ["good film", "the superduper film", "bad"], "occlusion"))
    assert [hasattr(one, "scores") for one in found] == [True, False, True]


def test_a_padding_token_that_only_the_tokenizer_has() -> None:
    """As many add one to GPT-2 without resizing."""
    model = loaded((tiny.gpt2_classifier(), tiny.bytelevel(pad_token="[PAD]")))
    assert model.pad_id is None
    usual = tiny.gpt2()
    np.testing.assert_allclose(model.predict(TEXTS), usual.predict(TEXTS), rtol=1e-6)


def test_a_mask_token_that_only_the_tokenizer_has() -> None:
    tokenizer = copy.deepcopy(headed("gpt2", "classification")[1])
    tokenizer.add_special_tokens({"mask_token": "<mask>"})
    model = loaded((headed("gpt2", "classification")[0], tokenizer))
    assert model.mask_id is None
    assert exegesis.explain(model, "the movie", "occlusion").baseline.name != "mask"


def test_a_head_for_masked_words_needs_the_mask() -> None:
    model, tokenizer = headed("bert", "masked-lm")
    tokenizer = copy.deepcopy(tokenizer)
    tokenizer.add_special_tokens({"mask_token": "<another>"})
    with pytest.raises(LoadError, match="mask token '<another>'"):
        exegesis.load((model, tokenizer))


def test_special_tokens_around_every_text_need_embeddings() -> None:
    pieces = {piece: index for piece, index in tiny.wordpiece().get_vocab().items() if piece != "[CLS]"}
    from transformers import BertTokenizer

    tokenizer = BertTokenizer(vocab={**pieces, "[CLS]": 5000}, model_max_length=48)
    with pytest.raises(LoadError, match=r"adds '\[CLS\]' \(id 5000\) to every text"):
        exegesis.load((tiny.bert_classifier(), tokenizer))


@pytest.mark.parametrize("index", [5000, 2**31, 2**32 + 7])
def test_holes_in_the_ids(index: int) -> None:
    from transformers import BertTokenizer

    try:
        tokenizer = BertTokenizer(vocab={**tiny.wordpiece().get_vocab(), "film": index}, model_max_length=48)
    except Exception:
        pytest.skip("the tokenizer itself refuses such an id")
    model = loaded((tiny.bert_classifier(), tokenizer))
    with pytest.raises(InputError, match="the token 'film'"):
        exegesis.explain(model, "the film is good", "occlusion")
    assert np.isfinite(model.predict(["the plot is good"])).all()


def test_the_tokenizer_of_another_model() -> None:
    big = copy.deepcopy(headed("roberta", "classification")[1])
    model = loaded((tiny.bert_classifier(), big))
    with pytest.raises(InputError, match="give a text without it, or the tokenizer"):
        model.predict(["zebra, quixotic"])


def test_onnx(tmp_path: Path) -> None:
    folder = onnx_models.folder_of(onnx_models.summing(), tmp_path / "summing")
    extended("superduper")[1].save_pretrained(folder)
    model = loaded(folder)
    with pytest.raises(InputError, match="the token 'superduper'"):
        exegesis.explain(model, "the superduper film", "occlusion")
    assert model.predict(["the film"]).shape == (1, 2)


def test_it_is_said_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import warnings

    from exegesis.cli.main import _show_warning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        exegesis.load(extended("superduper"))
    _show_warning(caught[0].message, caught[0].category)
    assert capsys.readouterr().err.startswith("note: the tokenizer has")


# -- how many tokens are read at once -----------------------------------------------------------------------------


class Config:
    """What is read of a configuration."""

    def __init__(self, family: str = "bert", pad: object = 0, positions: object = None) -> None:
        self.model_type, self.pad_token_id, self.max_position_embeddings = family, pad, positions


class Words:
    """What is read of a tokenizer."""

    def __init__(self, most: object) -> None:
        self.model_max_length = most


@pytest.mark.parametrize(
    ("config", "most", "expected"),
    [
        (Config(positions=512), 1e30, 512),
        (Config(positions=512), 128, 128),
        (Config(), int(1e30), UNSTATED_LIMIT),
        (Config("roberta", 1, 514), 512.0, 512),
        (Config(positions=0), 3, 3),
    ],
)
def test_limits(config: Config, most: object, expected: int) -> None:
    assert limit(config, Words(most)) == expected


@pytest.mark.parametrize("most", ["abc", [], None, -5, 0, 2, True, float("nan")])
def test_limits_that_are_none(most: object) -> None:
    with pytest.raises(LoadError, match=r"model_max_length is .*; it must be a whole number of at least 3"):
        limit(Config(), Words(most))


@pytest.mark.parametrize("config", [Config(positions=2), Config("roberta", 10**25, 514), Config("roberta", 513, 514)])
def test_position_tables_without_room(config: Config) -> None:
    with pytest.raises(LoadError, match="at least 3 are needed"):
        limit(config, Words(512))


def test_a_padding_id_that_is_none() -> None:
    with pytest.raises(LoadError, match="pad_token_id is 'x'"):
        limit(Config("roberta", "x", 514), Words(512))
