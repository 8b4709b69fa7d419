"""The models that come with the package: their size, their card, and that explanations of them make sense."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

import exegesis
from exegesis.adapters.base import Model
from exegesis.adapters.bundled import BUNDLED
from exegesis.data.inputs import plain
from tests.datasets import needs_data, rows
from tests.lanes import slow_but

LIMITS = {"sentiment": 20_000_000, "sentiment-tiny": 4_000_000}
LEAST = {"sentiment": 0.84, "sentiment-tiny": 0.72}  # well below what the cards say, for samples of a few hundred
PLAIN = {
    "This film is wonderful, warm and funny.": "positive",
    "A dull, tedious and badly acted mess.": "negative",
    "I loved every minute of it.": "positive",
    "The worst movie I have seen in years.": "negative",
}


@pytest.fixture(scope="module", params=slow_but(LIMITS, "sentiment-tiny"))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def model(name: str) -> Model:
    return exegesis.load(f"bundled:{name}")


def test_the_folder_is_small_and_holds_only_data(name: str) -> None:
    files = list(BUNDLED[name].folder.iterdir())
    assert sum(file.stat().st_size for file in files) <= LIMITS[name]
    assert {file.suffix for file in files} <= {".json", ".safetensors", ".md", ".txt"}


def test_the_card_tells_what_it_is(name: str) -> None:
    folder = BUNDLED[name].folder
    card = (folder / "README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    assert digest in card
    for word in ("Apache-2.0", "Maas", "Socher", "Pang", "sst2", "imdb", "Parameters"):
        assert re.search(word, card, re.IGNORECASE), word


def test_plain_sentences_get_their_label(model: Model) -> None:
    assert model.labels == ("negative", "positive")
    answers = model.predict(list(PLAIN)).argmax(axis=1)
    assert [model.labels[index] for index in answers] == list(PLAIN.values())


def test_no_word_is_unknown(model: Model) -> None:
    text = "Zxqvy antidisestablishmentarianism Łódź 中 π № 42%"
    tokens = model.tokens(plain(text), model.windows(plain(text))[0])
    unknown = model.tokenizer.unk_token_id  # type: ignore[attr-defined]
    assert unknown not in tokens.row.ids


@pytest.mark.parametrize("method", ["lime", "partition_shap", "kernel_shap", "integrated_gradients", "occlusion"])
def test_the_word_that_decides_scores_highest(model: Model, method: str) -> None:
    text = "The film was wonderful."
    found = exegesis.explain(model, text, method, target="positive", output="logit")
    assert found.top(1)[0][0].text == "wonderful"
    assert found.top(1)[0][1] > 0
    against = exegesis.explain(model, text, method, target="negative", output="logit")
    assert against.scores[[u.text for u in against.units].index("wonderful")] < 0


@pytest.mark.slow
def test_methods_agree_on_a_clear_review() -> None:
    model = exegesis.load("bundled:sentiment")
    text = "A warm and funny story with wonderful actors, although the ending is dull and the music is awful."
    settings = {"target": "positive", "output": "logit"}
    scores = [
        exegesis.explain(model, text, method, **settings).scores
        for method in ("lime", "permutation_shap", "partition_shap", "integrated_gradients", "occlusion")
    ]
    ranks = np.argsort(np.argsort(scores, axis=1), axis=1)
    assert np.corrcoef(ranks).min() > 0.4


@pytest.mark.slow
def test_a_long_review_is_explained_over_windows_and_completely() -> None:
    model = exegesis.load("bundled:sentiment")
    text = ("The first act is slow. " * 60) + ("But the rest is a joy, warm and wonderful. " * 60)
    found = exegesis.explain(model, text, "integrated_gradients", unit="sentence", steps=8)
    assert len(found.windows) > 1
    assert len(found.units) == 120
    assert sum(window.weight for window in found.windows) == pytest.approx(1.0)
    assert found.value == pytest.approx(model.predict([text])[0, found.target.index], abs=1e-5)
    change = found.value - (found.baseline.value or 0.0)
    assert found.scores.sum() == pytest.approx(change + found.diagnostics["convergence_delta"], abs=1e-4)


@pytest.mark.slow
@needs_data
@pytest.mark.parametrize(("file", "most"), [("sentiment/sst2.jsonl.gz", 300), ("sentiment/imdb_test.jsonl.gz", 40)])
def test_accuracy_on_a_sample(model: Model, name: str, file: str, most: int) -> None:
    sample = rows(file, "test")
    sample = [sample[place] for place in np.random.default_rng(0).permutation(len(sample))[:most]]
    answers = model.predict([row["text"] for row in sample]).argmax(axis=1)
    assert np.mean(answers == [row["label"] for row in sample]) >= LEAST[name]


def test_the_package_carries_no_training_data() -> None:
    for row in BUNDLED.values():
        assert not [
            file for file in Path(row.folder).iterdir() if file.suffix in {".jsonl", ".gz", ".csv", ".bin", ".pt"}
        ]
