from typing import Any

import pytest
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from exegesis.adapters.function import FunctionModel
from exegesis.modalities.text.locality import locality
from exegesis.modalities.text.piece_reader import piece_reader
from tests import tiny
from tests.modalities.text.tokenizers_of_kinds import FAMILIES, LOCAL, model_of


def tokenizer(splitter: Any, normalizer: Any = None, model: Any = None) -> Any:
    inner = Tokenizer(model or models.WordLevel({"a": 0, "<unk>": 1}, unk_token="<unk>"))
    inner.normalizer, inner.pre_tokenizer = normalizer, splitter
    return PreTrainedTokenizerFast(tokenizer_object=inner)


@pytest.mark.parametrize("kind", [*LOCAL, *FAMILIES])
@pytest.mark.slow
def test_tokenizers_that_read_words_apart(kind: str) -> None:
    found = locality(model_of(kind).tokenizer)
    assert found is not None
    assert found.drops_spaces is (kind in ("bundled", "cased", "bert", "mpnet", "albert", "xlnet"))


@pytest.mark.parametrize(
    ("splitter", "normalizer"),
    [
        (None, None),
        (pre_tokenizers.Metaspace(split=False), None),
        (pre_tokenizers.ByteLevel(use_regex=False), None),
        (pre_tokenizers.Punctuation(), None),
        (pre_tokenizers.UnicodeScripts(), None),
        (pre_tokenizers.Split(" ", "merged_with_previous"), None),
        (pre_tokenizers.Split(Regex(r"\w+ \w+"), "isolated"), None),
        (pre_tokenizers.Sequence([pre_tokenizers.Punctuation("merged_with_next"), pre_tokenizers.Metaspace()]), None),
        (pre_tokenizers.Whitespace(), normalizers.Replace(" ", "_")),
        (pre_tokenizers.Metaspace(), normalizers.Replace(".", " ")),
        (pre_tokenizers.Metaspace(), normalizers.Replace("a b", "c")),
        (pre_tokenizers.Metaspace(), normalizers.Replace(Regex("[a-z] "), " ")),
        (pre_tokenizers.Metaspace(), normalizers.Sequence([normalizers.NFC(), normalizers.Prepend("▁")])),
    ],
)
def test_stages_that_may_look_across_a_cut(splitter: Any, normalizer: Any) -> None:
    assert locality(tokenizer(splitter, normalizer)) is None


def test_chance_is_not_local() -> None:
    model = models.BPE({"a": 0, "b": 1}, [], dropout=0.1)
    assert locality(tokenizer(pre_tokenizers.Whitespace(), model=model)) is None
    assert locality(tokenizer(pre_tokenizers.Whitespace(), model=models.BPE({"a": 0, "b": 1}, []))) is not None


@pytest.mark.parametrize(
    ("splitter", "token", "fits"),
    [
        (pre_tokenizers.Whitespace(), AddedToken("<x>", lstrip=True), True),
        (pre_tokenizers.Whitespace(), AddedToken("<x y>"), False),
        (pre_tokenizers.Whitespace(), AddedToken("xy", single_word=True), False),
        (pre_tokenizers.ByteLevel(), AddedToken("  "), True),
        (pre_tokenizers.ByteLevel(), AddedToken("  ", rstrip=True), False),
        (pre_tokenizers.Whitespace(), AddedToken("  "), False),
    ],
)
def test_added_tokens(splitter: Any, token: AddedToken, fits: bool) -> None:
    made = tokenizer(splitter)
    made.add_tokens([token])
    assert (locality(made) is not None) is fits


def test_only_models_with_tokenizers_have_a_reader() -> None:
    assert piece_reader(tiny.bert()) is not None
    assert piece_reader(model_of("unsplit")) is None
    assert piece_reader(FunctionModel(lambda texts: [[0.5, 0.5]] * len(texts))) is None
