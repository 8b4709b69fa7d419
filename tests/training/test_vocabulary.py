import json
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from exegesis.core.errors import InputError
from exegesis.training.vocabulary import SPECIAL, choose_pieces, cut, letters, old_numbers, write

TEXTS = ["the film is very good", "the plot is good", "a very good story!"] * 3


def _smaller(spec: dict[str, Any], extra: int) -> list[str]:
    return choose_pieces(spec, TEXTS, len(SPECIAL) + len(letters(spec["model"]["vocab"])) + extra)


def test_letters_and_special_pieces_stay_and_used_pieces_come_next(spec: dict[str, Any]) -> None:
    kept = _smaller(spec, 3)
    assert kept[:5] == list(SPECIAL)
    assert set(letters(spec["model"]["vocab"])) <= set(kept)
    assert len(kept) == len(set(kept))
    assert {"good", "is"} <= set(kept)
    assert "boring" not in kept
    assert "[unused0]" not in kept


def test_no_word_becomes_unknown(spec: dict[str, Any]) -> None:
    tokenizer = Tokenizer.from_str(json.dumps(cut(spec, _smaller(spec, 3))))
    tokens = tokenizer.encode("Boring masterpiece? zzyzx 中 é bad").tokens
    assert "[UNK]" not in tokens
    assert tokens[:3] == ["[CLS]", "b", "##o"]


def test_numbers_are_consistent_in_the_written_folder(spec: dict[str, Any], tmp_path: Path) -> None:
    kept = _smaller(spec, 2)
    write(cut(spec, kept), tmp_path, 40)
    tokenizer = AutoTokenizer.from_pretrained(tmp_path, trust_remote_code=False)
    assert len(tokenizer) == len(kept)
    assert tokenizer.convert_ids_to_tokens(range(len(kept))) == kept
    assert tokenizer("good").input_ids == [kept.index("[CLS]"), kept.index("good"), kept.index("[SEP]")]
    assert (tokenizer.pad_token_id, tokenizer.unk_token_id, tokenizer.mask_token_id) == (0, 1, 4)
    assert tokenizer.model_max_length == 40
    assert tokenizer("a very [MASK] film").input_ids.count(4) == 1


def test_old_numbers_point_to_the_same_pieces(spec: dict[str, Any]) -> None:
    kept = _smaller(spec, 2)
    full = {number: piece for piece, number in spec["model"]["vocab"].items()}
    assert [full[number] for number in old_numbers(spec, kept)] == kept


def test_too_small_a_vocabulary_is_refused(spec: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="too small"):
        choose_pieces(spec, TEXTS, 20)
