"""Result: what a feature returns. Frozen data that is a file of its own: JSON both ways, and of most a page."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from exegesis.core import codec
from exegesis.core.errors import InputError, shown
from exegesis.data import renderers

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class Result:
    """The parent of the frozen dataclasses that are written with the version of their form.

    A class says what errors call it (`noun`, as in "a comparison") and which `version` its form has; `derived` names
    what is computed from its fields and written beside them.
    """

    NOUN: ClassVar[str]
    VERSION: ClassVar[int]
    DERIVED: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, noun: str = "", version: int = 1, derived: tuple[str, ...] = ()) -> None:
        super().__init_subclass__()
        cls.NOUN, cls.VERSION, cls.DERIVED = noun, version, derived

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"schema_version": self.VERSION, **codec.fields_of(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; `InputError` for another schema version, and for a field that is missing, unknown
        or of another type."""
        return codec.read(cls, data, cls.NOUN)

    def as_plain(self) -> Self:
        """The same of plain data alone: no subclass of str, which might call itself safe HTML."""
        return self.from_dict(self.to_dict())

    def to_json(self, indent: int | None = None) -> str:
        """JSON text; numbers keep every bit (shortest representation that reads back the same)."""
        return codec.to_json(self.to_dict(), indent)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`."""
        return cls.from_dict(codec.parsed(text))

    @classmethod
    def _fields(cls, data: Any) -> dict[str, Any]:
        """The fields of written data, as this version has them; `InputError` for data of another one."""
        version = data.get("schema_version") if isinstance(data, Mapping) else None
        if type(version) is not int or version != cls.VERSION:
            raise InputError(f"not {cls.NOUN} of schema version {cls.VERSION} (found {shown(version)}).")
        return {name: value for name, value in data.items() if name != "schema_version"}

    @classmethod
    def _given(cls, data: Any) -> Any:
        return data if isinstance(data, cls) else cls._fields(data)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        schema: Any = dict(handler(source))  # its name is to lead to the whole, wherever a result holds another one
        return core_schema.no_info_before_validator_function(cls._given, schema, ref=schema.pop("ref", None))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.to_dict() == other.to_dict()


class DrawnResult(Result):
    """A result with a page. `drawn`: what `renderers` calls it ("comparison html", "comparison fragment")."""

    DRAWN: ClassVar[str]

    def __init_subclass__(cls, noun: str, drawn: str, version: int = 1, derived: tuple[str, ...] = ()) -> None:
        super().__init_subclass__(noun, version, derived)
        cls.DRAWN = drawn

    def to_html(self, path: str | Path | None = None) -> str:
        """A self-contained HTML page, written to `path` too where one is given; everything in it is escaped."""
        return renderers.page(f"{self.DRAWN} html", self, path)

    def _repr_html_(self) -> str:
        fragment: str = renderers.renderer(f"{self.DRAWN} fragment")(self)
        return fragment
