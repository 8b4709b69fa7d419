import pytest

from exegesis.adapters.probes import Probe
from exegesis.adapters.vocabulary import Vocabulary
from exegesis.core.errors import LoadError
from tests.adapters.families import family


def probe(rows: int | None = None, limit: int = 32, questions: bool = False) -> Probe:
    return Probe(family("bert")[1], Vocabulary(rows), limit, "tiny", questions)


def test_the_row_stands_in_the_tokenizers_frame() -> None:
    tokenizer, found = family("bert")[1], probe()
    ids = found.row().ids
    assert (ids[0], ids[-1]) == (tokenizer.cls_token_id, tokenizer.sep_token_id)
    assert set(ids[1:-1]).isdisjoint(tokenizer.all_special_ids)


def test_random_tokens_have_embeddings() -> None:
    rows = len(family("bert")[1]) - 5
    assert max(probe(rows).tokens) < rows
    assert probe(rows).tokens == probe(rows).tokens


def test_a_short_question_stands_before_the_text_of_one_who_answers() -> None:
    tokenizer = family("bert")[1]
    assert probe(questions=True).frame.head.count(tokenizer.sep_token_id) == 1
    assert probe().frame.head.count(tokenizer.sep_token_id) == 0


def test_no_room_for_a_text_is_told() -> None:
    with pytest.raises(LoadError, match="adds 2 special tokens to every text, and tiny reads 2 at once"):
        probe(limit=2).row()
