"""Many texts beside one another: the same results as one by one, in order, with fewer passes, and in bounded memory."""

from collections.abc import Iterator, Sequence
from itertools import count, islice
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import api
from exegesis.adapters.function import FunctionModel
from exegesis.core.errors import InputError, ModelError, UnsupportedError
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.engine import pool
from tests import tiny
from tests.question_models import question_model

BERT = tiny.bert()
TEXTS = ["A bad film, very dull!", "good", tiny.REVIEW, "not good, not bad. never boring!", "A bad film, very dull!"]
LONG = "a bad film, dull plot and boring acting. " * 8 + "it was wonderful! " * 6
SMALL = {"samples": 30, "steps": 4, "background": ("a bad film", "good acting", "dull plot", "wonderful", "boring")}


def by_words(texts: list[str]) -> np.ndarray:
    score = np.array([min(0.99, 0.1 + 0.2 * text.count("good") + 0.001 * len(text)) for text in texts])
    return np.stack([1 - score, score], axis=1)


def small(method: str, **options: Any) -> dict[str, Any]:
    return {name: value for name, value in SMALL.items() if name in api.settings_of(method)} | options


def together(model: Any, texts: Any, method: str = "occlusion", **options: Any) -> list[Any]:
    return list(exegesis.explain_many(model, texts, method, **small(method, **options)))


def check_same(found: Explanation, alone: Explanation) -> None:
    """Numbers up to the rounding of batches, all else exactly; of the cost all but the seconds."""
    one, other = found.to_dict(), alone.to_dict()
    for data in (one, other):
        assert data["cost"].pop("seconds") > 0
    check_close(one.pop("verdict"), other.pop("verdict"), rel=1e-3)  # its figures are rounded to four digits
    check_close(one, other)


def check_close(one: Any, other: Any, rel: float = 1e-6) -> None:
    if isinstance(one, float) and isinstance(other, float):
        assert one == pytest.approx(other, rel=rel, abs=1e-5)
    elif isinstance(one, dict):
        assert list(one) == list(other)
        for name in one:
            check_close(one[name], other[name], rel)
    elif isinstance(one, list):
        assert len(one) == len(other)
        for this, that in zip(one, other, strict=True):
            check_close(this, that, rel)
    else:
        assert one == other


