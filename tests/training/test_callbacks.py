import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from exegesis.core.errors import UnsupportedError
from exegesis.training.callbacks import callbacks


class MlflowException(Exception):
    pass


def standing_in(monkeypatch: pytest.MonkeyPatch, fails: bool = False) -> list[tuple[str, Any]]:
    """A module in the place of mlflow, and what it is told."""
    told: list[tuple[str, Any]] = []

    def start_run() -> None:
        if fails:
            raise MlflowException("no such store\nread more elsewhere")
        told.append(("start", None))

    module = SimpleNamespace(
        start_run=start_run,
        log_params=lambda values: told.append(("params", values)),
        log_metrics=lambda values, step: told.append((f"step {step}", values)),
        end_run=lambda: told.append(("end", None)),
        exceptions=SimpleNamespace(MlflowException=MlflowException),
    )
    monkeypatch.setitem(sys.modules, "mlflow", module)
    return told


def test_mlflow_hears_of_settings_and_steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = standing_in(monkeypatch)
    (one,) = callbacks(["mlflow"], tmp_path)
    one.start({"settings": {"lr": 0.1}})
    one.step(3, {"loss": 0.5})
    one.end()
    assert told == [("start", None), ("params", {"lr": "0.1"}), ("step 3", {"loss": 0.5}), ("end", None)]


def test_mlflow_that_cannot_start_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    standing_in(monkeypatch, fails=True)
    (one,) = callbacks(["mlflow"], tmp_path)
    with pytest.raises(UnsupportedError, match=r"see to MLFLOW_TRACKING_URI: no such store$"):
        one.start({})
