"""Failed: what stands among the explanations of many texts in the place of one that could not be explained."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from exegesis.core.errors import ExegesisError
from exegesis.core.types import Count
from exegesis.data.result import Result

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class _Line:
    """An error, of which its line is written."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(ExegesisError, core_schema.str_schema())


@dataclass(frozen=True, eq=False)
class Failed(Result, noun="a failure"):
    """What stands in the place of a text that could not be explained: its place (from 0), its id, and why.

    Read from a file, `error` is an `ExegesisError` with the same line.
    """

    index: Count
    id: str | None
    error: Annotated[Exception, _Line()]

    @property
    def message(self) -> str:
        """The error in one line."""
        said = " ".join(str(self.error).split())
        return said or type(self.error).__name__

    def written(self) -> dict[str, Any]:
        """Plain data; of the error its line."""
        return {**super().written(), "error": self.message}

    def __hash__(self) -> int:
        return hash((self.index, self.id, self.message))
