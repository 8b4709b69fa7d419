"""Array aliases whose names say their shapes, and the half-open character range.

Letters: B masks or rows, T targets, n units, P positions (word pieces of all windows, one after another),
D the width of an embedding, S points of a path, C the model's outputs.
"""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.core.codec import Array, Limit

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Masks: TypeAlias = NDArray[np.bool_]  # (B, n)  True = the unit is kept
Values: TypeAlias = NDArray[np.float64]  # (B, T)
Scores: TypeAlias = Annotated[NDArray[np.float64], Array()]  # (n,)  signed towards the target
TargetScores: TypeAlias = Annotated[NDArray[np.float64], Array()]  # (T, n)
Outputs: TypeAlias = NDArray[np.float64]  # (B, C)
Points: TypeAlias = NDArray[np.float32]  # (S, P, D)
PointGradients: TypeAlias = NDArray[np.float32]  # (S, T, P, D)
Floats: TypeAlias = Annotated[NDArray[np.float64], Array()]
Integers: TypeAlias = NDArray[np.int64]
Count: TypeAlias = Annotated[int, Limit(at_least=0)]


class Span(NamedTuple):
    """A half-open range of characters in the user's own text."""

    start: int
    end: int

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        pair = core_schema.tuple_schema([core_schema.int_schema(ge=0)] * 2)
        return core_schema.no_info_after_validator_function(cls._make, pair)
