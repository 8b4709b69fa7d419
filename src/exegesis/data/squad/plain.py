"""The official figures as JSON has them."""

from dataclasses import asdict
from typing import Any

from exegesis.data.squad.scoring import Figures
from exegesis.data.squad.scoring_v2 import FiguresV2


def plain_figures(figures: Figures | FiguresV2) -> dict[str, Any]:
    """The figures by name, all the way down."""
    return {name: _named(value) for name, value in asdict(figures).items()}


def _named(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _named(inner) for name, inner in value._asdict().items()}
    return list(value) if isinstance(value, tuple) else value
