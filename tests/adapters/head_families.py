"""Tiny random models with every head in every family: the tokenizers and sizes of `families`, other heads on top."""

import copy
from functools import cache
from typing import Any

import torch
import transformers
from tokenizers import AddedToken

from tests.adapters import families
from tests.adapters.families import Pair

# Class name before "For...", and the word that ends the name where a family has its own.
NAMES = {
    "bert": "Bert",
    "distilbert": "DistilBert",
    "electra": "Electra",
    "mpnet": "MPNet",
    "roberta": "Roberta",
    "albert": "Albert",
    "xlnet": "XLNet",
    "deberta_v2": "DebertaV2",
    "gpt2": "GPT2",
    "llama": "Llama",
}
ENCODERS = ("bert", "distilbert", "roberta", "electra", "albert", "deberta_v2", "mpnet")
DECODERS = ("gpt2", "llama")
HEADS = {
    "classification": "ForSequenceClassification",
    "question-answering": "ForQuestionAnswering",
    "masked-lm": "ForMaskedLM",
    "token-classification": "ForTokenClassification",
    "causal-lm": "ForCausalLM",
}
_OWN = {("xlnet", "question-answering"): "ForQuestionAnsweringSimple", ("gpt2", "causal-lm"): "LMHeadModel"}
_LABELS = {"question-answering": 2, "token-classification": 5}
TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")


def llama_tokenizer() -> Any:
    """A byte-fallback BPE that begins every text with <s> and adds a space before it."""
    letters = [*"▁", *families.LETTERS, *families.LETTERS.upper(), *"!,.?"]
    pieces = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *letters]
    merges: list[tuple[str, str]] = []
    for word in families.WORDS:
        made = "▁"
        for letter in word:
            merges.append((made, letter))
            made += letter
    pieces += [left + right for left, right in dict.fromkeys(merges)]
    vocab = {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}
    return transformers.LlamaTokenizer(vocab=vocab, merges=list(dict.fromkeys(merges)), add_bos_token=True)


@cache
def tokenizer(name: str) -> Any:
    """The family's tokenizer; its mask token takes the space before it along where the published one does."""
    if name == "llama":
        return llama_tokenizer()
    found = copy.deepcopy(families.family(name)[1])
    if name in ("roberta", "albert", "deberta_v2"):
        found.add_special_tokens({"mask_token": AddedToken(found.mask_token, lstrip=True, special=True)})
    return found


@cache
def headed(name: str, head: str, positions: int | None = None, seed: int = 0) -> Pair:
    """(model, tokenizer), built once; tests leave both as they are. `positions`: of the position table."""
    config = _config(name)
    config.num_labels = _LABELS.get(head, 3)
    if head == "token-classification":
        config.id2label = dict(enumerate(TAGS))
        config.label2id = {tag: index for index, tag in enumerate(TAGS)}
    if positions is not None and name != "xlnet":  # which counts relative to each token
        config.max_position_embeddings = positions
    return lively(getattr(transformers, NAMES[name] + _OWN.get((name, head), HEADS[head])), config, seed), tokenizer(
        name
    )


def lively(kind: Any, config: Any, seed: int = 0) -> Any:
    """A model of the class with wide random weights, so that words change its answers by more than rounding does."""
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    model = kind(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.25)
    torch.set_rng_state(before)
    return model


def _config(name: str) -> Any:
    if name != "llama":
        return copy.deepcopy(families.family(name)[0].config)
    return transformers.LlamaConfig(
        vocab_size=len(tokenizer(name)),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=64,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=None,
    )
