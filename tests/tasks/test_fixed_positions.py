"""A target is read where it was found, whatever is masked, interpolated or deleted: checked by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis import Answer, Question, Tag
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.data.inputs import GAP
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.table import METHODS
from exegesis.tasks.table import task_of
from tests.adapters.head_families import headed

ASKED, CONTEXT = "was it slow ?", "the plot was unbelievable"
HIDDEN = "the plot was [MASK] and slow"
TAGGED = "the plot was unbelievable !"
SHIFT = len(ASKED) + len(GAP)


@dataclass(frozen=True)
class Case:
    """An input with targets, and by hand for each target its number on any output of the model: (B, L, ...) -> (B,)."""

    head: str
    given: Any
    targets: tuple[Any, ...]
    output: str
    numbers: tuple[Callable[[Any], torch.Tensor], ...]
    places: tuple[tuple[int, ...], ...]
    texts: tuple[str, ...]
    kept: tuple[int, ...] = ()  # positions hidden from the model
    model: Any = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "model", TransformerModel(*headed("bert", self.head)))


def position(texts: Sequence[str], word: str) -> int:
    """Of the word's first piece in BERT's row, counted by hand: [CLS], the pieces before, one [SEP]."""
    pieces = headed("bert", "masked-lm")[1].convert_ids_to_tokens(headed("bert", "masked-lm")[1](*texts)["input_ids"])
    return int(pieces.index(word))


SPAN = position((ASKED, CONTEXT), "un"), position((ASKED, CONTEXT), "##able")
MASK = position((HIDDEN,), "[MASK]")
TAG = position((TAGGED,), "un")
SLOW = headed("bert", "masked-lm")[1].convert_tokens_to_ids("slow")
CASES = {
    "question": Case(
        "question-answering",
        Question(ASKED, CONTEXT),
        (Answer("unbelievable", side="start"), Answer("unbelievable", side="end"), "no-answer"),
        "log-probability",
        (
            lambda out: out.start_logits.log_softmax(-1)[:, SPAN[0]],
            lambda out: out.end_logits.log_softmax(-1)[:, SPAN[1]],
            lambda out: out.start_logits.log_softmax(-1)[:, 0] + out.end_logits.log_softmax(-1)[:, 0],
        ),
        ((SPAN[0],), (SPAN[1],), (0,)),
        (ASKED, CONTEXT),
    ),
    "hidden word": Case(
        "masked-lm",
        HIDDEN,
        ("slow", 0),
        "logit",
        (lambda out: out.logits[:, MASK, SLOW], lambda out: out.logits[:, MASK, BEST]),
        ((MASK,), (MASK,)),
        (HIDDEN,),
        (MASK,),
    ),
    "tag": Case(
        "token-classification",
        TAGGED,
        (Tag("unbelievable", "B-PER"), Tag("unbelievable", "I-LOC")),
        "probability",
        (lambda out: out.logits.softmax(-1)[:, TAG, 1], lambda out: out.logits.softmax(-1)[:, TAG, 4]),
        ((TAG,), (TAG,)),
        (TAGGED,),
    ),
}


def by_hand(case: Case, **inputs: Any) -> np.ndarray:
    """All targets' numbers (B, T) of a pass of the bare model."""
    model, tokenizer = headed("bert", case.head)
    rows = len(next(iter(inputs.values())))
    kinds = torch.tensor([tokenizer(*case.texts)["token_type_ids"]] * rows)
    with torch.no_grad():
        out = model(**inputs, token_type_ids=kinds, attention_mask=torch.ones_like(kinds))
    return np.stack([number(out).double().numpy() for number in case.numbers], axis=-1)


def _best() -> int:
    model, tokenizer = headed("bert", "masked-lm")
    with torch.no_grad():
        return int(model(**tokenizer(HIDDEN, return_tensors="pt")).logits[0, MASK].argmax())


