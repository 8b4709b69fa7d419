"""Hashes that say which weights and which tokenizer gave an answer."""

import hashlib
import json
import math
from typing import Any
from weakref import WeakKeyDictionary

from exegesis.core.version import installed, versions
from exegesis.data.records import Fingerprint

# For each model: what was hashed (names, places, versions and sums of its tensors), and the hash.
_KNOWN: "WeakKeyDictionary[Any, tuple[object, str]]" = WeakKeyDictionary()
_KNOWN_WORDS: "WeakKeyDictionary[Any, str]" = WeakKeyDictionary()
_PLACES = ("_file", "name_or_path", "_warned")  # attributes of a tokenizer that say nothing of how it reads


def fingerprint(name: str, revision: str | None, model: Any, tokenizer: Any) -> Fingerprint:
    """Name, revision, sha256 of weights and tokenizer (None where there is none), and the versions of what ran them."""
    import torch

    weights, words = weights_hash(model), None if tokenizer is None else tokenizer_hash(tokenizer)
    return Fingerprint(name, revision, weights, words, {**versions(torch), "transformers": installed("transformers")})


def weights_hash(model: Any) -> str:
    """sha256 over the names, types, shapes and bytes of all tensors; computed again when a tensor was changed."""
    import torch

    tensors = sorted(model.state_dict(keep_vars=True).items())
    state = tuple((name, tensor.data_ptr(), tensor._version, _total(tensor)) for name, tensor in tensors)
    known = _KNOWN.get(model)
    if known is not None and known[0] == state:
        return known[1]
    digest = hashlib.sha256()
    for name, tensor in tensors:
        digest.update(f"{name}|{tensor.dtype}|{tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy())
    _KNOWN[model] = (state, digest.hexdigest())
    return digest.hexdigest()


def _total(tensor: Any) -> int:
    """The sum of a tensor's bits, far cheaper than its hash: a change through `tensor.data` leaves the version alone.

    Read as whole numbers, of eight bytes where these come out even, so that no change of a single weight is lost in it.
    """
    import torch

    flat = tensor.detach().contiguous().view(-1).view(torch.uint8)
    size = math.gcd(flat.numel(), flat.storage_offset(), 8)
    return int(flat.view({8: torch.int64, 4: torch.int32}.get(size, torch.uint8)).sum())


def tokenizer_hash(tokenizer: Any) -> str:
    """sha256 of the tokenizer's definition, without the padding and truncation of whoever called it last."""
    if not tokenizer.is_fast:
        return _state_hash(tokenizer)
    definition = tokenizer.backend_tokenizer.to_str()
    if tokenizer.backend_tokenizer.padding or tokenizer.backend_tokenizer.truncation:
        plain = {**json.loads(definition), "padding": None, "truncation": None}
        definition = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(definition.encode("utf-8")).hexdigest()


def _state_hash(tokenizer: Any) -> str:
    """sha256 of what a tokenizer written in Python knows: its class, vocabulary, merges, special tokens, settings."""
    inner = getattr(tokenizer, "inner", tokenizer)
    if (known := _KNOWN_WORDS.get(inner)) is not None:
        return known
    settings = {name: one for name, one in vars(inner).items() if isinstance(one, bool | int | str)}
    kept = {name: one for name, one in settings.items() if not name.endswith(_PLACES)}
    state = [type(inner).__name__, sorted(inner.get_vocab().items()), _merges(inner), sorted(kept.items())]
    special = sorted((name, str(token)) for name, token in inner.special_tokens_map.items())
    _KNOWN_WORDS[inner] = hashlib.sha256(json.dumps([*state, special]).encode()).hexdigest()
    return _KNOWN_WORDS[inner]


def _merges(tokenizer: Any) -> list[list[str]]:
    ranks = getattr(tokenizer, "bpe_ranks", {})
    return [list(map(str, pair)) for pair in sorted(ranks, key=ranks.__getitem__)]
