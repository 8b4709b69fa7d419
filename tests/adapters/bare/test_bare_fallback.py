"""What is not known to the last setting goes the ordinary way, and is read, or refused, by transformers."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

import exegesis
from exegesis.adapters.bare.ordinary import OrdinaryWay
from exegesis.adapters.bare.reading import read
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import LoadError
from tests.adapters.bare.bare_models import bare, changed, folder, ordinary, save
from tests.adapters.packed.packed_models import fresh

TEXT = "The movie was truly unbelievable, not slow!"
Change = Callable[[Path], Any]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that would be read without transformers, to be changed."""
    return Path(shutil.copytree(folder("bert"), tmp_path / "bert"))


def config(**values: Any) -> Change:
    return lambda place: changed(place, "config.json", **values)


def tokenizer(**values: Any) -> Change:
    return lambda place: changed(place, "tokenizer_config.json", **values)


def definition(**values: Any) -> Change:
    return lambda place: changed(place, "tokenizer.json", **values)


def weights(change: Callable[[dict[str, Any]], Any], metadata: str = "pt") -> Change:
    def act(place: Path) -> None:
        tensors = load_file(place / "model.safetensors")
        change(tensors)
        save_file(tensors, place / "model.safetensors", metadata={"format": metadata})

    return act


def more_words(place: Path) -> None:
    stated = json.loads((place / "tokenizer.json").read_text())
    (token,) = (one for one in stated["added_tokens"] if one["content"] == "[MASK]")
    stated["added_tokens"].append({**token, "id": 50, "content": "movie", "special": False})
    (place / "tokenizer.json").write_text(json.dumps(stated))


def written_differently(stage: str, key: str, value: Any) -> Change:
    def act(place: Path) -> None:
        stated = json.loads((place / "tokenizer.json").read_text())
        stated[stage][key] = value
        (place / "tokenizer.json").write_text(json.dumps(stated))

    return act


