"""Where metrics go beside the file: MLflow and TensorBoard, each imported only when asked for."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from exegesis.core.errors import UnsupportedError, unknown


class Callback(Protocol):
    """Is told the figures of each step by the writing process."""

    def start(self, run: Mapping[str, Any]) -> None:
        """The run's record, before the first step."""

    def step(self, step: int, values: Mapping[str, float]) -> None:
        """Figures after `step` effective batches."""

    def end(self) -> None:
        """After the last step, or when the run stops."""


class MLflow:
    """Logs to MLflow's tracking server (MLFLOW_TRACKING_URI) or its local folder."""

    def __init__(self, folder: Path) -> None:
        try:
            import mlflow
        except ImportError:
            raise UnsupportedError("logging to MLflow needs the package mlflow; run: pip install mlflow.") from None
        self.mlflow: Any = mlflow

    def start(self, run: Mapping[str, Any]) -> None:
        """A new MLflow run with the settings as parameters."""
        try:
            self.mlflow.start_run()
        except self.mlflow.exceptions.MlflowException as error:  # no server, or a kind of store it no longer takes
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise UnsupportedError(f"MLflow cannot start a run; see to MLFLOW_TRACKING_URI: {said}") from None
        self.mlflow.log_params({name: str(value) for name, value in dict(run.get("settings", run)).items()})

    def step(self, step: int, values: Mapping[str, float]) -> None:
        """Figures as metrics."""
        self.mlflow.log_metrics(dict(values), step=step)

    def end(self) -> None:
        """Close the MLflow run."""
        self.mlflow.end_run()


class TensorBoard:
    """Writes event files into tensorboard/ of the run's folder."""

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            raise UnsupportedError(
                "logging to TensorBoard needs the package tensorboard; run: pip install tensorboard."
            ) from None
        self.writer: Any = SummaryWriter(str(folder / "tensorboard"))

    def start(self, run: Mapping[str, Any]) -> None:
        """Nothing: the settings stand in run.json."""

    def step(self, step: int, values: Mapping[str, float]) -> None:
        """Figures as scalars."""
        for name, value in values.items():
            self.writer.add_scalar(name, value, step)

    def end(self) -> None:
        """Write what is pending."""
        self.writer.close()


LOGS: dict[str, Callable[[Path], Callback]] = {"mlflow": MLflow, "tensorboard": TensorBoard}


def callbacks(names: Sequence[str], folder: Path) -> list[Callback]:
    """The callbacks of those names; `UnsupportedError` where a package is not installed."""
    for name in names:
        if name not in LOGS:
            raise unknown("log", name, LOGS)
    return [LOGS[name](folder) for name in names]
