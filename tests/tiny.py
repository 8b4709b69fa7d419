"""Builders of tiny random models, a millisecond a pass: what the tests of the core run on. No network, no files."""

import string
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertTokenizer,
    GPT2Config,
    GPT2ForSequenceClassification,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForSequenceClassification,
)

from exegesis.adapters.huggingface import TransformerModel

SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = [
    *("a", "an", "and", "acting", "bad", "boring", "but", "dull", "film", "good", "great", "in", "is", "it", "never"),
    *("not", "of", "plot", "the", "this", "very", "was", "wonderful", "worse", "better"),
    *("##ly", "##s", "##ing", "##ed", "##er", ".", ",", "!", "?", "'", '"', "-", ":", "/", "(", ")", "…"),
]
CHARACTERS = [*string.ascii_lowercase, *string.digits, *"日本語かなไทยשלוםмир"]
REVIEW = "The plot is dull, but the acting is wonderful. It was never boring!"


def wordpiece(**options: Any) -> BertTokenizer:
    """An uncased WordPiece tokenizer of some words, and all letters and digits to spell the others with."""
    pieces = [*SPECIALS, *WORDS, *CHARACTERS, *(f"##{character}" for character in CHARACTERS)]
    vocab = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    return BertTokenizer(vocab=vocab, do_lower_case=True, model_max_length=options.pop("limit", 48), **options)


def bytelevel(limit: int = 48, **specials: str) -> PreTrainedTokenizerFast:
    """A byte-level BPE without a mask or padding token, as GPT-2 has it: an emoji is several tokens."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {piece: index for index, piece in enumerate(["<|endoftext|>", *alphabet])}
    merges = [("Ġ", "t"), ("h", "e"), ("Ġt", "he"), ("i", "s"), ("Ġ", "is"), ("o", "o"), ("a", "b"), ("b", "a")]
    merges.append(("©", "a"))  # half an é and the letter after it: tokens that overlap in characters
    for left, right in merges:
        vocab.setdefault(left + right, len(vocab))
    inner = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        model_max_length=limit,
        bos_token="<|endoftext|>",
        eos_token="<|endoftext|>",
        **specials,
    )


def bert_classifier(labels: int = 2, problem: str | None = None, limit: int = 48, seed: int = 0) -> Any:
    """A BERT classifier of two layers, 16 wide, its head made large enough for the outputs to differ."""
    config = BertConfig(
        vocab_size=len(wordpiece()),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=limit,
        num_labels=labels,
        problem_type=problem,
    )
    if labels == 2:
        config.id2label, config.label2id = {0: "negative", 1: "positive"}, {"negative": 0, "positive": 1}
    return _lively(BertForSequenceClassification, config, seed)


def roberta_classifier(limit: int = 48, seed: int = 0) -> Any:
    """A RoBERTa classifier: positions are counted from the padding id on."""
    config = RobertaConfig(
        vocab_size=400,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=limit + 2,
        pad_token_id=1,
        type_vocab_size=1,
    )
    return _lively(RobertaForSequenceClassification, config, seed)


def gpt2_classifier(limit: int = 48, seed: int = 0, pad: int | None = None) -> Any:
    """A GPT-2 classifier; without `pad` it refuses batches, as the real one does."""
    config = GPT2Config(
        vocab_size=len(bytelevel()), n_embd=16, n_layer=2, n_head=2, n_positions=limit, num_labels=2, pad_token_id=pad
    )
    return _lively(GPT2ForSequenceClassification, config, seed)


def bert(**options: Any) -> TransformerModel:
    """The tiny BERT as exegesis loads it."""
    return TransformerModel(bert_classifier(**options), wordpiece(limit=options.get("limit", 48)), name="tiny-bert")


def gpt2(**options: Any) -> TransformerModel:
    """The tiny GPT-2 as exegesis loads it."""
    return TransformerModel(gpt2_classifier(**options), bytelevel(limit=options.get("limit", 48)), name="tiny-gpt2")


def _lively(family: Any, config: Any, seed: int) -> Any:
    """Random weights large enough that a word changes the answer by more than rounding does."""
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    model = family(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1:
                parameter.normal_(std=0.5 if "classifier" in name or "score" in name else 0.25)
    torch.set_rng_state(before)
    return model
