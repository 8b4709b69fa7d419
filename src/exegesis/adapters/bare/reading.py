"""Folders of models read without transformers, whose import takes longer than most explanations."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from exegesis.adapters.bare import whole
from exegesis.adapters.bare.config import Check, check_keys, exactly, size, small, switch, text
from exegesis.adapters.bare.families import FAMILIES, FORMS, BareFamily
from exegesis.adapters.bare.kinds import KINDS, Settings, TokenizerKind
from exegesis.adapters.bare.late import LateTokenizer
from exegesis.adapters.bare.model import BareModel
from exegesis.adapters.bare.ordinary import OrdinaryWay, only
from exegesis.adapters.bare.tokenizer import SPECIALS, BareTokenizer
from exegesis.adapters.failures import is_failure
from exegesis.adapters.heads import HEADS, Head
from exegesis.adapters.normalizers import is_map
from exegesis.adapters.weight_files import INDEX

_WEIGHTS = "model.safetensors"
# Files that would have a say in what transformers makes of the folder.
_STRANGE = (INDEX, "adapter_config.json", "chat_template.jinja", "chat_template.json", "additional_chat_templates")
_LEGACY = ("added_tokens.json", "special_tokens_map.json")  # read where the settings do not list the added tokens
_ADDED = ("content", "single_word", "lstrip", "rstrip", "normalized", "special")
_STAGES = ("normalizer", "pre_tokenizer", "post_processor", "decoder")
# Of a tokenizer's settings, what says nothing of how this package reads a text with it.
_INERT: dict[str, Check] = {
    "backend": exactly("tokenizers"),
    "clean_up_tokenization_spaces": switch,
    "extra_special_tokens": exactly({}, []),
    "is_local": switch,
    "max_length": size,
    "pad_to_multiple_of": exactly(None),
    "pad_token_type_id": exactly(0),
    "padding_side": exactly("right"),
    "stride": exactly(0),
    "truncation_side": exactly("right"),
    "truncation_strategy": text,
}
# Where a definition of years ago does not say so much, it means this.
_UNSAID = {"BPE": {"byte_fallback": False, "ignore_merges": False}, "ByteLevel": {"use_regex": True}}


def read(source: str, task: str | None) -> tuple[BareModel, LateTokenizer]:
    """The model and the tokenizer of a folder, with the head for `task` (None: that of its configuration).

    Raises `OrdinaryWay` for all that is not known here to the last setting: then transformers reads it, or says what is
    wrong with it.
    """
    folder = Path(source)
    only(folder.is_dir(), "it is no folder")
    strange = [name for name in _STRANGE if (folder / name).exists()]
    only(not strange, f"the folder has {strange[:1]}")
    given = _json(folder, "config.json")
    family, head = _family(given), _head(given, task)
    tokenizer = _tokenizer(folder, given, source)
    tensors = _weights(folder / _WEIGHTS, away=f"{family.prefix}.embeddings.position_ids")
    return BareModel(tensors, given, family, head, source), tokenizer


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise OrdinaryWay(f"{name} cannot be read ({error})") from error
    only(isinstance(found, dict), f"{name} is no object")
    return dict(found)


def _family(given: dict[str, Any]) -> BareFamily:
    name = given.get("model_type")
    only(isinstance(name, str) and name in FAMILIES, f"the family {name!r} is not known")
    family = FAMILIES[str(name)]
    needed: dict[str, Check] = dict.fromkeys(family.sizes.all(), size)
    needed |= {family.activation: lambda value: isinstance(value, str) and value in FORMS}
    needed |= {family.eps: small} if isinstance(family.eps, str) else {}
    check_keys(given, needed, family.known)
    return family


def _head(given: dict[str, Any], task: str | None) -> Head:
    family, named = FAMILIES[given["model_type"]], given.get("architectures")
    heads = [HEADS[name] for name in family.heads if named == [family.stem + HEADS[name].suffixes[0]]]
    only(len(heads) == 1, f"the configuration names {named!r}")
    only(task in (None, heads[0].name), f"the head for {task} is asked of one for {heads[0].name}")
    return heads[0]


def _weights(file: Path, away: str) -> Any:
    """All tensors in float32, in memory of their own: the file may be written over later.

    `away` is the name of one that older files have and nothing reads: 0, 1, 2, ...
    """
    import torch
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="pt") as opened:
            only((opened.metadata() or {}).get("format") == "pt", "the weights are of another framework")
            tensors = {name: opened.get_tensor(name) for name in opened.keys() if name != away}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise OrdinaryWay(f"the weights cannot be read ({error})") from error
    plain = {torch.float32, torch.float16, torch.bfloat16}
    only({tensor.dtype for tensor in tensors.values()} <= plain, "the weights are of unusual numbers")
    with torch.inference_mode(False):
        return {name: tensor.to(torch.float32, copy=True) for name, tensor in tensors.items()}


def _tokenizer(folder: Path, given: dict[str, Any], source: str) -> LateTokenizer:
    stated, definition = _json(folder, "tokenizer_config.json"), _json(folder, "tokenizer.json")
    name = str(stated.get("tokenizer_class")).removesuffix("Fast")
    only(name in KINDS, f"the tokenizer is a {name}")
    kind = KINDS[name]
    settings = _settings(stated, kind)
    added = _added(definition)
    _check_added(folder, stated, settings, added)
    ids = {one["content"]: one["id"] for one in added}
    _check_stages(definition, kind.stages(settings, ids, _map(definition.get("normalizer"))))
    _check_padding(definition, settings)
    # How its last user cut and padded with it is of no account: here every text is read whole.
    backend = _backend({**definition, "padding": None, "truncation": None})
    _check_words(backend, added)
    specials = {name: settings[name] for name in SPECIALS if name in settings}
    bare = BareTokenizer(backend, name, kind.typed, specials, _longest(stated))

    return LateTokenizer(bare, partial(whole.tokenizer, definition, stated, given, source))


def _settings(stated: Settings, kind: TokenizerKind) -> dict[str, Any]:
    """The special tokens and options of a tokenizer."""
    known = {**_INERT, **{name: exactly(*values) for name, values in kind.options.items()}}
    for name, value in stated.items():
        if name in ("tokenizer_class", "model_max_length", "added_tokens_decoder"):
            continue
        if name in kind.specials:
            only(isinstance(value, str), f"the tokenizer's {name} is no plain token")
            continue
        only(name in known and known[name](value), f"the tokenizer's settings have {name} {value!r}")
    return {**{name: values[0] for name, values in kind.options.items()}, **kind.specials, **stated}


def _longest(stated: Settings) -> float:
    """As many tokens as it reads at once; unstated, a number that transformers has for no limit."""
    longest: float = stated.get("model_max_length", _NO_LIMIT)
    only(type(longest) in (int, float), "the tokenizer's model_max_length is no number")
    return longest


_NO_LIMIT = int(1e30)


def _added(definition: dict[str, Any]) -> list[dict[str, Any]]:
    added = definition.get("added_tokens")
    only(isinstance(added, list), "tokenizer.json has no added tokens")
    found = list(added or ())
    only(
        all(isinstance(one, dict) and set(one) == {"id", *_ADDED} for one in found),
        "added tokens are written otherwise",
    )
    return found


def _check_added(folder: Path, stated: Settings, settings: Settings, added: list[dict[str, Any]]) -> None:
    """The added tokens must be the special ones and no others, however often they are written down."""
    listed = stated.get("added_tokens_decoder")
    if listed is None:
        legacy = [name for name in _LEGACY if (folder / name).exists()]
        only(not legacy, f"the folder has {legacy[:1]}")
    else:
        told = {str(one["id"]): {key: one[key] for key in _ADDED} for one in added}
        only(listed == told, "the added tokens are told in two ways")
    specials = {settings[name] for name in SPECIALS if name in settings}
    only({one["content"] for one in added} == specials, "there are added tokens that are not special")
    plain = all(one["special"] is True and one["single_word"] is False for one in added)
    only(plain and len(added) == len(specials), "added tokens are read in an unusual way")


def _check_stages(definition: dict[str, Any], expected: dict[str, Any]) -> None:
    model = definition.get("model")
    only(isinstance(model, dict), "tokenizer.json has no model")
    inner = {key: value for key, value in dict(model or {}).items() if key not in ("vocab", "merges")}
    only(_said(inner) == expected["model"], "the tokenizer's model is not that of its class")
    for stage in _STAGES:
        only(_said(definition.get(stage)) == expected[stage], f"the tokenizer's {stage} is not that of its class")


def _map(normalizer: Any) -> dict[str, Any] | None:
    """The stage that maps characters; `OrdinaryWay` for a damaged one, which would end the process."""
    stages = normalizer.get("normalizers", [normalizer]) if isinstance(normalizer, dict) else []
    last = stages[-1] if isinstance(stages, list) and stages else None
    if not isinstance(last, dict) or last.get("type") != "Precompiled":
        return None
    only(is_map(last.get("precompiled_charsmap")), "the tokenizer's map of characters is damaged")
    return {"type": "Precompiled", "precompiled_charsmap": last["precompiled_charsmap"]}


def _said(stage: Any) -> Any:
    kind = stage.get("type") if isinstance(stage, dict) else None
    return {**_UNSAID[kind], **stage} if isinstance(kind, str) and kind in _UNSAID else stage


def _check_padding(definition: dict[str, Any], settings: Settings) -> None:
    """Whatever is cut or padded must be so on the right, and with the token that the settings name."""
    cut, padding = definition.get("truncation"), definition.get("padding")
    if cut is not None:
        only(isinstance(cut, dict) and cut.get("direction") == "Right", f"tokenizer.json has truncation {cut}")
    if padding is not None:
        usual = {"direction": "Right", "pad_token": settings["pad_token"], "pad_type_id": 0}
        is_usual = isinstance(padding, dict) and all(padding.get(key) == value for key, value in usual.items())
        only(is_usual, f"tokenizer.json has padding {padding}")


def _backend(definition: dict[str, Any]) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(json.dumps(definition))
    except BaseException as error:  # the package raises nothing narrower, and panics, which is no `Exception`
        if not is_failure(error):
            raise
        raise OrdinaryWay(f"tokenizer.json cannot be read ({error})") from error


def _check_words(backend: Any, added: list[dict[str, Any]]) -> None:
    vocabulary = backend.get_vocab(with_added_tokens=False)
    only(
        all(vocabulary.get(one["content"]) == one["id"] for one in added), "special tokens stand outside the vocabulary"
    )
    only(len(vocabulary) > len(added), "the tokenizer knows only its special tokens")
