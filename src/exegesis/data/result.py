"""Result: what a feature returns. Frozen data that is a file of its own: JSON both ways, and of most a page."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from exegesis.core import codec
from exegesis.core.errors import InputError, shown
from exegesis.core.finite import check_finite
from exegesis.data import renderers

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

_VERSION = "schema_version"
Derived: TypeAlias = tuple[str, ...] | Mapping[str, str]


class Result:
    """The parent of the frozen dataclasses that are written with the version of their form.

    A class says what errors call it (`noun`, as in "a comparison") and which `version` its form has; `derived` names
    what is computed from its fields and written beside them, as the codec's DERIVED does.
    """

    NOUN: ClassVar[str]
    VERSION: ClassVar[int]
    DERIVED: ClassVar[Derived]

    def __init_subclass__(cls, noun: str, version: int = 1, derived: Derived = ()) -> None:
        super().__init_subclass__()
        cls.NOUN, cls.VERSION, cls.DERIVED = noun, version, derived

    def to_dict(self) -> dict[str, Any]:
        """Plain data; `InputError` where a number that must be one is NaN or infinite, for which JSON has none."""
        check_finite(self, self.NOUN)
        return self.written()

    def written(self) -> dict[str, Any]:
        """Plain data, NaN and infinity as null, as it may stand inside another result."""
        return {_VERSION: self.VERSION, **codec.fields_of(self)}

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
    def json_schema(cls) -> dict[str, Any]:
        """The JSON schema (draft 2020-12) of `to_dict`: a new dictionary at each call."""
        from exegesis.core.schemas import schema_file  # pydantic is imported where it is needed

        return schema_file(cls, cls.VERSION)

    @classmethod
    def _fields(cls, data: Any) -> dict[str, Any]:
        """The fields of written data, as this version has them; `InputError` for data of another one."""
        version = data.get(_VERSION) if isinstance(data, Mapping) else None
        if isinstance(data, list) and data and all(isinstance(one, Mapping) for one in data):
            raise InputError(f"not {cls.NOUN} but a list of {cls._several(len(data))}.")
        if type(version) is not int or version != cls.VERSION:
            raise InputError(f"not {cls.NOUN} of schema version {cls.VERSION} (found {shown(version)}).")
        return {name: value for name, value in data.items() if name != _VERSION}

    @classmethod
    def _several(cls, count: int) -> str:
        """What a list of so many is said to be, and how it is read."""
        return f"{count:,}; read them one by one"

    @classmethod
    def _given(cls, data: Any) -> Any:
        return data if isinstance(data, cls) else cls._fields(data)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        schema: Any = dict(handler(source))  # its name is to lead to the whole, wherever a result holds another one
        return core_schema.no_info_before_validator_function(cls._given, schema, ref=schema.pop("ref", None))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Its fields, the version before them."""
        made = handler.resolve_ref_schema(handler(schema))
        made["properties"] = {_VERSION: {"const": cls.VERSION}, **made["properties"]}
        made["required"] = [_VERSION, *made.get("required", ())]
        return made

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.written() == other.written()


class DrawnResult(Result, noun="a result with a page"):
    """A result with a page. `drawn`: what `renderers` calls it ("comparison html", "comparison fragment")."""

    DRAWN: ClassVar[str]

    def __init_subclass__(cls, noun: str, drawn: str, version: int = 1, derived: Derived = ()) -> None:
        super().__init_subclass__(noun, version, derived)
        cls.DRAWN = drawn

    def to_html(self, path: str | Path | None = None) -> str:
        """A self-contained HTML page, written to `path` too where one is given; everything in it is escaped."""
        return renderers.page(f"{self.DRAWN} html", self, path)

    def _repr_html_(self) -> str:
        fragment: str = renderers.renderer(f"{self.DRAWN} fragment")(self)
        return fragment