class Calls:
    """A black box that counts its calls and its texts, and breaks on those that hold "break"."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.calls.append(list(texts))
        if any("break" in text for text in texts):
            raise OSError("the service is down")
        return by_words(texts)


# -- the same as one by one -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [row.name for row in exegesis.methods() if row.reads_texts])
@pytest.mark.slow
def test_every_method_gives_what_it_gives_alone(method: str) -> None:
    few = method in ("exact_shap", "shapley_interactions")  # units
    texts = [text for text in TEXTS if not few or len(text) < 30]
    ids = [None, *(f"text {place}" for place in range(1, len(texts)))]
    found = together(BERT, texts, method, ids=ids, seed=3)
    assert len(found) == len(texts)
    for one, text, id in zip(found, texts, ids, strict=True):
        check_same(one, exegesis.explain(BERT, text, method, seed=3, id=id, **small(method)))


@pytest.mark.parametrize("method", ["occlusion", "lime", "integrated_gradients"])
def test_targets_in_a_list_give_lists(method: str) -> None:
    for found, text in zip(together(BERT, TEXTS, method, target=["negative", 1]), TEXTS, strict=True):
        alone = exegesis.explain(BERT, text, method, ["negative", 1], **small(method))
        assert [one.target.index for one in found] == [0, 1]
        for one, other in zip(found, alone, strict=True):
            check_same(one, other)


@pytest.mark.slow
def test_black_boxes_and_windows() -> None:
    texts = [*TEXTS, LONG]
    for model, settings in ((by_words, {}), (BERT, {"baseline": "delete"}), (tiny.gpt2(), {})):
        for found, text in zip(together(model, texts, **settings), texts, strict=True):
            check_same(found, exegesis.explain(model, text, "occlusion", **settings))


def test_heads_that_read_positions_share_batches() -> None:
    model = question_model()
    asked = [exegesis.Question("who was it ?", context) for context in ("the film was dull", tiny.REVIEW, "a plot")]
    for targets in ("start", ["start", "end"]):
        found = together(model, asked, "occlusion", target=targets)
        for one, question in zip(found, asked, strict=True):
            alone = exegesis.explain(model, question, "occlusion", targets)
            for this, that in zip(np.ravel(one), np.ravel(alone), strict=True):
                check_same(this, that)


def test_settings_of_the_engine_reach_every_text() -> None:
    (found,) = together(BERT, ["a good film"], precision="bfloat16", batch_tokens=64)
    assert (found.settings["precision"], found.settings["batch_tokens"]) == ("bfloat16", 64)


# -- fewer passes ---------------------------------------------------------------------------------------------------


def test_texts_share_batches() -> None:
    texts = [f"good film number {place} of many" for place in range(40)]
    pooled, alone = Calls(), Calls()
    found = together(pooled, texts)
    for text in texts:
        exegesis.explain(alone, text, "occlusion")
    assert len(pooled.calls) <= 4
    assert len(alone.calls) >= 80
    assert any(len({text.split()[3] for text in call if len(text.split()) > 3}) > 20 for call in pooled.calls)
    assert sum(one.cost.forward_passes for one in found) == 40 * 7  # each its own: the text, and without each word


def test_equal_rows_of_different_texts_are_run_once_and_counted_for_each() -> None:
    calls = Calls()
    found = together(calls, ["good film"] * 10)
    assert sum(map(len, calls.calls)) <= 5
    assert {one.cost.forward_passes for one in found} == {3}


def test_texts_that_a_method_asks_for_are_predicted_once() -> None:
    calls = Calls()
    background = [f"good text {place}" for place in range(50)]
    together(FunctionModel(calls), TEXTS, "parzen", background=background)
    assert sum(text == background[7] for call in calls.calls for text in call) == 1


def test_seconds_are_shared_out() -> None:
    found = together(by_words, [text * 3 for text in TEXTS])
    assert all(0 < one.cost.seconds < 60 for one in found)


# -- errors each in its place -----------------------------------------------------------------------------------------


def test_a_bad_text_costs_no_other() -> None:
    texts: list[Any] = ["a good film", "", 7, "  ", "good \ud800", exegesis.Question("a", "b"), "dull"]
    found = together(BERT, texts, ids=list("abcdefg"))
    assert [isinstance(one, Failed) for one in found] == [False, True, True, True, True, True, False]
    assert (found[1].index, found[1].id, found[1].message) == (
        1,
        "b",
        "the text is empty or blank; give at least one visible character.",
    )
    assert found[2].to_dict() == {
        "schema_version": 1,
        "index": 2,
        "id": "c",
        "error": "tiny-bert (classification) takes a text or a Pair, not int.",
    }
    check_same(found[6], exegesis.explain(BERT, "dull", "occlusion", id="g"))


def test_a_model_that_breaks_on_one_text_costs_no_other() -> None:
    calls = Calls()
    texts = [f"good {place}" for place in range(10)]
    texts[4] = "good break"
    found = together(calls, texts)
    assert [isinstance(one, Failed) for one in found] == [place == 4 for place in range(10)]
    assert isinstance(found[4].error, OSError)
    for one, text in zip(found[:4], texts[:4], strict=True):
        check_same(one, exegesis.explain(calls, text, "occlusion"))


def test_nan_for_one_text_is_its_own() -> None:
    def model(texts: list[str]) -> np.ndarray:
        outputs = by_words(texts)
        outputs[["worst" in text for text in texts]] = np.nan
        return outputs

    found = together(model, ["good", "the worst film", "bad"])
    assert isinstance(found[1].error, ModelError)
    assert not isinstance(found[2], Failed)


def test_errors_may_be_raised() -> None:
    found = exegesis.explain_many(BERT, ["good", "", "bad"], "occlusion", errors="raise")
    assert isinstance(next(found), Explanation)
    with pytest.raises(InputError, match="empty or blank") as caught:
        next(found)
    assert caught.value.__notes__ == ["in text 1"]


def test_an_unknown_target_fails_each() -> None:
    found = together(BERT, ["good", "bad"], target="positve")
    assert [type(one) for one in found] == [Failed, Failed]
    assert "Did you mean 'positive'?" in found[0].message


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"texts": "one text"}, "put the one text in a list"),
        ({"texts": exegesis.Question("a", "b")}, "put the one text in a list"),
        ({"texts": 7}, "put the one text in a list"),
        ({"ids": ["a"]}, "1 ids for 2 texts"),
        ({"method": "lyme"}, "Did you mean 'lime'"),
        ({"windw": 2}, "Did you mean 'window'"),
        ({"errors": "ignore"}, "keep, raise"),
        ({"seed": 0.5}, "seed must be a whole number"),
        ({"batch_tokens": 0}, "batch_tokens must be"),
    ],
)
def test_what_concerns_all_is_told_at_once(arguments: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"texts": ["good", "bad"], "method": "occlusion"} | arguments
    with pytest.raises(InputError, match=said):
        exegesis.explain_many(BERT, **given)


def test_a_method_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(UnsupportedError, match="needs gradients"):
        exegesis.explain_many(by_words, ["good"], "gradient")


def test_too_few_ids_and_a_source_that_breaks_are_told_when_all_else_is_done() -> None:
    found = exegesis.explain_many(by_words, iter(["good", "bad"]), "occlusion", ids=iter(["a"]))
    assert next(found).id == "a"  # type: ignore[union-attr]
    with pytest.raises(InputError, match="ids for 1 texts only"):
        next(found)

    def broken() -> Iterator[str]:
        yield "good"
        yield "bad"
        raise OSError("no such drive")

    found = exegesis.explain_many(by_words, broken(), "occlusion")
    assert len(list(islice(found, 2))) == 2
    with pytest.raises(OSError, match="no such drive"):
        next(found)


# -- bounded ----------------------------------------------------------------------------------------------------------


def endless(taken: list[int], words: str = "good film") -> Iterator[str]:
    for place in count():
        taken.append(place)
        yield f"{words} {place}"


@pytest.mark.slow
@pytest.mark.parametrize(("model", "method"), [(by_words, "occlusion"), (BERT, "lime"), (BERT, "gradient")])
def test_an_endless_stream_is_taken_as_it_is_needed(model: Any, method: str) -> None:
    taken: list[int] = []
    found = exegesis.explain_many(model, endless(taken), method, **small(method))
    assert taken == []
    for place in range(100):
        assert next(found).text == f"good film {place}"  # type: ignore[union-attr]
        assert len(taken) <= place + pool.TEXTS_AT_ONCE
    found.close()  # type: ignore[attr-defined]


@pytest.mark.slow
def test_long_texts_are_begun_one_by_one() -> None:
    taken: list[int] = []
    long = "good film " * 30_000
    found = exegesis.explain_many(by_words, endless(taken, long), "random")
    next(found)
    assert len(taken) == 1


def test_the_problems_at_once_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "TEXTS_AT_ONCE", 5)
    alive: list[int] = []
    most = 0

    class Text(str):
        def __init__(self, _: str) -> None:
            nonlocal most
            alive.append(1)
            most = max(most, len(alive))

        def __del__(self) -> None:
            alive.pop()

    texts = (Text(f"good film {place}") for place in range(50))
    assert sum(1 for _ in exegesis.explain_many(by_words, texts, "lime", samples=20)) == 50
    assert most <= 5 + 2  # one being taken, one being given


@pytest.mark.slow
def test_rows_waited_for_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[int] = []
    inner = pool.run_asks

    def watched(model: Any, asks: Sequence[Any], budget: int) -> Any:
        budgets.append(sum(ask.tokens for ask in asks[:-1]))
        return inner(model, asks, budget)

    monkeypatch.setattr(pool, "run_asks", watched)
    texts = [f"good film number {place}, not bad" for place in range(30)]
    found = list(exegesis.explain_many(BERT, texts, "lime", samples=50, batch_tokens=32))
    assert len(found) == 30
    assert len(budgets) > 10
    assert max(budgets) < 16 * 32  # but for the last ask, which fills the batches


def test_nothing_and_progress() -> None:
    assert together(BERT, []) == []
    heard: list[tuple[int, int]] = []
    together(by_words, ["good", "", "bad"], progress=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]
    heard.clear()
    together(by_words, iter(["good"]), progress=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 0)]


def test_the_consumer_may_stop_at_any_time() -> None:
    taken: list[int] = []
    found = exegesis.explain_many(by_words, endless(taken), "occlusion")
    assert isinstance(next(found), Explanation)
    found.close()  # type: ignore[attr-defined]
    before = len(taken)
    assert list(found) == []
    assert len(taken) == before
