"""Tiny models with a head for questions: random ones of every family, and one whose answers are known beforehand."""

import copy
from typing import Any

import torch
import transformers
from torch import nn
from transformers.modeling_outputs import QuestionAnsweringModelOutput

from exegesis.adapters.huggingface import TransformerModel
from tests.adapters.families import family

HEADS = {
    "bert": "BertForQuestionAnswering",
    "distilbert": "DistilBertForQuestionAnswering",
    "electra": "ElectraForQuestionAnswering",
    "mpnet": "MPNetForQuestionAnswering",
    "roberta": "RobertaForQuestionAnswering",
    "albert": "AlbertForQuestionAnswering",
    "xlnet": "XLNetForQuestionAnsweringSimple",
    "deberta_v2": "DebertaV2ForQuestionAnswering",
    "gpt2": "GPT2ForQuestionAnswering",
    "gpt2_without_padding": "GPT2ForQuestionAnswering",
}


def question_model(name: str = "bert", seed: int = 0, called: str | None = None) -> TransformerModel:
    """A random model of the family that answers questions, with wide weights."""
    return TransformerModel(*question_pair(name, seed), name=called or f"tiny-{name}")


def question_pair(name: str = "bert", seed: int = 0) -> tuple[Any, Any]:
    """The same as (model, tokenizer)."""
    classifier, tokenizer = family(name)
    config = copy.deepcopy(classifier.config)
    config.num_labels = 2
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    model = getattr(transformers, HEADS[name])(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.25)
    torch.set_rng_state(before)
    return model, tokenizer


class KeywordForQuestionAnswering(nn.Module):
    """Answers with the word that scores most for its sides, by its piece alone; [CLS] scores `none`."""

    def __init__(self, tokenizer: Any, scores: dict[str, float], none: float) -> None:
        super().__init__()
        self.config = transformers.BertConfig(vocab_size=len(tokenizer), hidden_size=1, max_position_embeddings=64)
        self.words = nn.Embedding(len(tokenizer), 1)
        table = {tokenizer.convert_tokens_to_ids(word): score for word, score in scores.items()}
        with torch.no_grad():
            self.words.weight.fill_(-9.0)
            for index, score in {**table, tokenizer.cls_token_id: none}.items():
                self.words.weight[index] = score

    @property
    def device(self) -> torch.device:
        return self.words.weight.device

    @property
    def base_model(self) -> "KeywordForQuestionAnswering":
        return self

    def get_input_embeddings(self) -> nn.Embedding:
        return self.words

    def forward(self, input_ids: torch.Tensor, **_: Any) -> QuestionAnsweringModelOutput:
        logits = self.words(input_ids).squeeze(-1)
        return QuestionAnsweringModelOutput(start_logits=logits, end_logits=logits)


def keyword_model(none: float = 0.0, called: str = "keyword", **scores: float) -> TransformerModel:
    """It answers with that of the words in the context that scores most; "no answer" where none scores over `none`."""
    tokenizer = family("bert")[1]
    return TransformerModel(KeywordForQuestionAnswering(tokenizer, scores, none), tokenizer, name=called)
