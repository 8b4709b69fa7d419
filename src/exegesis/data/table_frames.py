"""Frames of pandas and polars, arrays and dicts of columns, each read and made in its own way."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats
from exegesis.data.table_cells import CellCodes, Levels
from exegesis.data.table_form import ASKED, TableForm, check_numbers
from exegesis.data.table_row import cell, is_frame, is_missing

_DATES = "holds dates or times; make numbers of them (days since a day, the hour)"


class PandasForm(TableForm):
    """Frames of pandas.

    `labels`: the names as they are, which need not be texts. `gone`: what stands for a missing cell of each column.
    """

    name: ClassVar[str] = "pandas"

    def __init__(
        self, columns: Sequence[CellCodes], labels: Sequence[Any], types: Sequence[Any], gone: Sequence[Any]
    ) -> None:
        super().__init__(columns)
        self.labels, self.types, self.gone = list(labels), list(types), list(gone)
        same = {str(kind) for kind in types}
        # Numbers of one type of numpy are one block, which is made at once.
        self._block = types[0] if len(same) == 1 and isinstance(types[0], np.dtype) and self._is_numeric() else None
        self._palettes: dict[int, tuple[int, Any]] = {}

    def _is_numeric(self) -> bool:
        return all(column.levels is None for column in self.columns)

    def is_like(self, frame: Any) -> bool:
        return is_frame(frame) and type(frame).__module__.startswith("pandas")

    def frame(self, codes: Floats) -> Any:
        import pandas as pd

        if self._block is not None:
            return pd.DataFrame(codes.astype(self._block), columns=pd.Index(self.labels))
        made = pd.DataFrame({place: self._values(place, codes[:, place]) for place in range(len(self.columns))})
        made.columns = pd.Index(self.labels)
        return made

    def _values(self, place: int, codes: Floats) -> Any:
        import pandas as pd

        kind, levels = self.types[place], self.columns[place].levels
        if levels is not None:
            indices = np.where(np.isnan(codes), len(levels.values), codes).astype(np.intp)
            taken = self._palette(place, levels).take(indices)
            return pd.Series(taken, dtype=object) if kind == np.dtype(object) else taken  # not made texts of
        return _typed(codes, kind)

    def _palette(self, place: int, levels: Levels) -> Any:
        """All values that the column has had and a missing one at the end, in the column's type."""
        import pandas as pd

        count, made = self._palettes.get(place, (-1, None))
        if count != len(levels.values):
            ends = [self.gone[place]] if self.columns[place].takes_missing else []
            values: list[Any] = [*levels.values, *ends]
            count, made = len(levels.values), pd.Series(values, dtype=self.types[place]).array
            self._palettes[place] = (count, made)
        return made

    def _codes(self, column: CellCodes, values: Any) -> Floats:
        if column.levels is None and hasattr(values, "to_numpy") and values.dtype.kind in "iuf":
            numbers = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))
            check_numbers(column, None, numbers)
            return numbers
        return column.codes(values.tolist() if hasattr(values, "tolist") else values)


class PolarsForm(TableForm):
    """Frames of polars. A missing cell is null, or NaN in a column of floats that has such and no null."""

    name: ClassVar[str] = "polars"

    def __init__(self, columns: Sequence[CellCodes], types: Sequence[Any], nans: Sequence[bool]) -> None:
        super().__init__(columns)
        self.types, self.nans = list(types), list(nans)

    def is_like(self, frame: Any) -> bool:
        return is_frame(frame) and type(frame).__module__.startswith("polars")

    def frame(self, codes: Floats) -> Any:
        import polars as pl

        return pl.DataFrame([self._values(pl, place, codes[:, place]) for place in range(len(self.columns))])

    def _values(self, pl: Any, place: int, codes: Floats) -> Any:
        column, kind, gone = self.columns[place], self.types[place], np.isnan(codes)
        if column.levels is not None:
            palette = pl.Series(column.name, [*column.levels.values, None], dtype=kind)
            return palette.gather(np.where(gone, len(column.levels.values), codes).astype(np.int64))
        if not gone.any() or self.nans[place]:
            return pl.Series(column.name, codes).cast(kind)
        return pl.Series(column.name, codes, nan_to_null=True).cast(kind)

    def _codes(self, column: CellCodes, values: Any) -> Floats:
        if column.levels is None and hasattr(values, "dtype") and values.dtype.is_numeric():
            import polars as pl

            numbers = values.cast(pl.Float64).fill_null(np.nan).to_numpy()
            check_numbers(column, None, numbers)
            return np.asarray(numbers, dtype=np.float64)
        return column.codes(values.to_list() if hasattr(values, "to_list") else values)


