"""The objects of transformers that are made when something needs them are the same model, made once."""

import copy
import json
import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from tests.adapters.bare.bare_models import ALL, bare, changed, folder, ordinary
from tests.adapters.packed.packed_models import packed, plain, rows_of

TEXT = "The movie was truly unbelievable, not slow!"


@pytest.mark.parametrize("family", ALL)
@pytest.mark.parametrize("head", ["classification", "masked-lm"])
@pytest.mark.slow
def test_the_module_is_the_one_that_transformers_loads(family: str, head: str) -> None:
    mine, theirs = bare(folder(family, head)), ordinary(folder(family, head))
    before = mine.fingerprint()
    state = torch.get_rng_state()
    with torch.inference_mode():
        module = mine.model
    assert torch.equal(torch.get_rng_state(), state)
    assert type(module) is type(theirs.model)
    assert mine.model is module
    assert mine.passes.unmade is None
    assert mine.fingerprint() == before == theirs.fingerprint()
    assert not module.training
    for (name, one), (other_name, other) in zip(
        module.named_parameters(), theirs.model.named_parameters(), strict=True
    ):
        assert name == other_name
        assert torch.equal(one, other)
        assert one.requires_grad and not one.is_inference() and one.is_leaf  # noqa: PT018
    for (name, one), (other_name, other) in zip(module.named_buffers(), theirs.model.named_buffers(), strict=True):
        assert name == other_name
        assert torch.equal(one, other)
    assert module.config.to_dict() == theirs.model.config.to_dict()
    assert module.name_or_path == theirs.model.name_or_path


def test_the_packed_path_then_reads_the_module() -> None:
    model = bare(folder("bert"))
    rows = rows_of(ordinary(folder("bert")), [5, 9])
    before = model.forward(rows)
    module = model.model
    np.testing.assert_allclose(packed(model, rows), before, atol=1e-6)
    with torch.no_grad():
        module.bert.encoder.layer[0].output.dense.weight.mul_(1.5)
    after = packed(model, rows)
    assert np.abs(after - before).max() > 1e-3
    np.testing.assert_allclose(after, plain(model, rows), atol=1e-5)
    handle = module.classifier.register_forward_hook(lambda _module, _inputs, output: output * 2)
    np.testing.assert_allclose(model.forward(rows), after * 2, rtol=1e-4)
    handle.remove()


def test_layers_by_name_need_the_module() -> None:
    mine, theirs = bare(folder("bert")), ordinary(folder("bert"))
    settings = {"steps": 4, "layer": "bert.encoder.layer.0"}
    found, expected = (exegesis.explain(one, TEXT, "integrated_gradients", **settings) for one in (mine, theirs))
    assert mine.passes.unmade is None
    np.testing.assert_allclose(found.scores, expected.scores, atol=1e-6)


def test_the_folder_may_be_gone_or_changed_by_then(tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder("roberta"), tmp_path / "roberta"))
    theirs = ordinary(folder("roberta"))
    model = bare(place)
    with (place / "model.safetensors").open("r+b") as file:
        file.seek(-64, 2)
        file.write(b"\0" * 64)
    changed(place, "config.json", hidden_act="relu")
    shutil.rmtree(place)
    assert model.fingerprint() == theirs.fingerprint()
    model.attentions(rows_of(theirs, [4])[0])
    assert model.model.config.hidden_act == "gelu"
    assert model.fingerprint() == theirs.fingerprint()
    assert model.tokenizer.whole().get_vocab() == theirs.tokenizer.get_vocab()


def test_a_copy_has_weights_of_its_own() -> None:
    model = bare(folder("distilbert"))
    made = model.copied("copy")
    with torch.no_grad():
        made.model.classifier.weight.zero_()
    assert made.fingerprint() != model.fingerprint()
    np.testing.assert_allclose(model.predict([TEXT]), bare(folder("distilbert")).predict([TEXT]), atol=1e-6)


