"""The classes of tokenizers that are known here, and what transformers makes of a tokenizer.json in each of them.

From version 5 on the library takes little but the vocabulary from that file and builds the stages around it anew, by
the class. So a file is read here only where its stages are those that its class would build.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Settings: TypeAlias = Mapping[str, Any]
Ids: TypeAlias = Mapping[str, int]
Map: TypeAlias = dict[str, Any]  # the normalizer that maps characters, as the file has it


@dataclass(frozen=True)
class TokenizerKind:
    """One row. `specials` and `options` are as they are where tokenizer_config.json does not say.

    `stages` gives all of the definition but vocabulary and added tokens, from the settings, the special tokens' ids and
    the map of characters in the file (None: it has none), which a class that knows of no such map must not have.
    `typed`: type ids are given without being asked for.
    """

    specials: Mapping[str, str]
    stages: Callable[[Settings, Ids, Map | None], dict[str, Any]]
    options: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)  # the usual value first, then others known
    typed: bool = False


def _wordpiece(settings: Settings, processor: dict[str, Any]) -> dict[str, Any]:
    return {
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": settings["tokenize_chinese_chars"],
            "strip_accents": settings["strip_accents"],
            "lowercase": settings["do_lower_case"],
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": processor,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece",
            "unk_token": settings["unk_token"],
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
        },
    }


def _template(first: str, last: str, ids: Ids, pair: list[tuple[str, int]]) -> dict[str, Any]:
    """A processor that puts `first` and `last` around a text; `pair`: all pieces of a pair, with their type ids."""

    def piece(name: str, kind: int) -> dict[str, Any]:
        return {"Sequence" if name in ("A", "B") else "SpecialToken": {"id": name, "type_id": kind}}

    return {
        "type": "TemplateProcessing",
        "single": [piece(first, 0), piece("A", 0), piece(last, 0)],
        "pair": [piece(*one) for one in pair],
        "special_tokens": {name: {"id": name, "ids": [ids.get(name)], "tokens": [name]} for name in (first, last)},
    }


def _typed_template(first: str, last: str, ids: Ids) -> dict[str, Any]:
    return _template(first, last, ids, [(first, 0), ("A", 0), (last, 0), ("B", 1), (last, 1)])


def _roberta_processor(settings: Settings, ids: Ids, prefix: bool) -> dict[str, Any]:
    sep, cls = settings["sep_token"], settings["cls_token"]
    return {
        "type": "RobertaProcessing",
        "sep": [sep, ids[sep]],
        "cls": [cls, ids[cls]],
        "trim_offsets": True,
        "add_prefix_space": prefix,
    }


def _bert(settings: Settings, ids: Ids, _map: Map | None) -> dict[str, Any]:
    return _wordpiece(settings, _typed_template(settings["cls_token"], settings["sep_token"], ids))


def _mpnet(settings: Settings, ids: Ids, _map: Map | None) -> dict[str, Any]:
    return _wordpiece(settings, _roberta_processor(settings, ids, prefix=False))


def _roberta(settings: Settings, ids: Ids, _map: Map | None) -> dict[str, Any]:
    bytes_ = {"type": "ByteLevel", "trim_offsets": True, "use_regex": True}
    return {
        "normalizer": None,
        "pre_tokenizer": {**bytes_, "add_prefix_space": settings["add_prefix_space"]},
        "post_processor": _roberta_processor(settings, ids, settings["add_prefix_space"]),
        "decoder": {**bytes_, "add_prefix_space": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
        },
    }


def _unigram(normalizer: Any, processor: dict[str, Any], unknown: int) -> dict[str, Any]:
    space = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "normalizer": normalizer,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, space]},
        "post_processor": processor,
        "decoder": space,
        "model": {"type": "Unigram", "unk_id": unknown, "byte_fallback": False},
    }


def _xlm_roberta(settings: Settings, ids: Ids, mapped: Map | None) -> dict[str, Any]:
    begin, end = settings["bos_token"], settings["eos_token"]
    processor = _template(begin, end, ids, [(begin, 0), ("A", 0), (end, 0), (end, 0), ("B", 0), (end, 0)])
    return _unigram(mapped, processor, 3)


def _albert(settings: Settings, ids: Ids, mapped: Map | None) -> dict[str, Any]:
    quotes = [{"type": "Replace", "pattern": {"String": two}, "content": '"'} for two in ("``", "''")]
    accents = [] if settings["keep_accents"] else [{"type": "NFKD"}, {"type": "StripAccents"}]
    case = [{"type": "Lowercase"}] if settings["do_lower_case"] else []
    normalizer = {"type": "Sequence", "normalizers": [*quotes, *accents, *case, *([mapped] if mapped else [])]}
    return _unigram(normalizer, _typed_template("[CLS]", "[SEP]", ids), 1)


_NAMED = {
    "unk_token": "[UNK]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}
_MARKED = {"bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "pad_token": "<pad>", "cls_token": "<s>"}
_MARKED |= {"mask_token": "<mask>"}
_WORDPIECE = {
    "do_lower_case": (True, False),
    "tokenize_chinese_chars": (True, False),
    "strip_accents": (None, True, False),
    "do_basic_tokenize": (True,),
    "never_split": (None,),
}

KINDS: dict[str, TokenizerKind] = {
    "AlbertTokenizer": TokenizerKind(
        {
            "bos_token": "[CLS]",
            "eos_token": "[SEP]",
            "unk_token": "<unk>",
            "sep_token": "[SEP]",
            "pad_token": "<pad>",
            "cls_token": "[CLS]",
            "mask_token": "[MASK]",
        },
        _albert,
        {
            "do_lower_case": (True, False),
            "keep_accents": (False, True),
            "add_prefix_space": (True,),
            "trim_offsets": (True,),
        },
    ),
    "BertTokenizer": TokenizerKind(_NAMED, _bert, _WORDPIECE, typed=True),
    "DistilBertTokenizer": TokenizerKind(_NAMED, _bert, _WORDPIECE),
    "MPNetTokenizer": TokenizerKind({**_MARKED, "unk_token": "[UNK]"}, _mpnet, _WORDPIECE),
    "RobertaTokenizer": TokenizerKind(
        {**_MARKED, "unk_token": "<unk>"},
        _roberta,
        {"add_prefix_space": (False, True), "trim_offsets": (True,), "errors": ("replace",)},
    ),
    "XLMRobertaTokenizer": TokenizerKind(
        {**_MARKED, "unk_token": "<unk>"}, _xlm_roberta, {"add_prefix_space": (True,)}
    ),
}