class ArrayForm(TableForm):
    """Arrays (rows, columns) of numbers, or of objects."""

    name: ClassVar[str] = "array"

    def __init__(self, columns: Sequence[CellCodes], kind: "np.dtype[Any]", gone: Any = np.nan) -> None:
        super().__init__(columns)
        self.kind, self._gone = kind, gone

    def is_like(self, frame: Any) -> bool:
        return False  # has no names: matched by place

    def frame(self, codes: Floats) -> NDArray[Any]:
        if self.kind != np.dtype(object):
            return codes.astype(self.kind)
        found = np.empty(codes.shape, dtype=object)
        for place, column in enumerate(self.columns):
            found[:, place] = [self._gone if (one := column.cell(code)) is None else one for code in codes[:, place]]
        return found


class DictForm(TableForm):
    """Dicts of columns, each an array or a list; the model gets arrays."""

    name: ClassVar[str] = "dict"

    def __init__(self, columns: Sequence[CellCodes], types: "Sequence[np.dtype[Any]]") -> None:
        super().__init__(columns)
        self.types = list(types)

    def is_like(self, frame: Any) -> bool:
        return isinstance(frame, Mapping)

    def frame(self, codes: Floats) -> dict[str, NDArray[Any]]:
        return {column.name: self._values(place, codes[:, place]) for place, column in enumerate(self.columns)}

    def _values(self, place: int, codes: Floats) -> NDArray[Any]:
        levels = self.columns[place].levels
        if levels is None:
            return codes.astype(self.types[place])
        palette = np.array([*levels.values, None], dtype=object)
        found = palette[np.where(np.isnan(codes), len(levels.values), codes).astype(np.intp)]
        return found if np.isnan(codes).any() else found.astype(self.types[place])

    def _codes(self, column: CellCodes, values: Any) -> Floats:
        return super()._codes(column, values if isinstance(values, np.ndarray) else list(values))


# -- of a frame -------------------------------------------------------------------------------------------------------


