"""Questions: which numbers targets name, what may be perturbed, long contexts, and what is refused."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis import Answer, Contrast, Explanation, Question
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import GAP
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.tasks.table import task_of
from tests.adapters.head_families import ENCODERS, headed
from tests.lanes import slow_but

ASKED = "was the plot slow?"
CONTEXT = "The movie was truly unbelievable, not slow! I loved the acting."
QUESTION = Question(ASKED, CONTEXT)
SHIFT = len(ASKED) + len(GAP)
BERT = TransformerModel(*headed("bert", "question-answering"), name="tiny")


def explained(target: Any, method: str = "occlusion", model: Any = BERT, **settings: Any) -> Any:
    return exegesis.explain(model, settings.pop("question", QUESTION), method, target, **settings)


def by_hand(name: str = "bert") -> tuple[Any, torch.Tensor, torch.Tensor]:
    """The encoding, start and end logits (L,) of the bare model."""
    model, tokenizer = headed(name, "question-answering")
    typed = {"return_token_type_ids": True} if name == "albert" else {}
    made = tokenizer(ASKED, CONTEXT, return_tensors="pt", **typed)
    with torch.no_grad():
        out = model(**made)
    return made, out.start_logits[0].double(), out.end_logits[0].double()


# -- targets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENCODERS)
def test_start_end_and_span_are_read_at_the_models_own_answer(name: str) -> None:
    made, start, end = by_hand(name)
    context = [i for i, part in enumerate(made.sequence_ids(0)) if part == 1]
    best = max((start[i] + end[j], i, j) for i in context for j in context if i <= j < i + 30)
    model = headed(name, "question-answering")
    targets = ["start", "end", "span", "no-answer"]
    found = explained(targets, model=model, parts="context")
    assert [one.value for one in found] == pytest.approx(
        [float(start[best[1]]), float(end[best[2]]), float(best[0]), float(start[0] + end[0])], abs=1e-4
    )
    assert [one.target.kind for one in found] == targets
    assert [one.target.index for one in found] == [best[1], best[2], best[1], 0]
    first, last = made.token_to_chars(best[1]).start, made.token_to_chars(best[2]).end
    said = CONTEXT[first:last].strip()
    assert {one.target.name for one in found[:3]} == {said}
    assert found[3].target.name == "no answer"
    for one in found[:3]:
        ((low, high),) = ((span.start, span.end) for span in one.target.spans)
        assert one.text[low:high] == said
    assert found[3].target.spans == ()


def test_units_of_the_number() -> None:
    _, start, end = by_hand()
    for output, number in (
        ("logit", lambda side, at: side[at]),
        ("log-probability", lambda side, at: side.log_softmax(0)[at]),
        ("probability", lambda side, at: side.softmax(0)[at]),
    ):
        one, other, both = explained(["start", "end", "span"], output=output)
        first, last = float(number(start, one.target.index)), float(number(end, other.target.index))
        assert (one.value, other.value) == pytest.approx((first, last), abs=1e-5)
        assert both.value == pytest.approx(first * last if output == "probability" else first + last, abs=1e-5)
        assert {x.target.output for x in (one, other, both)} == {output}


def test_the_default_is_what_the_model_says() -> None:
    predicted = exegesis.predict(BERT, QUESTION)[0]
    for spec in (None, "predicted", 0):
        found = explained(spec)
        assert (found.target.name, found.target.kind) == (predicted.label, "span")
        assert found.target.spans == predicted.spans[:1]
    assert explained(None).prediction.labels == predicted.labels


def test_where_the_model_says_no_answer_that_is_explained() -> None:
    pair = headed("bert", "question-answering", seed=3)
    said = exegesis.predict(pair, QUESTION)[0].label
    swayed = exegesis.predict(pair, QUESTION, no_answer_threshold=-math.inf)[0]
    assert swayed.label == "no answer"
    assert exegesis.predict(pair, QUESTION, no_answer_threshold=math.inf)[0].label != "no answer"
    assert "no answer" not in exegesis.predict(pair, QUESTION, allow_no_answer=False)[0].labels
    found = explained(None, model=pair)
    assert (found.target.kind == "no-answer") is (said == "no answer")


def test_answers_by_their_number_are_those_of_the_prediction() -> None:
    predicted = exegesis.predict(BERT, QUESTION, 5)[0]
    numbers = [0, "1", np.int64(2), len(predicted.labels) - 1]
    for number, found in zip(numbers, explained(numbers), strict=True):
        assert found.target.name == predicted.labels[int(number)]
    with pytest.raises(InputError, match="the 6 best are 0 to 5"):
        explained(6)


def test_an_answer_of_the_users_own_and_its_sides() -> None:
    made, start, end = by_hand()
    tokens = made.tokens()
    first, last = tokens.index("un"), tokens.index("##able")
    answer = "unbelievable"
    one, other, both = explained([Answer(answer, side="start"), Answer(answer, side="end"), Answer(answer)])
    assert (one.value, other.value) == pytest.approx((float(start[first]), float(end[last])), abs=1e-5)
    assert both.value == pytest.approx(one.value + other.value, abs=1e-5)
    assert {x.target.name for x in (one, other, both)} == {answer}
    at = SHIFT + CONTEXT.index(answer)
    assert [(s.start, s.end) for s in both.target.spans] == [(at, at + len(answer))]


def test_an_answer_that_stands_repeatedly_is_told_apart_by_its_first_character() -> None:
    question = Question("who?", "the movie, the plot, the acting")
    first, second = explained([Answer("the", 0), Answer("the", 11)], question=question)
    assert [one.target.spans[0].start - len("who?\n\n") for one in (first, second)] == [0, 11]
    assert first.value != pytest.approx(second.value, abs=1e-4)


@pytest.mark.parametrize("answer", [" slow", "slow ", "\tslow\n"])
def test_white_space_around_an_answer_does_not_matter(answer: str) -> None:
    question = Question(ASKED, f"The movie was not{answer}!" if answer[0] != "s" else f"The movie was not {answer}!")
    found, bare = explained([Answer(answer), Answer("slow")], question=question)
    assert found.value == bare.value
    assert found.target.index == bare.target.index


def test_a_contrast_is_the_difference() -> None:
    this, that, both = explained([Answer("slow"), "no-answer", Contrast(Answer("slow"), "no-answer")])
    assert both.value == pytest.approx(this.value - that.value, abs=1e-5)
    assert both.scores == pytest.approx(this.scores - that.scores, abs=1e-4)
    assert both.target.versus == that.target


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("strat", "unknown target 'strat'. Did you mean 'start'"),
        (-1, "answer -1 is out of range"),
        ([], "no target given. Choose from: start, end, span, no-answer"),
        (Answer("dull"), "the answer 'dull' does not stand in the context"),
        (Answer("slow?"), "the answer 'slow?' does not stand in the context"),  # in the question alone
        (Answer(""), "an answer is a text as it stands in the context, not ''"),
        (Answer(7), "an answer is a text"),  # type: ignore[arg-type]
        (Answer("o"), "stands 4 times in the context (at characters 5, 35, 40, 47)"),
        (Answer("slow", 3), "does not stand at character 3 of the context"),
        (Answer("slow", side="middle"), "unknown side of an answer 'middle'"),
        (Contrast("span", "span"), "with itself is always 0"),
        (Contrast("span", 0), "with itself is always 0"),
        (Contrast(Answer("slow"), Answer("slo")), "are the same to the model, so their contrast is always 0"),
        (Contrast(Contrast("start", "end"), "span"), "between two plain targets"),
        (exegesis.Tag("slow"), "a Tag (--at) means the tag of a word, which"),
        (exegesis.Word("slow"), "a Word (--place) means a hidden word, which"),
        (1.5, "unknown target 1.5"),
        (True, "unknown target True"),
    ],
)
def test_what_is_no_target_is_told_in_one_line(target: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        explained(target)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question("", CONTEXT), "the question is empty"),
        (Question(" \n", CONTEXT), "the question is empty"),
        (Question(ASKED, ""), "the context is empty"),
        (Question(ASKED, "\u200b"), "the context is empty"),
        (Question(5, CONTEXT), "the question must be a string, not int"),  # type: ignore[arg-type]
        (Question(ASKED, None), "the context must be a string"),  # type: ignore[arg-type]
        (Question(ASKED, "a\ud800"), "the context has a lone surrogate"),
        (Question(ASKED, CONTEXT, "dull"), "the true answer 'dull' does not stand in the context"),
        (Question(ASKED, CONTEXT, 5), "the true answer must be a text"),  # type: ignore[arg-type]
        (Question("slow " * 40, CONTEXT), "the question alone takes 40 tokens of the 64 that tiny reads at once"),
    ],
)
def test_what_is_no_question_is_told_in_one_line(question: Question, said: str) -> None:
    for ask in (lambda: exegesis.predict(BERT, question), lambda: explained("span", question=question)):
        with pytest.raises(InputError) as caught:
            ask()
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)


def test_the_truth_travels_along() -> None:
    assert explained("span", question=Question(ASKED, CONTEXT, "slow")).truth == "slow"
    assert explained("span", question=Question(ASKED, CONTEXT, "")).truth == "no answer"
    assert explained("span").truth is None


@pytest.mark.parametrize("name", ["gpt2"])
def test_a_model_without_cls_says_no_no_answer(name: str) -> None:
    pair = headed(name, "question-answering")
    assert "no answer" not in exegesis.predict(pair, QUESTION)[0].labels
    with pytest.raises(UnsupportedError, match=r"has no \[CLS\] token, so it cannot say 'no answer'"):
        explained("no-answer", model=pair, baseline="pad")


def test_a_cls_that_the_user_wrote_is_not_where_no_answer_is_said() -> None:
    pair = headed("xlnet", "question-answering")
    question = Question("<cls> slow?", CONTEXT)
    model, tokenizer = pair
    with torch.no_grad():
        out = model(**tokenizer(question.question, CONTEXT, return_tensors="pt", return_token_type_ids=True))
    found = explained("no-answer", model=pair, question=question, baseline="mask")
    assert found.value == pytest.approx(float(out.start_logits[0, -1] + out.end_logits[0, -1]), abs=1e-4)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"max_tokens": 0}, "max_tokens must be a whole number of at least 1"),
        ({"max_tokens": 2.0}, "max_tokens must be"),
        ({"no_answer_threshold": "0"}, "no_answer_threshold must be a number of logits"),
        ({"no_answer_threshold": math.nan}, "no_answer_threshold must be"),
        ({"allow_no_answer": 1}, "allow_no_answer must be True or False"),
        ({"threshold": 1}, "unknown setting of predict 'threshold'"),
    ],
)
def test_settings_of_decoding_are_checked(setting: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        exegesis.predict(BERT, QUESTION, **setting)


# -- targets share passes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "settings"),
    [
        ("lime", {"samples": 50}),
        ("kernel_shap", {"samples": 50}),
        ("occlusion", {}),
        ("permutation_shap", {"samples": 60}),
        ("integrated_gradients", {"steps": 4}),
        ("gradient", {}),
        ("smooth_grad", {"samples": 3}),
        ("attention_rollout", {}),
        ("random", {}),
    ],
)
@pytest.mark.slow
def test_several_targets_take_the_passes_of_one(method: str, settings: dict[str, Any]) -> None:
    targets = ["start", "end", "span", "no-answer", Contrast("span", "no-answer")]
    together = explained(targets, method, **settings)
    alone = [explained(target, method, **settings) for target in targets]
    # Of one: the dearest, since gradients look once more where a target's scores do not add up.
    assert {one.cost.forward_passes for one in together} == {max(one.cost.forward_passes for one in alone)}
    assert {one.cost.tokens for one in together} == {max(one.cost.tokens for one in alone)}
    assert together[0].scores == pytest.approx(alone[0].scores, abs=1e-5)


def test_one_engine_does_not_take_one_targets_numbers_for_anothers() -> None:
    engine, found = Engine(BERT), []
    for target in ("start", "end"):
        problem = bind(engine, task_of(BERT), QUESTION, target=target, unit="word", wishes=Wishes())
        masks = np.zeros((1, len(problem.units)), dtype=bool)
        alone = bind(Engine(BERT), task_of(BERT), QUESTION, target=target, unit="word", wishes=Wishes())
        found.append(engine.score(problem, masks))
        np.testing.assert_allclose(found[-1], Engine(BERT).score(alone, masks), atol=1e-5)
    assert found[0] != pytest.approx(found[1], abs=1e-3)


# -- one part alone -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline", ["mask", "pad"])
@pytest.mark.parametrize("part", ["question", "context"])
def test_masks_change_one_part_alone(part: str, baseline: str) -> None:
    engine = Engine(BERT)
    task = task_of(BERT)
    problem = bind(engine, task, QUESTION, target="span", unit="word", wishes=Wishes(baseline=baseline, parts=part))
    place = 0 if part == "question" else 1
    made = BERT.tokenizer(ASKED, CONTEXT)
    mine = np.array([side == place for side in made.sequence_ids(0)])
    row = np.array(problem.masks.row(0, np.zeros(len(problem.units), dtype=bool)).ids)
    filler = BERT.mask_id if baseline == "mask" else BERT.pad_id
    np.testing.assert_array_equal(row, np.where(mine, filler, made["input_ids"]))
    low, high = (0, len(ASKED)) if part == "question" else (SHIFT, SHIFT + len(CONTEXT))
    assert all(low <= unit.start < unit.end <= high for unit in problem.units)


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("baseline", ["pad", "mask", "zero", "the plot"])
def test_baselines_of_gradients_leave_the_other_part_as_it_is(name: str, baseline: str) -> None:
    from exegesis.data.requests import Ends

    model = TransformerModel(*headed(name, "question-answering"))
    wishes = Wishes(baseline=baseline, parts="context", gradients=True)
    engine = Engine(model)
    problem = bind(engine, task_of(model), QUESTION, target="span", unit="word", wishes=wishes)
    ends: Any = engine.answer(problem, Ends())
    sides = model.tokenizer(ASKED, CONTEXT).sequence_ids(0)
    same = np.abs(ends.input - ends.baselines[0]).max(axis=-1) == 0
    assert all(same[place] for place, side in enumerate(sides) if side != 1)
    assert not all(same[place] for place, side in enumerate(sides) if side == 1)


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient", "occlusion", "partition_shap"])
def test_scores_for_the_context_alone(method: str) -> None:
    found: Explanation = explained("span", method, parts="context")
    both: Explanation = explained("span", method)
    assert [found.part(index) for index in range(len(found.units))] == ["context"] * len(found.units)
    assert {both.part(index) for index in range(len(both.units))} == {"question", "context"}
    assert found.value == pytest.approx(both.value)
    if method in ("gradient", "occlusion"):  # a part left alone changes nothing for the units of the other
        assert found.scores == pytest.approx(both.scores[-len(found.units) :], abs=1e-5)


def test_parts_are_checked() -> None:
    with pytest.raises(InputError, match=r"unknown part 'contxt'\. Did you mean 'context'"):
        explained("span", parts="contxt")
    with pytest.raises(InputError, match=r"no part given\. Choose from: question, context"):
        explained("span", parts=[])
    assert explained("span", parts=["question", "context"]).scores == pytest.approx(explained("span").scores)


# -- saliency of questions (one-hot rows) ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bert", "distilbert", "roberta", "electra"])
def test_the_one_hot_norm_of_a_question_is_that_of_start_and_end_together(name: str) -> None:
    model, tokenizer = headed(name, "question-answering")
    found = explained("span", "gradient", (model, tokenizer), kind="one_hot_norm", normalise="maximum", unit="token")
    made, start, end = by_hand(name)
    context = [i for i, part in enumerate(made.sequence_ids(0)) if part == 1]
    _, first, last = max((start[i] + end[j], i, j) for i in context for j in context if i <= j < i + 30)
    assert found.target.index == first
    table = model.get_input_embeddings().weight.detach()
    rows = torch.nn.functional.one_hot(made["input_ids"], len(table)).float().requires_grad_()
    extra = {key: value for key, value in made.items() if key != "input_ids"}
    out = model(inputs_embeds=rows @ table, **extra)
    answer = out.start_logits[0, first] + out.end_logits[0, last]  # the last token itself, and not the one after
    norms = torch.autograd.grad(answer, rows)[0][0].double().norm(dim=-1).numpy()
    expected = np.zeros(len(found.units))
    for place, part in enumerate(made.sequence_ids(0)):
        if part is not None:
            chars = made.token_to_chars(place)
            low = chars.start + SHIFT * part
            expected[next(i for i, unit in enumerate(found.units) if unit.end > low)] += norms[place]
    np.testing.assert_allclose(found.scores, expected / expected.max(), rtol=1e-4)
    assert found.diagnostics["divided_by"] == pytest.approx(expected.max(), rel=1e-4)


# -- word, position and type embeddings apart -----------------------------------------------------------------------

EMBEDDINGS = {
    "bert": ("word_embeddings", "position_embeddings", "token_type_embeddings"),
    "electra": ("word_embeddings", "position_embeddings", "token_type_embeddings"),
    "albert": ("word_embeddings", "position_embeddings", "token_type_embeddings"),
    "roberta": ("word_embeddings", "position_embeddings", "token_type_embeddings"),
    "distilbert": ("word_embeddings", "position_embeddings"),
    "mpnet": ("word_embeddings", "position_embeddings"),
}


@pytest.mark.parametrize(
    ("name", "part"), slow_but([(name, part) for name, parts in EMBEDDINGS.items() for part in parts], "bert")
)
def test_integrated_gradients_at_each_embedding_from_zero(name: str, part: str) -> None:
    layer = f"{name}.embeddings.{part}"
    pair = headed(name, "question-answering")
    start, end = explained(["start", "end"], "integrated_gradients", pair, layer=layer, baseline="all-zero", steps=64)
    for found in (start, end):
        assert abs(found.diagnostics["convergence_delta"]) < 0.02
        total = found.scores.sum() + found.diagnostics["special_tokens"]
        assert total == pytest.approx(found.value - found.baseline.value, abs=0.02)
        assert np.abs(found.scores).max() > 1e-3


@pytest.mark.parametrize("part", ["position_embeddings", "token_type_embeddings"])
def test_padding_changes_neither_positions_nor_types_so_nothing_is_given_out_there(part: str) -> None:
    found = explained("start", "integrated_gradients", layer=f"bert.embeddings.{part}", baseline="pad", steps=4)
    assert np.abs(found.scores).max() == 0
    assert found.baseline.value == pytest.approx(found.value)


# -- contexts longer than the model ---------------------------------------------------------------------------------

LONG = " ".join(f"The movie was {word} and the plot slow ." for word in ("good", "bad", "fine", "not", "truly") * 20)


@pytest.fixture(scope="module")
def long() -> tuple[TransformerModel, Question]:
    """RoBERTa with its own table of 514 positions, and a context of about twice 512 tokens."""
    model = TransformerModel(*headed("roberta", "question-answering", positions=514), name="long")
    assert model.limit == 512
    return model, Question("was it good ?", LONG)


def windows_of(model: TransformerModel, question: Question) -> Any:
    return task_of(model).scene(question)


def test_windows_of_a_long_context_overlap_cover_it_and_fit(long: Any) -> None:
    model, question = long
    scene = windows_of(model, question)
    shift = len(question.question) + len(GAP)
    assert len(model.tokenizer(LONG)["input_ids"]) > 700
    assert len(scene.windows) >= 3
    assert (scene.windows[0].start, scene.windows[-1].end) == (shift, shift + len(LONG))
    for left, right in pairwise(scene.windows):
        assert left.start < right.start < left.end < right.end
    for window, part in zip(scene.windows, scene.tokens, strict=True):
        assert 2 < len(part.row) <= 512
        shown = LONG[window.start - shift : window.end - shift]
        assert list(part.row.ids) == model.tokenizer(question.question, shown)["input_ids"]


def test_answers_are_found_in_every_window_and_compared_over_all(long: Any) -> None:
    model, question = long
    scene = windows_of(model, question)
    shift = len(question.question) + len(GAP)
    best: dict[tuple[int, int], float] = {}
    nones = []
    for part in scene.tokens:
        with torch.no_grad():
            out = model.model(input_ids=torch.tensor([part.row.ids]))
        start, end = out.start_logits[0].double().numpy(), out.end_logits[0].double().numpy()
        nones.append(start[0] + end[0])
        places = [i for i, span in enumerate(part.spans) if span.start >= shift and span.end > span.start]
        for i in places:
            for j in places:
                if i <= j < i + 30:
                    chars = part.spans[i].start, part.spans[j].end
                    best[chars] = max(best.get(chars, -np.inf), start[i] + end[j])
    found = task_of(model).answers(scene, Engine(model).look, 5, exegesis.tasks.answers.Decoding())
    said = [one for one in found if not one.is_none]
    top = sorted(best.values(), reverse=True)[:5]
    assert [one.score for one in said] == pytest.approx(top, abs=1e-4)
    for one in said:
        assert best[one.span.start, one.span.end] == pytest.approx(one.score, abs=1e-4)
        assert one.text == f"{question.question}{GAP}{LONG}"[one.span.start : one.span.end]
    (none,) = [one for one in found if one.is_none]
    assert none.score == pytest.approx(min(nones), abs=1e-4)


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("method", ["lime", "occlusion", "integrated_gradients", "gradient"])
@pytest.mark.slow
def test_a_target_stays_in_its_window(long: Any, method: str, place: str) -> None:
    model, question = long
    shift = len(question.question) + len(GAP)
    at = {"first": LONG.index("good"), "middle": LONG.index("truly", len(LONG) // 2), "last": LONG.rindex("not")}[place]
    answer = Answer(LONG[at : LONG.index(" ", at)], at)
    settings = {"lime": {"samples": 24}, "integrated_gradients": {"steps": 2}}.get(method, {})
    found = exegesis.explain(model, question, method, answer, unit="sentence", **settings)
    assert [(span.start, span.end) for span in found.target.spans] == [(shift + at, shift + at + len(answer.text))]
    scores = []
    for window in found.windows:
        if window.start <= shift + at and shift + at + len(answer.text) <= window.end:
            shown = found.text[window.start : window.end]
            made = model.tokenizer(question.question, shown, return_tensors="pt")
            inside = shift + at - window.start
            first, last = (
                made.char_to_token(char, sequence_index=1) for char in (inside, inside + len(answer.text) - 1)
            )
            with torch.no_grad():
                out = model.model(**made)
            scores.append((float(out.start_logits[0, first] + out.end_logits[0, last]), window))
    value, window = max(scores, key=lambda one: one[0])
    assert found.value == pytest.approx(value, abs=1e-4)
    outside = [i for i, unit in enumerate(found.units) if unit.start >= window.end or shift < unit.end <= window.start]
    assert outside
    if method != "lime":  # whose weights are fitted, so that chance gives some to units that change nothing
        assert np.abs(found.scores[outside]).max() < 1e-9
    assert np.abs(found.scores).max() > 1e-4


@pytest.mark.slow
def test_targets_of_different_windows_are_read_each_in_its_own(long: Any) -> None:
    model, question = long
    first, last = Answer("good", LONG.index("good")), Answer("not", LONG.rindex("not"))
    one, other, contrast = exegesis.explain(
        model, question, "occlusion", [first, last, Contrast(first, last)], unit="sentence"
    )
    for alone, spec in ((one, first), (other, last)):
        assert alone.scores == pytest.approx(
            exegesis.explain(model, question, "occlusion", spec, unit="sentence").scores, abs=1e-5
        )
    assert contrast.scores == pytest.approx(one.scores - other.scores, abs=1e-5)
    assert contrast.value == pytest.approx(one.value - other.value, abs=1e-5)


def test_an_answer_cut_by_every_window_is_told(long: Any) -> None:
    model, question = long
    with pytest.raises(InputError, match="is cut by every window of the long context"):
        exegesis.explain(model, question, "occlusion", Answer(LONG[10:-10]), unit="sentence")
