"""The student before training: a folder or hub id with or without a head for the task; and the teachers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exegesis.adapters import bundled
from exegesis.adapters.heads import head as head_of
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.loading import load_model
from exegesis.adapters.quiet import quiet
from exegesis.core.errors import InputError, LoadError, UnsupportedError


def load_teacher(source: str, head: str) -> TransformerModel:
    """A trained model with the head; its weights enter through the guard of all models."""
    model, tokenizer, commit = load_model(_place(source), head)
    found = TransformerModel(model, tokenizer, name=source, revision=commit)
    _check_kind(found)
    return found


def load_student(source: str, head: str, labels: Sequence[str]) -> TransformerModel:
    """The student; where its folder has no head for the task, a fresh one for `labels` (drawn from torch's seed).

    `labels` empty: the head that is there says how many. Raises `LoadError` where other weights than the head's are
    missing, or where the head there is of another size.
    """
    import transformers
    from transformers import AutoConfig, AutoTokenizer

    place = _place(source)
    try:
        with quiet():
            config: Any = AutoConfig.from_pretrained(place)
            _name_labels(config, head, labels)
            tokenizer: Any = AutoTokenizer.from_pretrained(place, use_fast=True)
            family: Any = getattr(transformers, head_of(head).auto)
            model, told = family.from_pretrained(
                place, config=config, use_safetensors=True, dtype="float32", output_loading_info=True
            )
    except LoadError:
        raise
    except Exception as error:  # transformers raises OSError, ValueError, KeyError, RuntimeError and more
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise LoadError(f"cannot load the student {source!r}: {first}") from error
    _check_missing(source, model, told)
    if model.config.pad_token_id is None:  # GPT-2's head finds the last piece of each row by it
        known = (tokenizer.pad_token_id, tokenizer.eos_token_id)
        model.config.pad_token_id = next((number for number in known if number is not None), None)
    found = TransformerModel(model, tokenizer, name=source)
    _check_kind(found)
    return found


def _place(source: str) -> str:
    return str(bundled.folder(source)) if source.startswith(bundled.PREFIX) else source


def _name_labels(config: Any, head: str, labels: Sequence[str]) -> None:
    """A student without a head of its own takes the labels given; one with a head keeps its own."""
    if head == "question-answering" or not labels:
        return
    trained = any(name.endswith(head_of(head).suffixes) for name in config.architectures or ())
    if not trained:
        config.id2label = dict(enumerate(labels))
        config.label2id = {name: number for number, name in enumerate(labels)}
        config.num_labels = len(labels)


def _check_missing(source: str, model: Any, told: dict[str, Any]) -> None:
    """Only the head (and the pooler, which belongs to it) may be fresh."""
    body = f"{model.base_model_prefix}."
    missing = sorted(name for name in told["missing_keys"] if name.startswith(body) and ".pooler." not in name)
    if missing:
        raise LoadError(
            f"the student {source!r} lacks weights of its body ({', '.join(missing[:3])}); give a pretrained model."
        )
    if told["mismatched_keys"]:
        raise LoadError(f"the student {source!r} has a head of another size; give one for these labels.")


def _check_kind(model: TransformerModel) -> None:
    if model.kind == "multi-label":
        raise UnsupportedError(f"{model.name} has labels that do not exclude each other, which is not learned here.")


def check_out(out: Path) -> None:
    """An `InputError` where `out` holds something that this did not write: it would be replaced as a whole."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "training.json").is_file())):
        raise InputError(f"{str(out)!r} is not empty and was not written by a training; give a new folder with --out.")
