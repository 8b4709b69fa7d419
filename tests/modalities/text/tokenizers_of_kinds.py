"""Tokenizers of every kind that is split by words, and of some that are not, built in memory."""

from collections.abc import Callable
from functools import cache
from typing import Any

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, BertTokenizer, PreTrainedTokenizerFast

import exegesis.bundled
from exegesis.adapters.huggingface import TransformerModel
from tests import tiny
from tests.adapters.families import LETTERS, WORDS, family

TRAINING = [
    "the movie was not good, it was bad",
    "a slow  and fine plot !!",
    "naïve café\n\nnew line",
    "don't you'll 12 345",
]
LLAMA = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)


def bundled() -> Any:
    return AutoTokenizer.from_pretrained(f"{exegesis.bundled.__path__[0]}/sentiment")


def cased() -> Any:
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *WORDS,
        "The",
        "the",
        *LETTERS,
        *LETTERS.upper(),
        *"日本語é-'",
    ]
    pieces += ["##" + piece for piece in pieces[5:]]
    return BertTokenizer(vocab={piece: at for at, piece in enumerate(dict.fromkeys(pieces))}, do_lower_case=False)


def _byte_pairs(splitter: Any) -> Any:
    """A byte-level BPE that has learned runs of spaces too."""
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = splitter
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=340, initial_alphabet=alphabet, show_progress=False)
    inner.train_from_iterator([*TRAINING, "a    b   c  d    e\n\n\nf"] * 4, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=inner, bos_token="<s>", model_max_length=512)


def byte_level() -> Any:
    return _byte_pairs(pre_tokenizers.ByteLevel(add_prefix_space=False))


def byte_level_prefixed() -> Any:
    return _byte_pairs(pre_tokenizers.ByteLevel(add_prefix_space=True))


def llama() -> Any:
    parts = [pre_tokenizers.Split(Regex(LLAMA), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)]
    return _byte_pairs(pre_tokenizers.Sequence(parts))


def _unigram(normalizer: Any, splitter: Any) -> Any:
    pieces = [("<unk>", 0.0), ("<s>", 0.0), ("▁", -3.0), ("▁▁", -3.5)]
    pieces += [("▁" + word, -4.0) for word in WORDS] + [(word, -5.0) for word in WORDS if len(word) > 1]
    pieces += [(letter, -8.0) for letter in dict.fromkeys(LETTERS + LETTERS.upper() + "!,.'-日本語\n")]
    inner = Tokenizer(models.Unigram(pieces, unk_id=0))
    inner.normalizer, inner.pre_tokenizer = normalizer, splitter
    inner.post_processor = processors.TemplateProcessing(
        single="$A <s>", pair="$A <s> $B:1 <s>", special_tokens=[("<s>", 1)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=inner, unk_token="<unk>", eos_token="<s>", model_max_length=512)


def sentence_piece() -> Any:
    """Set up as XLM-RoBERTa's: runs of spaces are one."""
    steps = [normalizers.NFKC(), normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")]
    return _unigram(normalizers.Sequence(steps), pre_tokenizers.Metaspace(prepend_scheme="always"))


def metaspace_first() -> Any:
    """Only the first word of a text gets a mark that it does not have; runs of spaces stay."""
    return _unigram(normalizers.NFC(), pre_tokenizers.Metaspace(prepend_scheme="first"))


def metaspace_never() -> Any:
    return _unigram(normalizers.Strip(), pre_tokenizers.Metaspace(prepend_scheme="never"))


def unsplit() -> Any:
    return _unigram(normalizers.NFC(), pre_tokenizers.Metaspace(split=False))


LOCAL: dict[str, Callable[[], Any]] = {
    make.__name__: make
    for make in (
        bundled,
        cased,
        byte_level,
        byte_level_prefixed,
        llama,
        sentence_piece,
        metaspace_first,
        metaspace_never,
    )
}
FAMILIES = ("bert", "mpnet", "roberta", "albert", "xlnet", "deberta_v2", "gpt2")


@cache
def model_of(kind: str) -> TransformerModel:
    """A model that reads with this tokenizer; only its encoding is used."""
    if kind in FAMILIES:
        model, tokenizer = family(kind)
        return TransformerModel(model, tokenizer)
    tokenizer = {**LOCAL, "unsplit": unsplit}[kind]()
    model = tiny.bert_classifier(limit=512)
    model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    return TransformerModel(model, tokenizer)
