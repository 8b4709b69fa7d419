"""Hostile and damaged models: whatever fails inside a model or a tokenizer is one line that names the model."""

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from tokenizers import processors

import exegesis
from exegesis.adapters.failures import is_failure, last_line, told
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import ExegesisError, InputError, ModelError, ModelWarning
from tests import onnx_models, tiny
from tests.adapters.odd_families import odd
from tests.adapters.test_loading import copy, refusal, saved

__all__ = ["copy", "saved"]  # fixtures
METHODS = ("occlusion", "lime", "gradient", "integrated_gradients", "attention_rollout")


class PanicException(BaseException):
    """What a panic in Rust is to Python: no `Exception`."""


def changed(folder: Path, file: str, **values: Any) -> Path:
    """The folder with other values in one of its JSON files."""
    found = json.loads((folder / file).read_text())
    (folder / file).write_text(json.dumps({**found, **values}))
    return folder


def complaint(act: Callable[[], object]) -> str | None:
    """What is said where this fails; it must be an error of ours, in one line."""
    try:
        act()
    except ExegesisError as error:
        line = str(error)
    else:
        return None
    assert "\n" not in line
    return line


def normalizer(folder: Path, stage: Any) -> Path:
    return changed(folder, "tokenizer.json", normalizer=stage)


