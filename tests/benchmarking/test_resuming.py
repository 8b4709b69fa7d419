"""A run that was stopped or killed goes on, and ends as one that was not; another run's store is refused."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import exegesis
from exegesis.benchmarking import running
from exegesis.benchmarking.front import planned
from exegesis.benchmarking.result import Benchmark
from exegesis.benchmarking.store import NAME, ResultStore
from exegesis.benchmarking.table import write_results
from exegesis.core.errors import InputError
from tests.benchmarking.toys import TEXTS, additive

pytestmark = pytest.mark.slow

METHODS = ("occlusion", "lime:samples=60")
METRICS = ("comprehensiveness", "tau_loo", "seed_spearman")
MODEL = exegesis.load(additive, name="additive")


def run(out: Path | None, methods: Any = METHODS, **options: Any) -> Benchmark:
    options = {"costly_limit": 2, "resume": out is not None, **options}
    model, data = options.pop("model", MODEL), options.pop("data", TEXTS[:5])
    return exegesis.benchmark(model, data, methods, METRICS, out=out, **options)


def timeless(found: Benchmark) -> dict[str, Any]:
    data = found.to_dict()
    for one in data["costs"]:
        del one["seconds"], one["median_seconds"]
    return data


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [1, 4, 8])
def test_a_killed_run_goes_on_and_ends_as_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    calls = 0
    original = running.do

    def dying(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > after:
            raise Killed
        return original(*given)

    monkeypatch.setattr(running, "do", dying)
    with pytest.raises(Killed):
        run(tmp_path)
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"item": "half a li')
    monkeypatch.setattr(running, "do", original)
    lines = (tmp_path / NAME).read_bytes().count(b"\n")
    resumed = run(tmp_path)
    assert timeless(resumed) == timeless(run(None))
    records = [json.loads(line) for line in (tmp_path / NAME).read_text(encoding="utf-8").splitlines()]
    assert len(records) > lines
    keys = [one["key"] for one in records[1:]]
    assert len(keys) == len(set(keys))  # nothing was done twice


def test_a_run_whose_measures_were_half_written_takes_only_the_others(tmp_path: Path) -> None:
    run(tmp_path)
    lines = (tmp_path / NAME).read_text(encoding="utf-8").splitlines(keepends=True)
    gone = next(number for number, line in enumerate(lines) if '"measure": "tau_loo"' in line)
    (tmp_path / NAME).write_text("".join(lines[:gone] + lines[gone + 1 :]), encoding="utf-8")
    assert timeless(run(tmp_path)) == timeless(run(None))
    again = (tmp_path / NAME).read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(again) == len(lines)
    assert json.loads(again[-1])["measure"] == "tau_loo"


def test_nothing_is_asked_of_the_model_again_once_all_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(tmp_path)
    monkeypatch.setattr(running, "do", lambda *given: pytest.fail("done twice"))
    assert run(tmp_path) == first


def test_a_run_that_was_stopped_tells_of_the_texts_that_are_through(tmp_path: Path) -> None:
    found = run(tmp_path, stop_after=-1.0)
    assert found.done == (("additive", "texts", 0),)
    assert not found.is_whole
    assert found.places() == []
    assert run(tmp_path).is_whole


def test_cells_are_over_the_texts_that_all_methods_have_been_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, original = 0, running.time.monotonic

    def clock() -> float:
        nonlocal calls
        calls += 1
        return original() + (1000.0 if calls > 6 else 0.0)  # the start, three methods, two of the second text

    monkeypatch.setattr(running.time, "monotonic", clock)
    found = run(tmp_path, stop_after=500.0)
    assert found.done == (("additive", "texts", 1),)
    assert {one.n for one in found.cells} == {1}
    monkeypatch.undo()
    assert timeless(run(tmp_path)) == timeless(run(None))


def test_a_begun_run_is_not_gone_on_with_unless_asked(tmp_path: Path) -> None:
    run(tmp_path)
    with pytest.raises(InputError, match="go on with it by --resume"):
        run(tmp_path, resume=False)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"methods": ("occlusion",)}, "holds other work .methods "),
        ({"data": TEXTS[:4]}, "holds other work .sets "),
        ({"seed": 1, "removal": "delete"}, 'seed 0, not 1; removal "auto", not "delete"'),
        ({"model": exegesis.load(additive, name="b")}, "holds other work .models "),
        ({"costly_limit": 3}, "holds other work .measures "),
    ],
)
def test_the_store_of_another_run_is_refused(tmp_path: Path, other: dict[str, Any], said: str) -> None:
    run(tmp_path, stop_after=-1.0)
    with pytest.raises(InputError, match=said) as told:
        run(tmp_path, **other)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "run"}', '{"kind": "other", "key": "a"}', "\udc00"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / NAME).write_text(line + "\n", encoding="utf-8", errors="surrogatepass")
    with pytest.raises(InputError, match="holds other work"):
        run(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    run(tmp_path)
    with (tmp_path / NAME).open("a", encoding="utf-8") as file:
        file.write("nonsense\n")
    with pytest.raises(InputError, match=r"line \d+ is not one of ours"):
        run(tmp_path)


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write"):
        run(tmp_path / "file" / "below")


def test_the_parquet_file_holds_every_value(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    found = run(tmp_path)
    plan = planned(MODEL, TEXTS[:5], METHODS, METRICS, costly_limit=2)
    with closing(ResultStore(plan, tmp_path, resume=True)) as store:
        write_results(store, tmp_path / "r.parquet")
    rows = parquet.read_table(tmp_path / "r.parquet").to_pylist()
    assert len(rows) == 3 * (5 * 2 + 2)
    values = [row["value"] for row in rows if (row["method"], row["measure"]) == ("occlusion", "tau_loo")]
    cell = found.cell("additive", "texts", "tau_loo", "occlusion")
    assert cell is not None
    assert cell.mean is not None
    assert sum(values) / 5 == pytest.approx(cell.mean.mean, abs=1e-6)
    assert all(row["forward_passes"] >= 1 for row in rows)