def test_a_deep_copy_before_anything_is_made() -> None:
    model = bare(folder("distilbert"))
    made = copy.deepcopy(model)
    assert made.passes.unmade is not None
    assert made.passes.unmade is not model.passes.unmade
    np.testing.assert_allclose(made.predict([TEXT]), model.predict([TEXT]), atol=1e-6)
    assert made.fingerprint() == model.fingerprint()


@pytest.mark.parametrize("family", ["bert", "mpnet", "albert"])
def test_a_pickle_of_one(family: str) -> None:
    model = bare(folder(family))
    made = pickle.loads(pickle.dumps(model))
    np.testing.assert_allclose(made.predict([TEXT]), model.predict([TEXT]), atol=1e-6)
    assert made.tokenizer(TEXT) == model.tokenizer(TEXT)
    assert type(made.model) is type(model.model)


def test_the_configuration_answers_what_its_file_does_not_say() -> None:
    config: Any = bare(folder("distilbert")).config
    assert (config.hidden_size, config.num_labels, config.is_bare) == (32, 3, True)
    assert config.use_return_dict is True or config.return_dict is True
    assert isinstance(config.whole(), transformers.DistilBertConfig)
    assert config.to_dict() == ordinary(folder("distilbert")).config.to_dict()
    with pytest.raises(AttributeError, match="no_such_setting"):
        _ = config.no_such_setting


def test_a_tokenizer_asked_for_more_is_that_of_transformers(tmp_path: Path) -> None:
    theirs = ordinary(folder("bert")).tokenizer
    mine = bare(folder("bert")).tokenizer
    assert mine(TEXT) == theirs(TEXT)
    assert not mine.is_bare
    assert isinstance(mine.whole(), transformers.BertTokenizer)
    assert mine.kind == "BertTokenizer"
    assert mine([TEXT, "bad"], padding=True, return_tensors="pt")["input_ids"].shape[0] == 2
    mine("bad")  # which sets no padding again
    mine.save_pretrained(tmp_path)
    assert json.loads((tmp_path / "tokenizer.json").read_text()) == json.loads(theirs.backend_tokenizer.to_str())
    assert repr(bare(folder("bert")).tokenizer.decode(theirs(TEXT)["input_ids"], skip_special_tokens=True)) == repr(
        theirs.decode(theirs(TEXT)["input_ids"], skip_special_tokens=True)
    )


def test_what_is_changed_on_a_tokenizer_is_never_answered_from_before() -> None:
    model = bare(folder("bert"))
    ids = model.tokenizer("zzz", verbose=False)["input_ids"]
    model.tokenizer.add_tokens(["zzz"])
    added = model.tokenizer("zzz", verbose=False)["input_ids"]
    assert len(added) == 3 != len(ids)
    assert model.tokenizer.convert_ids_to_tokens(added[1]) == "zzz"
    model.tokenizer.model_max_length = 7
    assert model.tokenizer.model_max_length == 7


@pytest.mark.slow
def test_threads_may_make_it_while_others_run() -> None:
    theirs = ordinary(folder("bert"))
    rows = rows_of(theirs, [3, 9, 9, 20])
    expected, attention = theirs.forward(rows), theirs.attentions(rows[1])
    for seed in range(6):
        model = bare(folder("bert"))
        jobs = np.random.default_rng(seed).permutation(["forward"] * 12 + ["attentions"] * 3 + ["module"] * 2)

        def job(name: str, model: TransformerModel = model) -> Any:
            if name == "module":
                return id(model.model)
            return model.forward(rows) if name == "forward" else model.attentions(rows[1])

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(job, jobs))
        for name, one in zip(jobs, found, strict=True):
            if name == "module":
                assert one == id(model.model)
            else:
                np.testing.assert_allclose(one, expected if name == "forward" else attention, rtol=1e-5, atol=1e-5)
        assert model.notes == ()
        assert not model.one_length
