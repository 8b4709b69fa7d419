"""One model object may be used from several threads at once: every answer is the one that it gives alone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.adapters.base import Model
from tests import tiny
from tests.adapters.odd_families import odd

pytestmark = pytest.mark.slow

TEXTS = [
    "good",
    tiny.REVIEW,
    "a dull plot, but never boring",
]
METHODS = ("occlusion", "lime", "partition_shap", "gradient", "integrated_gradients", "attention_rollout")
Job = tuple[str, str, int]  # method, text, seed
JOBS: list[Job] = [(method, text, seed) for seed, text in enumerate(TEXTS) for method in METHODS]
BLACK_BOX = METHODS[:3]


def model(name: str) -> Model:
    """A model that nobody has asked before."""
    if name == "bert":
        return exegesis.load((tiny.bert_classifier(), tiny.wordpiece()))
    if name == "gpt2":
        return exegesis.load((tiny.gpt2_classifier(), tiny.bytelevel()))
    return exegesis.load(odd(name))


def scores(owner: Model, job: Job) -> Any:
    method, text, seed = job
    more = {"lime": {"samples": 40}, "partition_shap": {"samples": 40}, "integrated_gradients": {"steps": 8}}
    found = exegesis.explain(owner, text, method, target=0, seed=seed, **more.get(method, {}))
    return np.concatenate([found.prediction.outputs, found.scores])


@pytest.mark.parametrize("name", ["bert", "gpt2", "BigBird"])
def test_eight_threads_give_what_one_gives(name: str) -> None:
    owner = model(name)
    jobs = [job for job in JOBS if name != "BigBird" or job[0] in BLACK_BOX]
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(lambda job: scores(owner, job), jobs))
    for job, found in zip(jobs, threaded, strict=True):
        np.testing.assert_allclose(found, scores(owner, job), rtol=1e-5, atol=1e-5, err_msg=str(job))


def test_twelve_hundred_jobs_on_eight_threads_equal_those_done_one_by_one() -> None:
    owner = model("bert")
    alone = [scores(owner, job) for job in JOBS]
    numbers = np.random.default_rng(0).permutation(np.arange(1200) % len(JOBS))
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(lambda number: scores(owner, JOBS[number]), numbers))
    for number, found in zip(numbers, threaded, strict=True):
        np.testing.assert_allclose(found, alone[number], rtol=1e-5, atol=1e-5, err_msg=str(JOBS[number]))
