"""Whether a change of the code left the explanations alone: a set of them written before, and compared after.

    python benchmarks/same_explanations.py write --out before.json
    ... change the code ...
    python benchmarks/same_explanations.py compare --before before.json

Every method, task and bundled model, tags and next words on tiny random models, long texts, targets, units, modes and
settings. What must agree is all that an explanation says of its units: scores, values, target, prediction, baseline,
groups, diagnostics, warnings and the passes it took; numbers to 1e-9 of their size, since the same processor makes the
same ones. Seconds and the fingerprint's versions may differ.
"""

import argparse
import json
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertForTokenClassification,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
)

import exegesis

_TOLERANCE = 1e-9
_LEFT_OUT = ("fingerprint", "schema_version", "asked", "verdict")  # versions; what later schemas add; drawn anew
_REVIEW = "A warm and funny film, though the ending is not nearly as good as its first hour."
_SHORT = "a warm and funny film"
_LONG = " ".join([_REVIEW, "Nothing about the plot was dull.", "The acting was wonderful, truly!"] * 30)
_ASKED = exegesis.Question("Who painted the ceiling?", "The ceiling was painted by Michelangelo, who lived in Rome.")
_UNANSWERED = exegesis.Question("When did he die?", "The ceiling was painted by Michelangelo, who lived in Rome.")
_TEXTS = [_SHORT, _REVIEW, "dull, dull, dull", "It was not bad at all!"]
_SCORED = ("lime", "kernel_shap", "partition_shap", "permutation_shap", "occlusion", "greedy", "random")
_INSIDE = ("integrated_gradients", "gradient", "smooth_grad", "gradient_shap", "attention_rollout")
_FEW = {name: {"samples": 64} for name in ("lime", "kernel_shap", "partition_shap", "permutation_shap")} | {
    "integrated_gradients": {"steps": 8},
    "smooth_grad": {"samples": 4},
    "gradient_shap": {"samples": 6},
}


def _tokenizer() -> PreTrainedTokenizerFast:
    specials = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    words = ("the", "painter", "lived", "in", "Rome", "and", "worked", "for", "a", "pope", ".", ",")
    vocabulary = {piece: index for index, piece in enumerate(dict.fromkeys([*specials, *words, *string.ascii_letters]))}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, model_max_length=32, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]",
        sep_token="[SEP]", mask_token="[MASK]",
    )  # fmt: skip


def _tiny(kind: str) -> Any:
    """A random model of tags, of pairs or of next words, the same on every call."""
    tokenizer = _tokenizer()
    torch.manual_seed(3)
    size: dict[str, Any] = {
        "vocab_size": len(tokenizer), "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
        "intermediate_size": 32, "max_position_embeddings": 32, "initializer_range": 0.5,
    }  # fmt: skip
    tags = ["O", "B-PER", "B-LOC"]
    model: Any
    if kind == "tags":
        names = {"id2label": dict(enumerate(tags)), "label2id": {tag: index for index, tag in enumerate(tags)}}
        model = BertForTokenClassification(BertConfig(**size, **names))
    elif kind == "pairs":
        model = BertForSequenceClassification(BertConfig(**size))
    else:
        small = {"n_embd": 16, "n_layer": 2, "n_head": 2, "n_positions": 32, "bos_token_id": 0, "eos_token_id": 0}
        model = GPT2LMHeadModel(GPT2Config(vocab_size=len(tokenizer), initializer_range=0.5, **small))
    return exegesis.load((model.eval(), tokenizer), name=f"tiny {kind}")


def _black_box(texts: list[str]) -> list[list[float]]:
    good = [1 / (1 + 2.0 ** (text.count("dull") - text.count("good") - text.count("funny"))) for text in texts]
    return [[1 - value, value] for value in good]