PADDING = {"strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0}
PADDING |= {"pad_type_id": 0, "pad_token": "[PAD]"}
CUT = {"direction": "Right", "max_length": 5, "strategy": "LongestFirst", "stride": 0}
# What transformers reads all the same.
READ: dict[str, tuple[Change, str]] = {
    "a key of the configuration": (config(my_own=1), "the configuration has my_own"),
    "a value of it": (config(hidden_act="silu"), "the configuration has hidden_act 'silu'"),
    "a decoder": (config(is_decoder=True), "is_decoder True"),
    "a key left out": (config(layer_norm_eps=None), "no layer_norm_eps"),
    "attentions always": (config(output_attentions=True), "output_attentions True"),
    "code of its own": (config(auto_map={"AutoConfig": "own.Own"}), "the configuration has auto_map"),
    "labels with gaps": (config(id2label={"0": "a", "1": "b", "3": "c"}), "has id2label"),
    "tokens padded on the left": (definition(padding={**PADDING, "direction": "Left"}), "tokenizer.json has padding"),
    "tokens cut on the left": (definition(truncation={**CUT, "direction": "Left"}), "tokenizer.json has truncation"),
    "another setting of the tokenizer": (tokenizer(my_own=1), "the tokenizer's settings have my_own"),
    "another class of tokenizers": (tokenizer(tokenizer_class="PreTrainedTokenizerFast"), "is a PreTrainedTokenizer"),
    "no class of tokenizers": (tokenizer(tokenizer_class=None), "the tokenizer is a None"),
    "no settings of a tokenizer": (lambda place: (place / "tokenizer_config.json").unlink(), "cannot be read"),
    "another case": (tokenizer(do_lower_case=False), "the tokenizer's normalizer is not that of its class"),
    "a normalizer of its own": (written_differently("normalizer", "clean_text", False), "tokenizer's normalizer"),
    "a template of its own": (written_differently("post_processor", "pair", []), "tokenizer's post_processor"),
    "shorter words": (written_differently("model", "max_input_chars_per_word", 3), "tokenizer's model"),
    "words added": (more_words, "added tokens that are not special"),
    "words added beside it": (lambda place: (place / "added_tokens.json").write_text('{"movie": 7}'), "added_tokens"),
    "special tokens beside it": (
        lambda place: (place / "special_tokens_map.json").write_text('{"mask_token": "[PAD]"}'),
        "special_tokens_map.json",
    ),
    "a template for chats": (lambda place: (place / "chat_template.jinja").write_text("{{ x }}"), "chat_template"),
    "numbers of another type": (weights(lambda held: held.update({k: v.double() for k, v in held.items()})), "unusual"),
    "more weights": (weights(lambda held: held.update(extra=held["classifier.bias"].clone())), "nothing reads"),
    "more layers": (config(num_hidden_layers=1), "weights of 2 layers, not 1"),
    "weights of a language model": (
        weights(lambda held: held.update({"cls.predictions.bias": held["classifier.bias"].clone()})),
        "nothing reads",
    ),
}  # fmt: skip
# What it refuses.
REFUSED: dict[str, tuple[Change, str]] = {
    "a head left out": (weights(lambda held: held.pop("classifier.weight")), "the head has a Module at classifier"),
    "a bias left out": (weights(lambda held: held.pop("classifier.bias")), "the head has a Embedding at classifier"),
    "a layer left out": (weights(lambda held: [held.pop(n) for n in list(held) if ".layer.1." in n]), "of 1 layers"),
    "a matrix left out": (weights(lambda held: held.pop("bert.encoder.layer.1.output.dense.weight")), "a Module where"),
    "other labels": (config(id2label={"0": "a"}, label2id={"a": 0}), "the head is of the size"),
    "half a bias": (
        weights(lambda held: held.update({"classifier.bias": held["classifier.bias"][:2].clone()})),
        "a bias is of another size",
    ),
    "another width": (config(intermediate_size=65), "the configuration says"),
    "no class of models": (config(architectures=None), "the configuration names None"),
    "two classes of models": (
        config(architectures=["BertForMaskedLM", "BertForSequenceClassification"]),
        "the configuration names",
    ),
    "no definition of a tokenizer": (lambda place: (place / "tokenizer.json").unlink(), "tokenizer.json cannot be"),
    "no weights": (lambda place: (place / "model.safetensors").unlink(), "cannot be read"),
    "no configuration": (lambda place: (place / "config.json").unlink(), "cannot be read"),
    "a broken configuration": (lambda place: (place / "config.json").write_text("{"), "cannot be read"),
    "a list as a configuration": (lambda place: (place / "config.json").write_text("[]"), "no object"),
    "broken weights": (lambda place: (place / "model.safetensors").write_bytes(b"no"), "cannot be read"),
    "an index of nothing": (
        lambda place: (place / "model.safetensors.index.json").write_text('{"weight_map": {"a": "b.bin"}}'),
        "the folder has",
    ),
}


@pytest.mark.parametrize(("change", "why"), READ.values(), ids=READ.keys())
@pytest.mark.slow
def test_the_ordinary_way(place: Path, change: Change, why: str) -> None:
    bare(place)
    change(place)
    with pytest.raises(OrdinaryWay, match=why):
        read(str(place), None)
    model: Any = exegesis.load(place)
    assert model.passes.unmade is None


@pytest.mark.parametrize(("change", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_wrong_is_told_by_the_ordinary_way(place: Path, change: Change, why: str) -> None:
    change(place)
    with pytest.raises(OrdinaryWay, match=why):
        read(str(place), None)


def test_a_damaged_map_of_characters_is_refused_before_it_is_read(tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder("albert"), tmp_path / "albert"))
    stated = json.loads((place / "tokenizer.json").read_text())
    stated["normalizer"]["normalizers"].append({"type": "Precompiled", "precompiled_charsmap": "////fw=="})
    (place / "tokenizer.json").write_text(json.dumps(stated))
    with pytest.raises(OrdinaryWay, match="map of characters is damaged"):
        read(str(place), None)
    with pytest.raises(LoadError, match="damaged character map"):
        exegesis.load(place)


def test_sharded_weights(place: Path) -> None:
    fresh("bert").model.save_pretrained(place, max_shard_size="20KB")
    (place / "model.safetensors").unlink()
    model: Any = exegesis.load(place)
    assert model.passes.unmade is None
    np.testing.assert_allclose(model.predict([TEXT]), bare(folder("bert")).predict([TEXT]), atol=1e-6)


def test_another_head_is_asked_for(place: Path) -> None:
    with pytest.raises(OrdinaryWay, match="the head for masked-lm is asked"):
        read(str(place), "masked-lm")
    with pytest.raises(LoadError, match="no trained head"):
        exegesis.load(place, "masked-lm")
    assert bare(place).head == "classification"
    model: Any = exegesis.load(place, "classification")
    assert model.passes.unmade is not None


def test_other_families_and_what_is_no_folder(tmp_path: Path) -> None:
    from tests.adapters import families

    save(TransformerModel(*families.family("gpt2")), tmp_path / "gpt2")
    with pytest.raises(OrdinaryWay, match="the family 'gpt2' is not known"):
        read(str(tmp_path / "gpt2"), None)
    with pytest.raises(OrdinaryWay, match="it is no folder"):
        read("nobody/nothing", None)


def test_half_precision_in_the_file_is_read_as_the_library_reads_it(place: Path) -> None:
    weights(lambda held: held.update({name: tensor.half() for name, tensor in held.items()}))(place)
    changed(place, "config.json", dtype="float16")
    mine, theirs = bare(place), ordinary(place)
    assert mine.fingerprint() == theirs.fingerprint()
    np.testing.assert_allclose(mine.predict([TEXT]), theirs.predict([TEXT]), atol=1e-6)


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta", "albert"])
def test_folders_as_versions_before_5_wrote_them(family: str, tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder(family), tmp_path / family))
    tensors = load_file(place / "model.safetensors")
    prefix = next(name for name in tensors if "embeddings" in name).split(".")[0]
    tensors[f"{prefix}.embeddings.position_ids"] = torch.arange(64)[None]
    save_file(tensors, place / "model.safetensors", metadata={"format": "pt"})
    left_over = {"finetuning_task": "sst-2", "output_past": True, "pooler_fc_size": 768, "_name_or_path": "../other"}
    changed(place, "config.json", dtype=None, torch_dtype="float32", transformers_version="4.40.0", **left_over)
    stated = json.loads((place / "tokenizer.json").read_text())
    for stage in ("model", "pre_tokenizer", "decoder"):
        for unsaid in ("byte_fallback", "ignore_merges", "use_regex") if family == "roberta" else ():
            stated[stage].pop(unsaid, None)
    stated["truncation"] = CUT
    (place / "tokenizer.json").write_text(json.dumps(stated))
    for one in stated["added_tokens"]:
        one["id"] = str(one["id"])
    kind = json.loads((place / "tokenizer_config.json").read_text())["tokenizer_class"]
    changed(
        place,
        "tokenizer_config.json",
        added_tokens_decoder={one.pop("id"): one for one in stated["added_tokens"]},
        backend=None,
        clean_up_tokenization_spaces=True,
        extra_special_tokens={},
        max_length=128,
        stride=0,
        tokenizer_class=f"{kind}Fast",
        truncation_side="right",
        truncation_strategy="longest_first",
    )
    (place / "special_tokens_map.json").write_text("{}")
    mine, theirs = bare(place), ordinary(place)
    assert mine.fingerprint() == theirs.fingerprint()
    assert mine.limit == theirs.limit
    np.testing.assert_allclose(mine.predict([TEXT]), theirs.predict([TEXT]), atol=1e-6)
    assert type(mine.tokenizer.whole()) is type(theirs.tokenizer)
    assert mine.config.whole().to_dict() == theirs.config.to_dict()


def test_added_tokens_told_twice_alike_are_known(place: Path) -> None:
    """As versions of transformers before 5 wrote them."""
    stated = json.loads((place / "tokenizer.json").read_text())["added_tokens"]
    changed(place, "tokenizer_config.json", added_tokens_decoder={str(one.pop("id")): one for one in stated})
    (place / "special_tokens_map.json").write_text("{}")
    assert bare(place).fingerprint() == ordinary(place).fingerprint()


def test_how_a_tokenizer_cut_and_padded_last_is_of_no_account(place: Path) -> None:
    definition(padding=PADDING, truncation=CUT)(place)
    mine, theirs = bare(place), ordinary(place)
    assert mine.fingerprint() == theirs.fingerprint()
    np.testing.assert_allclose(mine.predict([TEXT]), theirs.predict([TEXT]), atol=1e-6)
    for name in ("model_max_length", "padding_side", "pad_token_id"):
        assert getattr(mine.tokenizer, name) == getattr(theirs.tokenizer, name)
    assert mine.tokenizer([TEXT], truncation=True, padding=True) == theirs.tokenizer(
        [TEXT], truncation=True, padding=True
    )