# -- what becomes a line ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (IndexError("index out of range in self"), "IndexError: index out of range in self"),
        (RuntimeError("first\n\n  the last one  \n"), "RuntimeError: the last one"),
        (KeyError(), "KeyError"),
        (PanicException("called `Option::unwrap()`"), "PanicException: called `Option::unwrap()`"),
    ],
)
def test_the_last_line_is_kept(error: BaseException, line: str) -> None:
    assert last_line(error) == line
    with pytest.raises(ModelError, match="it failed on a text: ") as caught, told("it", "on a text"):
        raise error
    assert str(caught.value) == f"it failed on a text: {line}"
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), MemoryError(), InputError("ours")])
def test_what_is_no_failure_of_the_model_passes(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, told("it", "on a text"):
        raise error
    assert caught.value is error
    assert is_failure(error) == isinstance(error, Exception)


# -- inside a pass ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("raised", [ZeroDivisionError, PanicException])
def test_a_pass_that_fails(method: str, raised: type[BaseException]) -> None:
    model = exegesis.load((tiny.bert_classifier(), tiny.wordpiece()), name="mine")

    def fail(*_: Any) -> None:
        raise raised("many\nlines")

    model.model.bert.encoder.layer[1].register_forward_pre_hook(fail)  # type: ignore[attr-defined]
    with pytest.raises(ModelError, match=rf"mine failed on .*: {raised.__name__}: lines$"):
        exegesis.explain(model, "a good film", method)
    with pytest.raises(ModelError, match="mine failed on"):
        model.predict(["a good film"])


def test_memory_that_runs_out_is_no_failure_of_the_model() -> None:
    """A smaller batch may do."""
    model = tiny.bert()
    sizes: list[int] = []

    def fail(module: Any, given: Any) -> None:
        sizes.append(len(given[0]))
        if len(given[0]) > 1:
            raise RuntimeError("[enforce fail at alloc_cpu.cpp:117] . DefaultCPUAllocator: can't allocate memory")

    model.model.bert.encoder.layer[1].register_forward_pre_hook(fail)
    assert model.predict(["good", "bad", "dull"]).shape == (3, 2)
    assert sizes.count(1) >= 3


def test_one_text_of_many() -> None:
    model = tiny.bert()
    bad = model.tokenizer.convert_tokens_to_ids("worse")

    def fail(module: Any, given: Any) -> None:
        if (given[0] == bad).any():
            raise PanicException("on this one")

    model.model.bert.embeddings.word_embeddings.register_forward_pre_hook(fail)
    found = list(exegesis.explain_many(model, ["good", "it is worse", "bad"], "occlusion"))
    assert [hasattr(one, "scores") for one in found] == [True, False, True]


def test_a_family_that_reads_one_length_only() -> None:
    assert "the model does not run: NystromformerForSequenceClassification failed on" in refusal(odd("Nystromformer"))


def test_an_output_without_logits() -> None:
    model = tiny.bert_classifier()
    model.config.return_dict = False
    with pytest.raises(
        ExegesisError, match="gives a tuple without logits; its configuration may say return_dict false"
    ):
        TransformerModel(model, tiny.wordpiece()).tables(tiny.bert().encode(["good"]), False)  # type: ignore[arg-type]


# -- a tokenizer that fails ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("raised", [ValueError, PanicException])
def test_a_tokenizer_that_fails_on_a_text(raised: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    model = exegesis.load((tiny.bert_classifier(), tiny.wordpiece()), name="mine")
    inner = type(model.tokenizer).__call__  # type: ignore[attr-defined]

    def call(self: Any, *texts: Any, **options: Any) -> Any:
        if "worse" in str(texts):
            raise raised("cannot")
        return inner(self, *texts, **options)

    monkeypatch.setattr(type(model.tokenizer), "__call__", call)  # type: ignore[attr-defined]
    for act in (lambda: model.predict(["it is worse"]), lambda: exegesis.explain(model, "it is worse", "occlusion")):
        with pytest.raises(ModelError, match=rf"mine failed on reading a text .*: {raised.__name__}: cannot"):
            act()
    found = list(exegesis.explain_many(model, ["good", "it is worse", "bad"], "occlusion"))
    assert [hasattr(one, "scores") for one in found] == [True, False, True]


def test_a_vocabulary_without_its_unknown_token() -> None:
    tokenizer = tiny.wordpiece()
    tokenizer.backend_tokenizer.model = tokenizers.models.WordPiece(
        {"[PAD]": 0, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "film": 5, "a": 6}, unk_token="[UNK]"
    )
    with pytest.raises(ExegesisError) as caught:
        exegesis.load((tiny.bert_classifier(), tokenizer)).predict(["zebra"])
    assert "\n" not in str(caught.value)


# -- folders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", ["abc", [], -5, 0, 2])
def test_a_limit_that_is_none(copy: Path, most: Any) -> None:
    assert "model_max_length" in refusal(changed(copy, "tokenizer_config.json", model_max_length=most))


@pytest.mark.parametrize(
    "change",
    [
        {"chunk_size_feed_forward": -3},
        {"chunk_size_feed_forward": 7},
        {"architectures": 5},
        {"pad_token_id": [5]},
        {"num_attention_heads": 7},
        {"hidden_act": "none of these"},
        {"max_position_embeddings": 2},
        {"id2label": 5},
        {"problem_type": "odd"},
    ],
)
def test_configurations_of_all_kinds(copy: Path, change: dict[str, Any]) -> None:
    folder = changed(copy, "config.json", **change)
    said = complaint(lambda: exegesis.load(folder).predict(["a good film"]))
    assert said is None or "copy" in said or "model" in said


@pytest.mark.parametrize("name", ["RagTokenizer", "CLIPTokenizer", "WhisperTokenizer", "BartTokenizer", "NoSuchOne"])
def test_tokenizers_of_other_classes(copy: Path, name: str) -> None:
    changed(copy, "tokenizer_config.json", tokenizer_class=name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ModelWarning)
        complaint(lambda: exegesis.explain(exegesis.load(copy), "a good film", "occlusion"))


def test_more_special_tokens_than_fit() -> None:
    tokenizer = tiny.wordpiece()
    template = processors.TemplateProcessing(single="[CLS] " * 100 + "$A", special_tokens=[("[CLS]", 2)])
    tokenizer.backend_tokenizer.post_processor = template
    assert "adds 100 special tokens to every text" in refusal((tiny.bert_classifier(), tokenizer))


@pytest.mark.parametrize("encoded", ["/////w==", "AAAA", "", "AwAAAAAAAA==", 5, None])
def test_character_maps_that_end_the_process_are_refused_unread(copy: Path, encoded: Any) -> None:
    stage = {"type": "Precompiled", "precompiled_charsmap": encoded}
    assert "damaged character map" in refusal(normalizer(copy, stage))
    assert "damaged character map" in refusal(normalizer(copy, {"type": "Sequence", "normalizers": [stage]}))


def test_normalizers_that_take_all_memory_are_refused(copy: Path) -> None:
    grows = [{"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1000}] * 3
    assert "make 1e+09 characters of one" in refusal(normalizer(copy, {"type": "Sequence", "normalizers": grows}))


@pytest.mark.parametrize("pattern", ["(a+)+$(", "(?<", "[", "(?:(?:)*)*" * 20])
def test_patterns_that_are_none(copy: Path, pattern: str) -> None:
    folder = normalizer(copy, {"type": "Replace", "pattern": {"Regex": pattern}, "content": ""})
    complaint(lambda: exegesis.load(folder).predict(["a good film aaaaaaaaaaaaaaaaaaaa"]))


def test_a_panic_while_a_tokenizer_is_read(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import transformers

    def panic(*_: Any, **__: Any) -> None:
        raise PanicException("called `Result::unwrap()` on an `Err` value")

    monkeypatch.setattr(transformers.AutoTokenizer, "from_pretrained", panic)
    folder = changed(copy, "tokenizer_config.json", own=1)  # which only transformers reads
    assert "cannot load" in refusal(folder)


# -- ONNX ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"architectures": 5}, "architectures 5"),
        ({"pad_token_id": 10**25}, ""),
        ({"vocab_size": "many"}, ""),
    ],
)
def test_configurations_of_exports(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    folder = changed(onnx_models.folder_of(onnx_models.summing(), tmp_path / "summing"), "config.json", **change)
    assert said in (complaint(lambda: exegesis.load(folder).predict(["good", "a longer text"])) or "")


def test_an_export_whose_tokenizer_panics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = exegesis.load(onnx_models.folder_of(onnx_models.summing(), tmp_path / "summing"))

    def panic(*_: Any, **__: Any) -> None:
        raise PanicException("no")

    monkeypatch.setattr(type(model.tokenizer), "__call__", panic)  # type: ignore[attr-defined]
    with pytest.raises(ModelError, match="summing failed on reading a text"):
        exegesis.explain(model, "good", "occlusion")