BEST = _best()


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Every pass for the targets is held against the bare model, at the same positions; how many there were."""
    counts = {"rows": 0, "points": 0, "attentions": 0}
    forward, gradients = TransformerModel.forward, TransformerModel.gradients

    def rows(self: Any, given: Any, precision: str = "float32", read: Any = None) -> Any:
        found = forward(self, given, precision, read)
        case = CASES[self.name]
        if found.shape[1] == len(case.numbers):  # and not the one look at all positions
            ids = torch.tensor([row.ids for row in given])  # of one length: nothing was deleted
            assert all(ids[row, place] == self.mask_id for row in range(len(ids)) for place in case.kept)
            np.testing.assert_allclose(found, by_hand(case, input_ids=ids), atol=1e-4)
            counts["rows"] += len(given)
        return found

    def points(self: Any, row: Any, given: Any, layer: Any, read: Any, precision: str = "float32") -> Any:
        reply = gradients(self, row, given, layer, read, precision)
        expected = by_hand(CASES[self.name], inputs_embeds=torch.from_numpy(np.array(given)))
        np.testing.assert_allclose(reply.values, expected, atol=1e-4)
        counts["points"] += len(given)
        return reply

    monkeypatch.setattr(TransformerModel, "forward", rows)
    monkeypatch.setattr(TransformerModel, "gradients", points)
    return counts


FITTING = [
    name for name, row in METHODS.items() if row.load().needs <= {"tokens", "gradients", "attentions", "embeddings"}
]
FEW = {"lime": 40, "kernel_shap": 40, "partition_shap": 40, "permutation_shap": 40, "smooth_grad": 3}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("method", FITTING)
def test_every_method_reads_each_target_at_its_own_position(method: str, name: str, checked: dict[str, int]) -> None:
    case = CASES[name]
    model = TransformerModel(*headed("bert", case.head), name=name)
    settings = {"samples": FEW[method]} if method in FEW else {}
    found = exegesis.explain(model, case.given, method, list(case.targets), output=case.output, **settings)
    _, tokenizer = headed("bert", case.head)
    whole = by_hand(case, input_ids=tokenizer(*case.texts, return_tensors="pt")["input_ids"])[0]
    assert [one.value for one in found] == pytest.approx(whole, abs=1e-4)
    needs = METHODS[method].load().needs
    if "gradients" in needs:
        assert checked["points"] > 0
    elif not needs and method != "random":
        assert checked["rows"] > 3


@pytest.mark.parametrize("name", CASES)
def test_rollout_is_read_at_the_targets_positions(name: str) -> None:
    case = CASES[name]
    problem, engine = problem_of(case)
    from exegesis.data.requests import Attentions

    reply: Any = engine.answer(problem, Attentions(0))
    assert reply.readouts == case.places


def problem_of(case: Case, **wishes: Any) -> tuple[Problem, Engine]:
    engine = Engine(case.model)
    task = task_of(case.model, case.output)
    problem = bind(engine, task, case.given, target=list(case.targets), unit="word", wishes=Wishes(**wishes))
    return problem, engine


@pytest.mark.parametrize("baseline", ["mask", "pad"])
@pytest.mark.parametrize("name", CASES)
def test_scores_of_random_masks_by_hand(name: str, baseline: str) -> None:
    case = CASES[name]
    problem, engine = problem_of(case, baseline=baseline)
    tokenizer = case.model.tokenizer
    made = tokenizer(*case.texts, return_offsets_mapping=True)
    masks = np.random.default_rng(0).random((40, len(problem.units))) < 0.5
    filler = tokenizer.mask_token_id if baseline == "mask" else tokenizer.pad_token_id
    rows = []
    for mask in masks:
        gone = [unit for unit, kept in zip(problem.units, mask, strict=True) if not kept]
        row = list(made["input_ids"])
        for place, ((low, high), part) in enumerate(zip(made["offset_mapping"], made.sequence_ids(0), strict=True)):
            start = low + SHIFT * (part or 0)
            if part is not None and any(unit.start <= start < unit.end for unit in gone) and high > low:
                row[place] = filler
        rows.append(row)
    np.testing.assert_allclose(
        engine.score(problem, masks), by_hand(case, input_ids=torch.tensor(rows)), rtol=1e-5, atol=1e-5
    )


# -- rows that deletion shortens ----------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline", ["delete", "…"])
@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("question", "start"),
        ("question", "end"),
        ("question", "span"),
        ("question", Answer("plot")),
        ("question", exegesis.Contrast("span", "no-answer")),
        ("question", ["no-answer", "start"]),
        ("tag", Tag("plot")),
    ],
)
def test_a_place_that_deletion_would_move_is_refused(name: str, target: Any, baseline: str) -> None:
    case = CASES[name]
    with pytest.raises(InputError, match="use baseline='mask' or 'pad', which keep every position"):
        exegesis.explain(case.model, case.given, "occlusion", target, baseline=baseline)


def without(text: str, unit: Any, shift: int = 0) -> str:
    """The text without a unit and one of its spaces."""
    start, end = unit.start - shift, unit.end - shift
    if text[end : end + 1] == " " and (start == 0 or text[start - 1] == " "):
        end += 1
    return text[:start] + text[end:]


@pytest.mark.parametrize("name", ["bert", "roberta", "albert", "xlnet"])
def test_no_answer_is_read_at_cls_of_the_shorter_row(name: str) -> None:
    model, tokenizer = headed(name, "question-answering")
    question = Question(ASKED, CONTEXT)
    found = exegesis.explain((model, tokenizer), question, "occlusion", "no-answer", baseline="delete")
    for unit, score in zip(found.units, found.scores, strict=True):
        in_question = unit.start < len(ASKED)
        asked = without(ASKED, unit) if in_question else ASKED
        context = CONTEXT if in_question else without(CONTEXT, unit, SHIFT)
        typed = {"return_token_type_ids": True} if name in ("albert", "xlnet") else {}
        with torch.no_grad():
            out = model(**tokenizer(asked, context, return_tensors="pt", **typed))
        place = -1 if name == "xlnet" else 0
        number = float(out.start_logits[0, place] + out.end_logits[0, place])
        assert found.value - score == pytest.approx(number, abs=1e-4)


@pytest.mark.parametrize("baseline", ["delete", "slow and"])
def test_hidden_words_are_found_again_by_their_masks(baseline: str) -> None:
    model, tokenizer = headed("bert", "masked-lm")
    text = "the plot was [MASK] , the movie [MASK] and fine"
    targets = [exegesis.Word("good", 1), exegesis.Word("slow", 2)]
    found = exegesis.explain((model, tokenizer), text, "occlusion", targets, baseline=baseline)
    for nth, (one, word) in enumerate(zip(found, ("good", "slow"), strict=True)):
        assert len(one.units) == 8
        for unit, score in zip(one.units, one.scores, strict=True):
            shown = text[: unit.start] + baseline + text[unit.end :]
            made = tokenizer(without(text, unit) if baseline == "delete" else shown, return_tensors="pt")
            place = (made["input_ids"][0] == tokenizer.mask_token_id).nonzero()[nth, 0]
            with torch.no_grad():
                known = model(**made).logits[0, place].log_softmax(-1)
            assert one.value - score == pytest.approx(float(known[tokenizer.convert_tokens_to_ids(word)]), abs=1e-4)


def test_a_word_hidden_in_the_text_is_never_shown_by_deletion() -> None:
    # A string made of the text would show the model the word that it is to guess.
    given = exegesis.Hidden.word("the plot was slow", "slow")
    for baseline in ("delete", "…"):
        with pytest.raises(InputError, match="use baseline='mask' or 'pad'"):
            exegesis.explain(CASES["hidden word"].model, given, "occlusion", "slow", baseline=baseline)


@pytest.mark.parametrize("name", ["gpt2", "llama"])
def test_the_next_word_is_read_at_the_last_position_of_the_shorter_row(name: str) -> None:
    model, tokenizer = headed(name, "causal-lm")
    text = "the plot was slow and the movie"
    found = exegesis.explain((model, tokenizer), text, "occlusion", "was")
    assert found.baseline.name == "delete"
    (was,) = tokenizer(" was" if name == "gpt2" else "was", add_special_tokens=False)["input_ids"]
    for unit, score in zip(found.units, found.scores, strict=True):
        with torch.no_grad():
            out = model(**tokenizer(without(text, unit), return_tensors="pt"))
        assert found.value - score == pytest.approx(float(out.logits[0, -1].log_softmax(-1)[was]), abs=1e-4)


@pytest.mark.parametrize("name", ["gpt2", "llama"])
def test_with_all_words_deleted_the_token_that_begins_a_text_is_read(name: str) -> None:
    model, tokenizer = headed(name, "causal-lm")
    engine = Engine(TransformerModel(model, tokenizer))
    task = task_of(engine.model)
    problem = bind(engine, task, "the plot was", target=0, unit="word", wishes=Wishes())
    (value,) = engine.score(problem, np.zeros((1, 3), dtype=bool))[0]
    with torch.no_grad():
        known = model(input_ids=torch.tensor([[tokenizer.bos_token_id]])).logits[0, -1].log_softmax(-1)
    assert value == pytest.approx(float(known[problem.targets[0].index]), abs=1e-5)