def form_of(frame: Any) -> TableForm:
    """The form of a frame; `InputError` in one line for what is none, or holds what cannot be explained."""
    made: TableForm
    if is_frame(frame):
        made = _pandas_form(frame) if type(frame).__module__.startswith("pandas") else _polars_form(frame)
    elif isinstance(frame, np.ndarray) and frame.ndim == 2:
        made = _array_form(frame)
    elif isinstance(frame, Mapping):
        made = _dict_form(frame)
    else:
        raise InputError(f"the background must not be of the type {type(frame).__name__}; {ASKED}.")
    if not made.columns:
        raise InputError("the background has no columns.")
    twice = next((name for name in made.names if made.names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"the background has two columns called {shown(twice)}; rename one.")
    return made


def _pandas_form(frame: Any) -> PandasForm:
    columns = []
    for place, label in enumerate(frame.columns):
        series, name = frame.iloc[:, place], str(label)
        kind = series.dtype.kind
        if kind in "mM" or type(series.dtype).__name__ in ("PeriodDtype", "IntervalDtype"):
            raise InputError(f"column {shown(name)} {_DATES}.")
        if kind in "iuf":
            columns.append(_numbers(name, kind != "f", series.dtype))
            continue
        categories = getattr(series.dtype, "categories", None)
        if categories is not None:
            levels = Levels([cell(one, name) for one in categories.tolist()], is_closed=True)
            columns.append(CellCodes(name, levels, is_ordered=bool(series.dtype.ordered)))
            continue
        only = bool if kind == "b" else str if type(series.dtype).__name__ == "StringDtype" else None
        columns.append(CellCodes(name, Levels(), only=only, takes_missing=str(series.dtype) != "bool"))
    gone = [_missing_in(frame.iloc[:, place]) for place in range(len(columns))]
    return PandasForm(columns, frame.columns.tolist(), frame.dtypes.tolist(), gone)


def _missing_in(series: Any) -> Any:
    """What stands for a missing cell: of objects the first that does, since None and NaN are both met."""
    if series.dtype != np.dtype(object) or not series.hasnans:
        return None
    return series[series.isna().to_numpy()].iloc[0]


def _polars_form(frame: Any) -> PolarsForm:
    columns, nans = [], []
    for name, kind in frame.schema.items():
        nans.append(False)
        if kind.is_temporal():
            raise InputError(f"column {shown(name)} {_DATES}.")
        if kind.is_integer():
            columns.append(_numbers(name, True, np.dtype(str(kind).lower()) if str(kind)[-3:] != "128" else None, True))
        elif kind.is_float():
            columns.append(CellCodes(name))
            nans[-1] = bool(frame[name].is_nan().any()) and not frame[name].null_count()
        elif str(kind).startswith("Enum"):
            columns.append(CellCodes(name, Levels(list(kind.categories), is_closed=True), only=str))
        elif kind.is_nested() or str(kind) in ("Binary", "Object", "Null") or kind.is_decimal():
            raise InputError(f"column {shown(name)} is of the type {kind}; numbers, texts and booleans are explained.")
        else:
            columns.append(CellCodes(name, Levels(), only=bool if str(kind) == "Boolean" else str))
    return PolarsForm(columns, list(frame.schema.values()), nans)


def _array_form(frame: NDArray[Any]) -> ArrayForm:
    kind, names = frame.dtype, [f"column {place}" for place in range(frame.shape[1])]
    if kind.kind in "iuf":
        return ArrayForm([_numbers(name, kind.kind != "f", kind) for name in names], kind)
    if kind.kind == "b":
        return ArrayForm([_numbers(name, True, np.dtype(np.uint8)) for name in names], kind)
    if kind.kind in "mM":
        raise InputError(f"the array {_DATES}.")
    gone = next((one for one in frame.ravel().tolist() if is_missing(one)), np.nan)
    return ArrayForm([_coded_as_it_is(name, column) for name, column in zip(names, frame.T, strict=True)], kind, gone)


def _dict_form(frame: Mapping[Any, Any]) -> DictForm:
    columns, types = [], []
    for label, given in frame.items():
        values = np.asarray(given)
        if values.ndim != 1:
            raise InputError(f"column {shown(str(label))} must be a list of cells, not of the shape {values.shape}.")
        if values.dtype.kind in "mM":
            raise InputError(f"column {shown(str(label))} {_DATES}.")
        types.append(values.dtype if values.dtype.kind in "iufb" else np.dtype(object))
        if values.dtype.kind in "iuf":
            columns.append(_numbers(str(label), values.dtype.kind != "f", values.dtype))
        elif values.dtype.kind == "b":
            columns.append(CellCodes(str(label), Levels(), only=bool, takes_missing=False))
        else:
            columns.append(CellCodes(str(label), Levels()))
    return DictForm(columns, types)


def _numbers(name: str, is_whole: bool, kind: Any, takes_missing: bool | None = None) -> CellCodes:
    """A column of numbers; whole ones of a type of numpy have bounds, and no missing cells."""
    if not is_whole:
        return CellCodes(name)
    base = getattr(kind, "numpy_dtype", kind)  # Int64 of pandas has room for missing cells
    info = np.iinfo(base) if isinstance(base, np.dtype) and base.kind in "iu" else None
    bounds = (-np.inf, np.inf) if info is None else (float(info.min), float(info.max))
    room = not isinstance(kind, np.dtype) if takes_missing is None else takes_missing
    return CellCodes(name, is_whole=True, bounds=bounds, takes_missing=room)


def _coded_as_it_is(name: str, values: NDArray[Any]) -> CellCodes:
    """Of an array of objects: numbers where all are, whole where all are; else values of a list."""
    present = [one for one in values.tolist() if not is_missing(one)]
    if present and all(isinstance(one, int | float) and not isinstance(one, bool) for one in present):
        return CellCodes(name, is_whole=all(isinstance(one, int) for one in present))
    return CellCodes(name, Levels())


def _typed(codes: Floats, kind: Any) -> Any:
    """Numbers in a type of numpy or of pandas' own, which has room for missing ones."""
    import pandas as pd

    return codes.astype(kind) if isinstance(kind, np.dtype) else pd.array(codes, dtype=kind)
