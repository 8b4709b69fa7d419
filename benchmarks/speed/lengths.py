"""How long the rows are that a model of ours is given."""

from typing import Any


class Lengths:
    """Notes the length of every row that a model is given: those to read, and those of points with gradients."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.forward: list[int] = []
        self.points: list[int] = []

    def __enter__(self) -> "Lengths":
        if self.model is not None:
            usual, usual_gradients = self.model.forward, getattr(self.model, "gradients", None)

            def forward(rows: Any, *more: Any, **named: Any) -> Any:
                self.forward += [len(row) for row in rows]
                return usual(rows, *more, **named)

            def gradients(row: Any, points: Any, *more: Any, **named: Any) -> Any:
                self.points += [len(row)] * len(points)
                return usual_gradients(row, points, *more, **named)  # type: ignore[misc]

            self.model.forward, self.model.gradients = forward, gradients
        return self

    def __exit__(self, *_: object) -> None:
        if self.model is not None:
            del self.model.forward, self.model.gradients
