"""`exegesis.benchmark` on tiny models: what it finds, what it always has, what it refuses."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.benchmarking import front
from exegesis.benchmarking.result import Benchmark
from exegesis.core.errors import ExegesisError, InputError
from exegesis.metrics.table import METRICS
from tests import tiny
from tests.benchmarking.toys import TEXTS, additive, broken

FAITHFUL = ("comprehensiveness", "sufficiency", "deletion_gain", "tau_loo")
NAMED = exegesis.load(additive, name="additive")


def found_of(methods: Any = ("occlusion",), measures: Any = FAITHFUL, **options: Any) -> Benchmark:
    return exegesis.benchmark(options.pop("models", NAMED), options.pop("data", TEXTS), methods, measures, **options)


def mean(found: Benchmark, measure: str, method: str, model: str = "additive", set: str = "texts") -> float:
    cell = found.cell(model, set, measure, method)
    assert cell is not None
    assert cell.mean is not None
    return cell.mean.mean


# -- what it finds ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown() -> Benchmark:
    return found_of(("occlusion", "lime:samples=200", "greedy"))


def test_the_known_good_beats_the_known_bad(shown: Benchmark) -> None:
    """Of a model that adds up its words occlusion gives the true weights."""
    assert mean(shown, "tau_loo", "occlusion") == pytest.approx(1)
    assert mean(shown, "tau_loo", "random") < 0.5
    for measure in ("comprehensiveness", "deletion_gain"):
        assert mean(shown, measure, "occlusion") > mean(shown, measure, "random") + 0.02
        assert mean(shown, measure, "occlusion") == pytest.approx(mean(shown, measure, "lime:samples=200"), abs=0.1)
    assert mean(shown, "sufficiency", "occlusion") < mean(shown, "sufficiency", "random")
    first, *_, last = shown.standings("additive", "texts")
    assert last.method == "random"
    assert first.place is not None
    assert last.place is not None
    assert first.place < last.place


def test_a_mean_is_that_of_the_evaluations_text_by_text(shown: Benchmark) -> None:
    values = []
    for text in TEXTS:
        given = exegesis.explain(NAMED, text, "occlusion")
        assert isinstance(given, exegesis.Explanation)
        values.append(exegesis.evaluate(given, NAMED, "comprehensiveness")["comprehensiveness"].value)
    cell = shown.cell("additive", "texts", "comprehensiveness", "occlusion")
    assert cell is not None
    assert cell.mean is not None
    assert cell.mean.mean == pytest.approx(np.nanmean(np.array(values, dtype=float)))
    assert cell.mean.low <= cell.mean.mean <= cell.mean.high
    assert (cell.n, sum(cell.undefined.values())) == (7, 1)  # "dull dull dull" puts no word before another


def test_the_difference_to_chance_is_paired_and_corrected(shown: Benchmark) -> None:
    one = shown.contrast("additive", "texts", "tau_loo", "occlusion", "random")
    assert one is not None
    assert one.difference.mean == pytest.approx(mean(shown, "tau_loo", "occlusion") - mean(shown, "tau_loo", "random"))
    assert one.p == pytest.approx(2 / 2**7)  # all seven texts that have a value on one side
    assert one.p < one.corrected <= 6 * one.p  # six pairs of four methods


def test_direction_decides_who_stands_first(shown: Benchmark) -> None:
    for measure in FAITHFUL:
        row = next(one for one in shown.measures if one.name == measure)
        assert row.direction == METRICS[measure].load().direction
        means = [one.mean.mean for one in shown.column("additive", "texts", measure) if one.mean is not None]
        ordered = sorted(means, reverse=row.direction == "higher")
        assert means == pytest.approx(ordered, abs=1e-5)


def test_cost_stands_beside_quality(shown: Benchmark) -> None:
    spent = shown.cost("additive", "texts", "occlusion")
    assert spent is not None
    expected = [exegesis.explain(NAMED, text, "occlusion").cost.forward_passes for text in TEXTS]  # type: ignore[union-attr]
    assert spent.forward_passes == pytest.approx(np.mean(expected))
    assert spent.seconds > 0
    chance = shown.cost("additive", "texts", "random")
    assert chance is not None
    assert chance.forward_passes == 1  # for the prediction


def test_several_models_and_sets_are_kept_apart() -> None:
    other = exegesis.load(lambda texts: additive(texts)[:, ::-1], name="other")
    found = found_of(models=[NAMED, other], data={"a": TEXTS[:3], "b": TEXTS[3:5]}, measures=("tau_loo",))
    assert found.done == (("additive", "a", 3), ("additive", "b", 2), ("other", "a", 3), ("other", "b", 2))
    assert mean(found, "tau_loo", "occlusion", "other", "b") == pytest.approx(1)
    assert found.is_whole


def test_numbers_survive_json(shown: Benchmark) -> None:
    assert Benchmark.from_dict(shown.to_dict()) == shown
    with pytest.raises(InputError, match="schema version 1"):
        Benchmark.from_dict({"schema_version": 0})
    with pytest.raises(InputError, match="not a benchmark"):
        Benchmark.from_dict({"schema_version": 1})
    rows = list(shown.rows())
    assert len(rows) == 4 * len(FAITHFUL)
    assert rows[0]["seconds"] > 0


# -- what it always has -------------------------------------------------------------------------------------------


def test_the_random_control_is_always_in() -> None:
    found = found_of(("occlusion",), ("gini",), limit=1)
    assert [row.label for row in found.methods] == ["random", "occlusion"]
    assert found.control == "random"
    last = found_of(("occlusion", "random"), ("gini",), limit=1)
    assert [row.label for row in last.methods] == ["occlusion", "random"]


def test_constant_scores_are_counted_and_said_and_no_number() -> None:
    flat = exegesis.load(lambda texts: np.full((len(texts), 2), 0.5), name="flat")
    found = found_of(models=flat)
    cell = found.cell("flat", "texts", "comprehensiveness", "occlusion")
    assert cell is not None
    assert (cell.n, cell.mean) == (0, None)
    assert cell.undefined == {"all scores are equal, so they put no unit before another": len(TEXTS)}
    assert found.contrast("flat", "texts", "comprehensiveness", "occlusion", "random") is None


def test_a_text_that_fails_is_listed_and_the_others_go_on() -> None:
    model = exegesis.load(broken, name="additive")
    found = found_of(models=model, data=[TEXTS[0], "crash", *TEXTS[1:3]])
    assert [(one.text, one.method) for one in found.failures] == [("text 2", "random"), ("text 2", "occlusion")]
    assert found.done == (("additive", "texts", 4),)
    cell = found.cell("additive", "texts", "tau_loo", "occlusion")
    assert cell is not None
    assert cell.n == 3
    spent = found.cost("additive", "texts", "occlusion")
    assert spent is not None
    assert (spent.texts, spent.failed) == (3, 1)


def test_costly_measures_are_taken_on_a_stated_part() -> None:
    found = found_of(measures=("gini", "seed_spearman"), costly_limit=3)
    assert [(row.name, row.limit) for row in found.measures] == [("gini", None), ("seed_spearman", 3)]
    cell = found.cell("additive", "texts", "seed_spearman", "random")
    assert cell is not None
    assert cell.n + sum(cell.undefined.values()) == 3


def test_measures_take_settings() -> None:
    found = found_of(measures=("comprehensiveness",), measure_settings={"comprehensiveness": {"grid": "full"}}, limit=2)
    other = found_of(measures=("comprehensiveness_full",), limit=2)
    one, two = (mean(given, given.measures[0].name, "occlusion") for given in (found, other))
    assert one == pytest.approx(two)
    assert found.measures[0].settings == {"grid": "full"}


def test_both_rows_of_one_measure_stand_side_by_side() -> None:
    found = found_of(measures=("comprehensiveness", "comprehensiveness_full"), limit=3)
    assert mean(found, "comprehensiveness", "occlusion") != mean(found, "comprehensiveness_full", "occlusion")


def test_a_transformer_with_gradients() -> None:
    model = tiny.bert()
    methods = ("gradient:kind=norm", "gradient:kind=input_x_gradient", "attention_rollout")
    found = found_of(methods, ("comprehensiveness", "max_sensitivity"), models=model, data=TEXTS[:2], costly_limit=1)
    assert [row.label for row in found.methods] == ["random", *methods]
    cell = found.cell("tiny-bert", "texts", "max_sensitivity", "attention_rollout")
    assert cell is not None
    assert cell.undefined == {"the method reads no embeddings that could be moved": 1}
    spent = found.cost("tiny-bert", "texts", methods[0])
    assert spent is not None
    assert spent.backward_passes == 1


# -- what it refuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"methods": ("occlussion",)}, "Did you mean 'occlusion'"),
        ({"methods": ("lime:sample=5",)}, "unknown setting of lime 'sample'"),
        ({"methods": ("lime:samples=many",)}, "samples of lime must be a whole number"),
        ({"methods": ("lime:samples",)}, "NAME:SETTING=VALUE"),
        ({"methods": ("lime:parts=context",)}, "all methods must explain the same units"),
        ({"methods": "lime"}, "a list of names"),
        ({"methods": ("random",)}, "nothing to compare"),
        ({"methods": ("gradient",)}, "gradients, which additive does not give"),
        ({"measures": ("comprehensivness",)}, "Did you mean 'comprehensiveness'"),
        ({"measures": ("token_f1",)}, "give rationale="),
        ({"measures": "gini"}, "a list of names"),
        ({"data": []}, "holds no text"),
        ({"data": {}}, "there is no data"),
        ({"data": ["", "a"]}, "text"),
        ({"limit": 0}, "limit must be"),
        ({"costly_limit": 0}, "costly_limit must be"),
        ({"removal": "burn"}, "unknown removal"),
        ({"models": []}, "no model"),
        ({"models": [NAMED, NAMED]}, "two models are called"),
        ({"resume": True}, "nothing to go on with"),
        ({"measure_settings": {"gini": {}}}, "unknown measure with settings"),
    ],
)
def test_slips_are_told_before_the_work(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ExegesisError, match=said):
        found_of(**options)


def test_files_are_named_by_their_stems(tmp_path: Path) -> None:
    (tmp_path / "a.b.txt").write_text("\n".join(TEXTS[:2]), encoding="utf-8")
    found = found_of(data=tmp_path / "a.b.txt", measures=("gini",))
    assert [(row.name, row.texts) for row in found.sets] == [("a.b", 2)]


def test_the_usual_methods_fit_a_black_box() -> None:
    plan = front.planned(NAMED, TEXTS)
    assert plan.contenders[0].method == "random"
    assert [one.name for one in plan.measures] == list(front.MEASURES)
