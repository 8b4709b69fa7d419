"""The peers' side of each case, set up as their own documentation does it: float32, torch's defaults."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from benchmarks.speed.figures import Scores
from benchmarks.speed.job import Job
from benchmarks.speed.shapes import place_of

BATCH = 32  # texts in one call of the model
STEPS_AT_ONCE = 8  # captum's internal_batch_size

Run = Callable[[int, int], list[Scores]]
Predict = Callable[[Sequence[str]], Any]


def runner(job: Job) -> Run:
    """The case as a function of its size and seed."""
    from transformers import AutoModelForQuestionAnswering, AutoModelForSequenceClassification, AutoTokenizer

    place = place_of(job.model)
    head = AutoModelForQuestionAnswering if job.kind == "qa" else AutoModelForSequenceClassification
    model: Any = head.from_pretrained(place, use_safetensors=True).eval()
    tokenizer: Any = AutoTokenizer.from_pretrained(place)
    made = {"lime": _lime, "shap": _shap, "ig": _ig, "qa": _qa}[job.kind]
    return made(job, model, tokenizer)


def usual_predict(model: Any, tokenizer: Any) -> Predict:
    """Texts to probabilities (n, C), in batches of 32 padded to their longest."""

    def predict(texts: Sequence[str]) -> Any:
        found = []
        for start in range(0, len(texts), BATCH):
            part = [str(text) for text in texts[start : start + BATCH]]
            given = tokenizer(part, padding=True, truncation=True, return_tensors="pt")
            with torch.no_grad():
                found.append(model(**given).logits.softmax(-1).numpy())
        return np.concatenate(found)

    return predict


def lime_scores(text: str, predict: Predict, samples: int, seed: int, label: int) -> Scores:
    """lime's own weights of all words."""
    from lime.lime_text import LimeTextExplainer

    explainer: Any = LimeTextExplainer(random_state=seed)
    found: Any = explainer.explain_instance(text, predict, labels=(label,), num_features=100_000, num_samples=samples)
    indexed = found.domain_mapper.indexed_string
    return {str(indexed.word(place)): float(weight) for place, weight in found.local_exp[label]}


def _lime(job: Job, model: Any, tokenizer: Any) -> Run:
    predict = usual_predict(model, tokenizer)
    label = int(predict([job.text])[0].argmax())
    return lambda size, seed: [lime_scores(job.text, predict, size, seed, label)]


def _shap(job: Job, model: Any, tokenizer: Any) -> Run:
    predict = usual_predict(model, tokenizer)
    label = int(predict([job.text])[0].argmax())
    return lambda size, seed: [shap_scores(job.text, predict, tokenizer, size, label)]


def shap_scores(text: str, predict: Predict, tokenizer: Any, evaluations: int, label: int) -> Scores:
    """shap's own values of the word pieces, by its text masker."""
    import shap

    explainer: Any = shap.Explainer(lambda texts: predict(texts)[:, label], shap.maskers.Text(tokenizer))
    offsets = tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    return _by_place(explainer([text], max_evals=evaluations, silent=True).values[0], offsets)


def _ig(job: Job, model: Any, tokenizer: Any) -> Run:
    return lambda size, seed: [integrated_gradients(model, tokenizer, job.text, size)]


def integrated_gradients(model: Any, tokenizer: Any, text: str, steps: int) -> Scores:
    """captum's integrated gradients of the predicted class's probability, by word pieces."""
    given = tokenizer(text, return_tensors="pt", return_offsets_mapping=True)
    offsets = given.pop("offset_mapping")[0].tolist()
    return _integrated(_of_class(model, given), model, tokenizer, given, offsets, steps, ())


def change(model: Any, tokenizer: Any, text: str) -> float:
    """f(x) - f(baseline), to which those scores are to sum: special tokens are the same in both."""
    given = tokenizer(text, return_tensors="pt")
    forward = _of_class(model, given)
    with torch.no_grad():
        here, absent = (
            forward(ids, given["attention_mask"]) for ids in (given["input_ids"], _absent(tokenizer, given))
        )
    return float(here - absent)


def _of_class(model: Any, given: Any) -> Callable[..., torch.Tensor]:
    """The probability of the class that the model predicts for what is given."""
    with torch.no_grad():
        label = int(model(**given).logits.argmax())

    def forward(ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        made: torch.Tensor = model(input_ids=ids, attention_mask=mask).logits.softmax(-1)[:, label]
        return made

    return forward


def _absent(tokenizer: Any, given: Any) -> torch.Tensor:
    """All pieces but the special tokens replaced by padding."""
    ids: torch.Tensor = given["input_ids"]
    special = torch.tensor([one in tokenizer.all_special_ids for one in ids[0].tolist()])
    return torch.where(special[None], ids, torch.full_like(ids, tokenizer.pad_token_id))


def _qa(job: Job, model: Any, tokenizer: Any) -> Run:
    question = job.question
    given = tokenizer(question.question, question.context, return_tensors="pt", return_offsets_mapping=True)
    offsets, parts = given.pop("offset_mapping")[0].tolist(), given.sequence_ids(0)
    shift = len(question.question) + _gap()
    offsets = [
        (start + (shift if part == 1 else 0), end + (shift if part == 1 else 0))
        for (start, end), part in zip(offsets, parts, strict=True)
    ]
    places = answer_places(model, given, parts)

    def side(name: str, place: int) -> Callable[..., torch.Tensor]:
        def forward(ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor | None = None) -> torch.Tensor:
            kinds = {} if types is None else {"token_type_ids": types}
            made: torch.Tensor = getattr(model(input_ids=ids, attention_mask=mask, **kinds), name)[:, place]
            return made

        return forward

    more = (given["token_type_ids"],) if "token_type_ids" in given else ()
    sides = [side(name, place) for name, place in zip(("start_logits", "end_logits"), places, strict=True)]
    return lambda size, seed: [_integrated(f, model, tokenizer, given, offsets, size, more) for f in sides]


def answer_places(model: Any, given: Any, parts: Sequence[int | None]) -> tuple[int, int]:
    """Start and end of the best stretch of the context, of at most 30 tokens."""
    with torch.no_grad():
        found = model(**given)
    inside = torch.tensor([part == 1 for part in parts])
    start, end = (one[0].masked_fill(~inside, -torch.inf) for one in (found.start_logits, found.end_logits))
    sums = start[:, None] + end[None, :]
    sums = sums.masked_fill(torch.ones_like(sums).triu().tril(29) == 0, -torch.inf)
    best = int(sums.argmax())
    return best // len(parts), best % len(parts)


def _integrated(
    forward: Callable[..., torch.Tensor],
    model: Any,
    tokenizer: Any,
    given: Any,
    offsets: Sequence[Sequence[int]],
    steps: int,
    more: tuple[torch.Tensor, ...],
) -> Scores:
    from captum.attr import LayerIntegratedGradients

    found: Any = LayerIntegratedGradients(forward, model.get_input_embeddings()).attribute(
        given["input_ids"],
        baselines=_absent(tokenizer, given),
        additional_forward_args=(given["attention_mask"], *more),
        n_steps=steps,
        internal_batch_size=STEPS_AT_ONCE,
    )
    return _by_place(found.sum(-1)[0].detach().numpy(), offsets)


def _by_place(values: Any, offsets: Sequence[Sequence[int]]) -> Scores:
    """Scores by the piece's first character, special tokens left out."""
    pairs = zip(values, offsets, strict=True)
    return {str(start): float(value) for value, (start, end) in pairs if end > start}


def _gap() -> int:
    from exegesis.data.inputs import GAP

    return len(GAP)