def _calls() -> Iterator[tuple[str, Any]]:
    """Each explanation's name, and what makes it (or several)."""

    def explain(model: Any, text: Any, method: str, **options: Any) -> Any:
        return lambda: exegesis.explain(model, text, method, **{"seed": 7, **_FEW.get(method, {}), **options})

    tags, words, pairs = _tiny("tags"), _tiny("next words"), _tiny("pairs")
    box = exegesis.load(_black_box, labels=["negative", "positive"], name="black box")
    hidden = exegesis.Hidden.word("The capital of France is Paris, a large city.", "Paris")
    twice = exegesis.Hidden("He went to the bank to get some money.", ((15, 19), (32, 37)))
    pair = exegesis.Pair("the painter lived in Rome .", "the painter worked in Rome .")
    for method in (*_SCORED, *_INSIDE):
        yield f"class {method}", explain("bundled:sentiment", _REVIEW, method)
        yield f"question {method}", explain("bundled:questions", _ASKED, method, target="start")
    yield "class exact_shap", explain("bundled:sentiment", _SHORT, "exact_shap")
    yield "class parzen", explain("bundled:sentiment-tiny", _SHORT, "parzen", background=_TEXTS)
    for method in ("lime", "partition_shap", "integrated_gradients", "occlusion", "gradient"):
        yield f"tiny sentiment {method}", explain("bundled:sentiment-tiny", _REVIEW, method)
        yield f"hidden word {method}", explain("bundled:masked-words", hidden, method)
        yield f"tag {method}", explain(tags, "the painter lived in Rome .", method, target=exegesis.Tag("Rome"))
        yield f"next word {method}", explain(words, "the painter lived in", method)
    for method in ("lime", "partition_shap", "integrated_gradients"):
        yield f"pair {method}", explain(pairs, pair, method)
    for method in ("lime", "kernel_shap", "partition_shap", "exact_shap", "greedy"):
        yield f"black box {method}", explain(box, "not dull but good and funny", method)
    yield "several hidden words", explain("bundled:masked-words", twice, "occlusion", target=exegesis.Word(None, 2))
    yield (
        "a hidden word against another",
        explain("bundled:masked-words", hidden, "lime", target=exegesis.Contrast("Paris", "London")),
    )
    yield "no answer", explain("bundled:questions", _UNANSWERED, "partition_shap", target="no-answer")
    yield "several targets", explain("bundled:questions", _ASKED, "lime", target=["start", "end", "span"])
    yield "the context alone", explain("bundled:questions", _ASKED, "lime", parts="context")
    yield (
        "contrast",
        explain("bundled:sentiment", _SHORT, "occlusion", target=exegesis.Contrast("positive", "negative")),
    )
    yield "lime as its paper", explain("bundled:sentiment", _REVIEW, "lime", preset="paper")
    yield "bag of words", explain("bundled:sentiment", "dull plot, dull acting, good film", "lime", mode="bag-of-words")
    yield "by token", explain("bundled:sentiment", _REVIEW, "integrated_gradients", unit="token")
    yield "by sentence", explain("bundled:sentiment", _LONG[:400], "kernel_shap", unit="sentence")
    yield "phrases", explain("bundled:sentiment", _REVIEW, "occlusion", phrases=["warm and funny"])
    yield "probability", explain("bundled:sentiment", _SHORT, "partition_shap", output="probability")
    yield "delete", explain("bundled:sentiment", _REVIEW, "lime", baseline="delete")
    yield "long", explain("bundled:sentiment", _LONG, "lime")
    yield "long, gradients", explain("bundled:sentiment-tiny", _LONG, "integrated_gradients", baseline="mask")
    yield "many", lambda: list(exegesis.explain_many("bundled:sentiment", _TEXTS, "lime", seed=5, samples=50))
    yield (
        "many questions",
        lambda: list(
            exegesis.explain_many("bundled:questions", [_ASKED, _UNANSWERED], "partition_shap", seed=5, samples=50)
        ),
    )
    yield (
        "checked",
        lambda: exegesis.check(
            exegesis.explain("bundled:sentiment-tiny", _SHORT, "lime", samples=64), "bundled:sentiment-tiny"
        ),
    )


def explanations() -> dict[str, dict[str, Any]]:
    """Every explanation of the set as plain data, by name."""
    written: dict[str, dict[str, Any]] = {}
    for name, call in _calls():
        result = call()
        several = result if isinstance(result, list) else [result]
        for place, explanation in enumerate(several):
            data = explanation.to_dict()
            key = name if len(several) == 1 else f"{name} {place + 1}"
            written[key] = {field: value for field, value in data.items() if field not in _LEFT_OUT}
    return written


def differences(before: Any, after: Any, place: str = "") -> Iterator[str]:
    """Where two plain values differ, one line each; numbers may differ by the tolerance."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            if key == "seconds":
                continue
            if (key in before) != (key in after):
                yield f"{place}.{key} stands only {'before' if key in before else 'after'}"
            else:
                yield from differences(before[key], after[key], f"{place}.{key}")
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield f"{place} has {len(before)} items before and {len(after)} after"
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from differences(one, other, f"{place}[{index}]")
    elif isinstance(before, float) and isinstance(after, int | float) and not isinstance(after, bool):
        if abs(before - after) > _TOLERANCE * max(1.0, abs(before)):
            yield f"{place}: {before!r} before, {after!r} after"
    elif before != after:
        yield f"{place}: {before!r} before, {after!r} after"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("write", "compare"))
    parser.add_argument("--out", type=Path, help="where `write` puts the set (and `compare` today's, if given)")
    parser.add_argument("--before", type=Path, help="the set to compare with")
    options = parser.parse_args()
    needed = options.out if options.verb == "write" else options.before
    if needed is None:
        parser.error(f"{options.verb} needs {'--out' if options.verb == 'write' else '--before'}")
    torch.set_num_threads(1)  # so that sums are made in one order
    today = explanations()
    if options.out is not None:
        options.out.write_text(json.dumps(today, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.verb == "write":
        print(f"{len(today)} explanations written to {options.out}")
        return
    before = json.loads(options.before.read_text(encoding="utf-8"))
    lines = list(differences(before, json.loads(json.dumps(today))))
    print(*lines[:40], sep="\n")
    print(f"{len(before)} explanations compared; {len(lines)} differences beyond {_TOLERANCE:g}")
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()
