"""Models whose tokenizers are written in Python: every method that can works for them, and the others say why not."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters.fingerprinting import tokenizer_hash
from exegesis.adapters.slow_tokens import SlowTokenizer, Unaligned, spelled, with_offsets
from exegesis.core.errors import LoadError, UnsupportedError
from exegesis.data.inputs import Pair, plain
from tests.adapters import families
from tests.adapters import slow_tokenizers as slow
from tests.lanes import slow_but

pytestmark = pytest.mark.slow

TEXT = "The movie was not good, truly slow!"
WORDS = ["The", "movie", "was", "not", "good", ",", "truly", "slow", "!"]
UNTOLD = "a film & no plot"  # the mangling tokenizer writes other letters


def loaded(name: str) -> Any:
    return exegesis.load(slow.pair(name))


def own(name: str, text: str) -> Any:
    """What the model itself says of a text."""
    model, tokenizer = slow.pair(name)
    with torch.no_grad():
        return torch.softmax(model(**tokenizer(text, return_tensors="pt")).logits, -1)[0].numpy()


@pytest.mark.parametrize("name", slow_but(slow.NAMES, "bertweet"))
@pytest.mark.parametrize("method", ["occlusion", "lime", "partition_shap", "kernel_shap"])
def test_black_box_methods_work_by_word(name: str, method: str) -> None:
    found = exegesis.explain(loaded(name), TEXT, method, target=0)
    assert [unit.text for unit in found.units] == WORDS
    np.testing.assert_allclose(found.prediction.outputs, own(name, TEXT), atol=1e-5)
    assert np.abs(found.scores).max() > 1e-4


@pytest.mark.parametrize("name", ["bertweet", "phobert", "japanese", "byt5"])
def test_gradients_work_where_letters_tell_the_characters(name: str) -> None:
    found = exegesis.explain(loaded(name), TEXT, "integrated_gradients", target=0)
    assert [unit.text for unit in found.units] == WORDS
    assert abs(found.diagnostics["convergence_delta"]) < 0.05
    assert np.abs(found.scores).max() > 1e-3


def test_a_word_taken_out_is_the_models_own_answer_without_it() -> None:
    found = exegesis.explain(loaded("phobert"), "good film", "occlusion", target=0, baseline="delete")
    assert found.scores[1] == pytest.approx(own("phobert", "good film")[0] - own("phobert", "good")[0], abs=1e-5)
    masked = exegesis.explain(loaded("phobert"), "good film", "occlusion", target=0)
    assert masked.scores[1] == pytest.approx(
        own("phobert", "good film")[0] - own("phobert", "good <mask>")[0], abs=1e-5
    )


def test_tokens_are_units_too() -> None:
    found = exegesis.explain(loaded("phobert"), "good fis", "occlusion", target=0, unit="token")
    assert [unit.text for unit in found.units] == ["good", "fi", "s"]


def test_where_letters_do_not_tell_it_is_explained_by_words() -> None:
    model = loaded("mangling")
    with pytest.raises(Unaligned):
        model.tokens(plain(UNTOLD), model.windows(plain(UNTOLD))[0])
    for method in ("occlusion", "lime", "partition_shap"):
        found = exegesis.explain(model, UNTOLD, method, target=0)
        assert [unit.text for unit in found.units] == UNTOLD.split()
        np.testing.assert_allclose(found.prediction.outputs, own("mangling", UNTOLD), atol=1e-5)
    assert found.baseline.name == "mask"
    occluded = exegesis.explain(model, UNTOLD, "occlusion", target=0)
    without = own("mangling", "a film <mask> no plot")[0]
    assert occluded.scores[2] == pytest.approx(own("mangling", UNTOLD)[0] - without, abs=1e-5)


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient", "attention_rollout"])
def test_gradients_and_attention_say_why_not_and_what_fits(method: str) -> None:
    with pytest.raises(UnsupportedError) as caught:
        exegesis.explain(loaded("mangling"), UNTOLD, method, target=0)
    said = str(caught.value)
    assert "does not tell which characters of this text they stand for" in said
    assert "These methods fit it: lime, kernel_shap, partition_shap" in said
    assert "integrated_gradients," not in said.split("These methods fit it")[1]
    assert "use_fast" not in said
    with pytest.raises(UnsupportedError, match="cannot be found in this text by their letters"):
        exegesis.explain(loaded("mangling"), UNTOLD, "occlusion", target=0, unit="token")


def test_a_model_without_a_table_of_words_says_so() -> None:
    with pytest.raises(
        UnsupportedError, match=r"does not look its word pieces up in a table.* These methods fit it: lime"
    ):
        exegesis.explain(loaded("canine"), TEXT, "integrated_gradients", target=0)


@pytest.mark.parametrize("name", ["phobert", "mangling", "canine"])
def test_long_texts_are_read_in_windows(name: str) -> None:
    text = "good film & the movie http. " * 20
    model = loaded(name)
    document = plain(text)
    windows = model.windows(document)
    assert len(windows) > 3
    assert (windows[0].start, windows[-1].end) == (0, len(text))
    assert sum(window.weight for window in windows) == pytest.approx(1)
    assert all(len(model.encode([document.texts(window)])[0]) <= model.limit for window in windows)
    found = exegesis.explain(model, text, "occlusion", target=0, unit="sentence")
    assert len(found.windows) == len(windows)


def test_a_folder_a_check_and_an_evaluation(tmp_path: Path) -> None:
    model, tokenizer = slow.pair("phobert")
    model.save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    found = exegesis.explain(str(tmp_path), TEXT, "occlusion", target=0)
    assert found.fingerprint.tokenizer == tokenizer_hash(with_offsets(tokenizer)) is not None
    assert exegesis.check(found, str(tmp_path)).checks is not None
    assert exegesis.evaluate(found, str(tmp_path), ["comprehensiveness"])


def test_many_texts_and_the_one_that_letters_do_not_tell() -> None:
    found = list(exegesis.explain_many(loaded("mangling"), ["good film", UNTOLD], "integrated_gradients", target=0))
    assert [type(one).__name__ for one in found] == ["Explanation", "Failed"]
    assert all(
        isinstance(one, exegesis.Explanation)
        for one in exegesis.explain_many(loaded("mangling"), ["good film", UNTOLD], "occlusion", target=0)
    )


def test_pairs() -> None:
    found = exegesis.explain(loaded("phobert"), Pair("good film", "the movie"), "occlusion", target=0)
    assert [unit.text for unit in found.units] == ["good", "film", "the", "movie"]


def test_hidden_words_and_tags_of_such_models() -> None:
    words = exegesis.load(slow.pair("phobert", "ForMaskedLM"))
    hidden = exegesis.Hidden.word("the good film", "good")
    assert exegesis.explain(words, hidden, "occlusion", target="good").target.name == "good"
    tags = exegesis.load(slow.pair("japanese", "ForTokenClassification"))
    assert exegesis.explain(tags, "the good film", "occlusion", target="good").units
    untold = exegesis.load(slow.pair("mangling", "ForTokenClassification"))
    with pytest.raises(UnsupportedError, match="is read at places of the text, so these are needed"):
        exegesis.explain(untold, UNTOLD, "occlusion", target="film")


def test_a_tokenizer_of_tables_is_refused_with_a_way_out() -> None:
    with pytest.raises(
        LoadError, match=r"TapasTokenizer\) reads no plain text .* exegesis\.load\(lambda texts: \.\.\.\)"
    ):
        with_offsets(slow.tapas())


def test_fast_tokenizers_stay_as_they_are() -> None:
    tokenizer = families.bert()[1]
    assert with_offsets(tokenizer) is tokenizer
    once = with_offsets(slow.phobert())
    assert with_offsets(once) is once


def test_the_interface_of_a_fast_tokenizer() -> None:
    tokenizer = with_offsets(slow.phobert())
    made = tokenizer("good fis", "the", return_offsets_mapping=True, return_special_tokens_mask=True)
    assert made.sequence_ids(0) == [None, 0, 0, 0, None, None, 1, None]
    assert made["offset_mapping"] == [(0, 0), (0, 4), (5, 7), (7, 8), (0, 0), (0, 0), (0, 3), (0, 0)]
    assert made["special_tokens_mask"] == [1, 0, 0, 0, 1, 1, 0, 1]
    assert made.word_ids() == [None, 0, 1, 1, None, None, 0, None]
    assert len(tokenizer) == len(tokenizer.inner)
    assert tokenizer.mask_token == "<mask>"
    assert isinstance(copy.deepcopy(tokenizer), SlowTokenizer)
    assert spelled(tokenizer, tokenizer.mask_token_id) == "<mask>"
    assert spelled(tokenizer, tokenizer.convert_tokens_to_ids("go@@")) is None


def test_a_tokenizers_hash_is_that_of_what_it_knows() -> None:
    one, same, other = slow.phobert(), slow.phobert(), slow.bertweet()
    assert tokenizer_hash(one) == tokenizer_hash(with_offsets(same)) != tokenizer_hash(other)
    changed = slow.phobert()
    changed.bpe_ranks = {pair: -rank for pair, rank in changed.bpe_ranks.items()}
    assert tokenizer_hash(changed) != tokenizer_hash(one)
