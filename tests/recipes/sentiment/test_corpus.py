from pathlib import Path

import numpy as np
import pytest
from recipes.sentences import runs, sentences_and_runs, split
from recipes.sentiment.augmentation import without_words
from recipes.sentiment.transfer import transfer_texts

from exegesis.core.errors import InputError
from recipes.sentiment import corpus


def test_training_and_development_share_nothing(data: Path) -> None:
    train = corpus.training(data)
    dev = corpus.development(data)
    ids = {example.id for example in train}
    assert sum(example.is_review for example in train) + len(dev["imdb_held_out"]) == 40
    assert not ids & {example.id for examples in dev.values() for example in examples}
    assert [example.id for example in train if example.id.startswith("rt")] == ["rt/3"]


def test_forms_are_as_stored_and_as_typed(data: Path) -> None:
    first = corpus.training(data)[0]
    assert first.variants == ("the film is very bad , plot 0 .", "the film is very bad, plot 0.")
    review = next(example for example in corpus.training(data) if example.is_review)
    assert "<br" in review.variants[0]
    assert review.variants[1].count("<") == 0


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sst2\.jsonl\.gz"):
        corpus.training(tmp_path)


def test_sentences_end_at_marks_and_line_breaks() -> None:
    text = "What a good film! I loved it. <br /><br />The plot (by Mr. X) holds up... it does. No."
    assert split(text)[:2] == ["What a good film!", "I loved it."]
    assert "No." not in split(text)


def test_runs_cover_two_or_three_sentences() -> None:
    pieces = [f"s{n}." for n in range(9)]
    found = runs(pieces, np.random.default_rng(0))
    assert {len(run.split()) for run in found} <= {2, 3}
    assert [word for run in found for word in run.split()] == pieces[: sum(len(run.split()) for run in found)]
    assert sentences_and_runs(["One two three. Four five six."], np.random.default_rng(0)) == [
        "One two three.",
        "Four five six.",
        "One two three. Four five six.",
    ]


def test_perturbed_copies_keep_the_order_of_what_they_keep() -> None:
    random = np.random.default_rng(0)
    words = [f"w{n}" for n in range(20)]
    for _ in range(50):
        copy = without_words(" ".join(words), random).split()
        kept = [word for word in copy if word != "[MASK]"]
        assert kept
        assert kept == sorted(kept, key=words.index)
    assert without_words("alone", random) == "alone"


def test_the_transfer_set_is_labelled_first_and_repeatable(data: Path) -> None:
    examples = corpus.training(data)
    texts, labels = transfer_texts(examples, 50, 0.5, seed=3)
    labelled = sum(len(e.variants) for e in examples if not e.is_review) + sum(e.is_review for e in examples)
    assert len(texts) == len(labels)
    assert -1 not in labels[:labelled]
    assert -1 in labels[labelled:]
    assert labels.index(-1) + labels.count(-1) == len(labels)
    assert transfer_texts(examples, 50, 0.5, seed=3)[0] == texts
    assert transfer_texts(examples, 50, 0.5, seed=4)[0] != texts
