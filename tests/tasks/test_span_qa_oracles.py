"""Questions: integrated gradients of start, end, both and "no answer" are captum's, in seven families."""

from typing import Any

import pytest
import torch

import exegesis
from exegesis import Answer, Contrast, Question
from exegesis.data.inputs import GAP
from tests.adapters.families import LAYERS
from tests.adapters.head_families import ENCODERS, headed
from tests.lanes import slow_but
from tests.tasks.peers import STEPS, Peer, Read, as_unit

ASKED = "was the plot slow?"
CONTEXT = "The movie was truly unbelievable, not slow! I loved the acting."
ANSWER = "truly unbelievable"
START = len(ASKED) + len(GAP) + CONTEXT.index(ANSWER)
TARGETS = [Answer(ANSWER, side="start"), Answer(ANSWER, side="end"), Answer(ANSWER), "no-answer"]
# These count positions from their padding on, so captum's own value at the baseline's ids is not the path's end.
COUNT_FROM_PADDING = ("roberta", "mpnet")


def peer(name: str) -> Peer:
    return Peer(*headed(name, "question-answering"), ASKED, CONTEXT, typed=name == "albert")


def reads(one: Peer, output: str) -> list[Read]:
    """The four targets by hand, at positions found by the answer's characters."""
    first, last = one.place(START, START + len(ANSWER))
    places = [(first, None), (None, last), (first, last), (0, 0)]
    return [lambda result, p=place: _number(result, *p, output) for place in places]


def _number(result: Any, start: int | None, end: int | None, output: str) -> torch.Tensor:
    sides = [(result.start_logits, start), (result.end_logits, end)]
    found = [as_unit(side, output)[:, place] for side, place in sides if place is not None]
    if len(found) == 1:
        return found[0]
    return found[0] * found[1] if output == "probability" else found[0] + found[1]


def explained(name: str, target: Any = TARGETS, **settings: Any) -> Any:
    model = headed(name, "question-answering")
    question = Question(ASKED, CONTEXT)
    return exegesis.explain(model, question, "integrated_gradients", target, unit="token", steps=STEPS, **settings)


@pytest.mark.parametrize("output", ["logit", "log-probability", "probability"])
@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_at_the_word_embeddings(name: str, output: str) -> None:
    one = peer(name)
    # Wide random weights make probabilities small: a score is held to a share of the largest.
    for found, read in zip(explained(name, output=output), reads(one, output), strict=True):
        positions, delta = one.integrated(read, None, "pad")
        assert found.value == pytest.approx(float(read(one.output())), rel=1e-4, abs=1e-5)
        one.check(found, positions, None if name in COUNT_FROM_PADDING else delta, 1e-3 * abs(positions).max())


@pytest.mark.parametrize("baseline", ["mask", "all-pad"])
@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_from_other_baselines(name: str, baseline: str) -> None:
    one = peer(name)
    found = explained(name, Answer(ANSWER), output="log-probability", baseline=baseline)
    positions, delta = one.integrated(reads(one, "log-probability")[2], None, baseline)
    one.check(found, positions, None if name in COUNT_FROM_PADDING else delta, 1e-4)


@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_at_the_whole_embedding_block(name: str) -> None:
    one, layer = peer(name), LAYERS[name][0]
    for found, read in zip(explained(name, output="logit", layer=layer), reads(one, "logit"), strict=True):
        one.check(found, *one.integrated(read, layer, "pad"), atol=1e-4)


@pytest.mark.parametrize("name", ["bert", "roberta"])
def test_a_contrast_of_an_answer_with_no_answer(name: str) -> None:
    one = peer(name)
    found = explained(name, Contrast(Answer(ANSWER), "no-answer"), output="logit", layer=LAYERS[name][0])
    span, none = reads(one, "logit")[2:]
    one.check(found, *one.integrated(lambda result: span(result) - none(result), LAYERS[name][0], "pad"), atol=1e-4)
