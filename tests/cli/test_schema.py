"""`exegesis schema`: every kind of result has its JSON schema, found by its name."""

import json
from importlib import import_module

from exegesis.cli.schema import RESULTS
from exegesis.core.schemas import name_of
from exegesis.edits.result import Edit
from tests.cli.conftest import Run
from tests.result_kinds import kinds_of_results


def test_every_kind_of_result_is_found_by_its_name() -> None:
    homes = {name: home.partition(":") for name, home in RESULTS.items()}
    found = {name: getattr(import_module(f"exegesis.{module}"), kind) for name, (module, _, kind) in homes.items()}
    assert found == {name_of(kind): kind for kind in kinds_of_results()}


def test_the_schema_is_printed_and_the_kinds_are_listed(run: Run) -> None:
    code, out, err = run("schema", "edit")
    assert (code, err) == (0, "")
    assert json.loads(out) == Edit.json_schema()
    assert run("schema")[1].split() == list(RESULTS)


def test_a_kind_that_is_none_is_told(run: Run) -> None:
    code, _, err = run("schema", "edits")
    assert code == 2
    assert "unknown kind of result 'edits'. Did you mean 'edit'?" in err
    assert err.count("\n") == 1
