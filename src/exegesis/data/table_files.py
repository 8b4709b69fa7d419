"""Tables in files, and rows that are written as text: cells are read as the model's own columns have them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, shown
from exegesis.core.tables import kind_of
from exegesis.core.text_files import opened_text
from exegesis.data.table_cells import CellCodes
from exegesis.data.table_form import TableForm, check_names
from exegesis.data.table_row import Cell, TableRow, cell

_FLAGS = {"true": True, "false": False, "1": True, "0": False}
_READ = (".csv", ".tsv", ".parquet")


def frame_of(path: Path, without: str | None = None) -> Any:
    """A data frame of pandas of a .csv, .tsv or .parquet file; an empty cell is missing, and no other text is.

    `without`: a column that is left out, the truth. `InputError` in one line where the file cannot be read.
    """
    kind = kind_of(path)
    if kind not in _READ:
        raise InputError(f"{path.name!r}: a table is read from {', '.join(_READ)} (or these and .gz).")
    try:
        import pandas as pd
    except ImportError:
        raise InputError("tables in files need pandas: pip install 'exegesis[tables]'.") from None
    try:
        if kind == ".parquet":
            frame = pd.read_parquet(path)
        else:
            with opened_text(path, "") as file:
                separator = "\t" if kind == ".tsv" else ","
                frame = pd.read_csv(file, sep=separator, keep_default_na=False, na_values=[""], low_memory=False)
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror or error}.") from None
    except (ValueError, UnicodeError) as error:  # what pandas and pyarrow say of a broken file
        raise InputError(f"{str(path)!r} is no table: {' '.join(str(error).split())[:200]}") from None
    if without is not None:
        if without not in frame.columns:
            raise InputError(f"{path.name} has no column {shown(without)}.")
        frame = frame.drop(columns=without)
    return frame


def row_of_texts(form: TableForm, cells: Mapping[str, Any]) -> TableRow:
    """The row whose cells are written as texts, as in a file or on a command line; "" is a missing one.

    What is no text is taken as it is. `InputError` for other columns, and for a text that is no number where one is
    wanted.
    """
    check_names(tuple(cells), form.names, "the row")
    return TableRow(form.names, tuple(_read(column, cells[column.name]) for column in form.columns))


def _read(column: CellCodes, text: Any) -> Cell:
    if not isinstance(text, str):
        return cell(text, column.name)
    if text == "":
        return None
    if column.levels is None:
        return _number(column, text)
    if column.only is str:
        return text
    if column.only is bool:
        if text.casefold() not in _FLAGS:
            raise InputError(f"column {shown(column.name)} holds true or false, not {shown(text)}.")
        return _FLAGS[text.casefold()]
    return next((value for value in column.levels.values if str(value) == text), text)


def _number(column: CellCodes, text: str) -> Cell:
    try:
        number = float(text)
    except ValueError:
        raise InputError(f"column {shown(column.name)} holds numbers, not the text {shown(text)}.") from None
    return cell(int(text) if text.strip().lstrip("+-").isdecimal() else number, column.name)
