"""What is read without transformers answers as transformers' own does, for every family with every head."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers

import exegesis
from exegesis.adapters.bundled import BUNDLED
from exegesis.adapters.facts import facts_of
from exegesis.adapters.huggingface import TransformerModel
from tests.adapters.bare.bare_models import (
    ALL,
    EVERY,
    albert_tokenizer,
    bare,
    character_map,
    folder,
    ordinary,
    xlm_roberta_tokenizer,
)
from tests.adapters.packed.packed_models import plain, rows_of, table_of

TEXTS = ["", "The movie was truly unbelievable, not slow!", "a é 日本 [MASK] </s> x\u200b\n bad", "un" * 9]
TOLERANCE = 1e-6
PADDED = 1e-5  # of logits, as far as padding moves them


def close(found: Any, expected: Any, tolerance: float = TOLERANCE) -> None:
    scale = max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * scale)


@pytest.mark.parametrize(("family", "head"), EVERY)
@pytest.mark.slow
def test_logits_and_fingerprint(family: str, head: str) -> None:
    mine, theirs = bare(folder(family, head)), ordinary(folder(family, head))
    typed = family in ("bert", "electra", "albert")
    rows = rows_of(theirs, [2, 7, 7, 19], typed=typed)
    read = table_of(theirs)
    found = mine.forward(rows, read=read)
    close(found, theirs.forward(rows, read=read))
    close(found, plain(theirs, rows, read=read), PADDED)
    for one, other in zip(mine.tables(rows, False), theirs.tables(rows, False), strict=True):
        close(one, other, PADDED)
    assert mine.passes.unmade is not None
    assert facts_of(folder(family, head), mine) == facts_of(folder(family, head), theirs)
    for name in ("head", "table", "kind", "labels", "limit", "mask_id", "pad_id", "end_id", "vocabulary"):
        assert getattr(mine, name) == getattr(theirs, name), name
    assert mine.width() == theirs.width()
    assert mine.habits == theirs.habits
    assert mine.passes.unmade is not None


@pytest.mark.slow
@pytest.mark.parametrize("family", ALL)
def test_explanations(family: str) -> None:
    mine, theirs = bare(folder(family)), ordinary(folder(family))
    close(mine.predict(TEXTS[1:]), theirs.predict(TEXTS[1:]))
    for method, settings in (
        ("lime", {"samples": 30}),
        ("partition_shap", {"samples": 30}),
        ("integrated_gradients", {"steps": 4}),
        ("gradient", {}),
    ):
        found, expected = (exegesis.explain(one, TEXTS[1], method, **settings) for one in (mine, theirs))
        close(found.scores, expected.scores)
        close(found.prediction.outputs, expected.prediction.outputs)
    assert mine.passes.unmade is not None, "the module was made for what needs none"
    found, expected = (exegesis.explain(one, TEXTS[1], "attention_rollout") for one in (mine, theirs))
    close(found.scores, expected.scores)
    assert mine.passes.unmade is None


@pytest.mark.parametrize("family", ALL)
@pytest.mark.slow
def test_tokenizers(family: str) -> None:
    same_tokenizers(bare(folder(family)).tokenizer, ordinary(folder(family)).tokenizer)


def test_the_tokenizer_of_xlm_roberta(tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder("xlm_roberta"), tmp_path / "model"))
    xlm_roberta_tokenizer().save_pretrained(place)
    mine, theirs = bare(place), ordinary(place)
    assert isinstance(theirs.tokenizer, transformers.XLMRobertaTokenizer)
    same_tokenizers(mine.tokenizer, theirs.tokenizer)
    assert mine.fingerprint() == theirs.fingerprint()


@pytest.mark.parametrize(("family", "make"), [("xlm_roberta", xlm_roberta_tokenizer), ("albert", albert_tokenizer)])
def test_tokenizers_with_a_map_of_characters(family: str, make: Any, tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder(family), tmp_path / "model"))
    make(character_map()).save_pretrained(place)
    mine, theirs = bare(place), ordinary(place)
    wide = "\N{FULLWIDTH LATIN SMALL LETTER A} movie"
    assert theirs.tokenizer(wide)["input_ids"] == theirs.tokenizer("a movie")["input_ids"]
    same_tokenizers(mine.tokenizer, theirs.tokenizer)
    assert mine.tokenizer(wide, verbose=False)["input_ids"] == theirs.tokenizer(wide)["input_ids"]
    assert mine.fingerprint() == theirs.fingerprint()


def same_tokenizers(mine: Any, theirs: Any) -> None:
    pairs: list[tuple[str, ...]] = [*((text,) for text in TEXTS), (TEXTS[1], TEXTS[2]), ("", TEXTS[1]), (TEXTS[1], "")]
    for texts in pairs:
        for more in ({}, {"add_special_tokens": False}, {"return_token_type_ids": True}):
            asked = {"return_offsets_mapping": True, "return_special_tokens_mask": True, **more}
            found, expected = (one(*texts, truncation=False, verbose=False, **asked) for one in (mine, theirs))
            assert dict(found) == {name: expected[name] for name in expected}
            assert found.sequence_ids(0) == expected.sequence_ids(0)
            assert found.word_ids() == expected.word_ids()
        ids = theirs(*texts, verbose=False)["input_ids"]
        options = {"clean_up_tokenization_spaces": False}
        assert mine.decode(ids, **options) == theirs.decode(ids, **options)
        assert mine.convert_ids_to_tokens(ids) == theirs.convert_ids_to_tokens(ids)
        tokens = theirs.convert_ids_to_tokens(ids)
        assert mine.convert_tokens_to_ids(tokens) == theirs.convert_tokens_to_ids(tokens)
        if tokens:
            assert mine.convert_tokens_to_string(tokens) == theirs.convert_tokens_to_string(tokens)
    for name in ("bos", "eos", "unk", "sep", "pad", "cls", "mask"):
        for end in ("_token", "_token_id"):
            assert getattr(mine, name + end) == getattr(theirs, name + end), name
    for name in ("all_special_ids", "all_special_tokens", "model_max_length", "pad_token_type_id", "is_fast"):
        assert getattr(mine, name) == getattr(theirs, name), name
    assert mine.convert_tokens_to_ids("no such piece") == theirs.convert_tokens_to_ids("no such piece")
    assert mine.get_vocab() == theirs.get_vocab()
    assert len(mine) == len(theirs)
    assert set(mine.added_tokens_decoder) == set(theirs.added_tokens_decoder)
    assert [mine.num_special_tokens_to_add(pair=pair) for pair in (False, True)] == [
        theirs.num_special_tokens_to_add(pair=pair) for pair in (False, True)
    ]
    assert mine.is_bare, "transformers' tokenizer was made for what needs none"


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, row in BUNDLED.items() if row.reads == "text"])
def test_bundled_models(name: str) -> None:
    place = BUNDLED[name].folder
    mine, theirs = bare(place), ordinary(place)
    rows = rows_of(theirs, [4, 4, 30])
    read = table_of(theirs)
    found = mine.forward(rows, read=read)
    close(found, theirs.forward(rows, read=read))
    close(found, plain(theirs, rows, read=read), PADDED)
    assert mine.fingerprint() == theirs.fingerprint()


@pytest.mark.slow
def test_the_default_of_the_command_line_explains_the_same() -> None:
    place = BUNDLED["sentiment"].folder
    mine, theirs = bare(place), ordinary(place)
    text = "A warm and funny film."
    for method in ("lime", "partition_shap"):
        found, expected = (exegesis.explain(one, text, method, samples=200) for one in (mine, theirs))
        close(found.scores, expected.scores)


def test_the_other_precision() -> None:
    mine, theirs = bare(folder("bert")), ordinary(folder("bert"))
    rows = rows_of(theirs, [3, 8, 8])
    np.testing.assert_allclose(mine.forward(rows, "bfloat16"), theirs.forward(rows, "bfloat16"), atol=1e-2)
    assert mine.deviation(rows) == pytest.approx(theirs.deviation(rows), abs=1e-2)


def test_a_model_read_so_is_a_transformer() -> None:
    model = bare(folder("bert"))
    assert isinstance(model, TransformerModel)
    assert repr(model) == repr(ordinary(folder("bert")))
