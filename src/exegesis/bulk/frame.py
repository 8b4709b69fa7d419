"""Explanations as a pandas data frame."""

from typing import TYPE_CHECKING, Any

from exegesis.bulk.rows import UNIT, columns_of, items_of, table_rows
from exegesis.core.errors import UnsupportedError

if TYPE_CHECKING:
    from pandas import DataFrame

_KINDS = {int: "Int64", float: "float64", bool: "boolean", str: "string"}


def to_frame(explanations: Any, rows: str = UNIT) -> "DataFrame":
    """A pandas data frame of an explanation, or of many.

    Args:
        explanations: one, or what `explain_many` or `read_explanations` gives.
        rows: "unit", a row for each unit with its place and score, or "item", a row for each explanation: what was
            predicted, what is true, whether that is right, how the scores add up.

    Returns:
        The frame; a failure is a row with an `error`.

    Raises:
        UnsupportedError: pandas is not installed.
        InputError: anything but explanations.
    """
    columns = columns_of(rows)
    try:
        import pandas
    except ImportError:
        raise UnsupportedError("data frames need pandas; run: pip install pandas.") from None
    found = list(table_rows(items_of(explanations), rows))
    return pandas.DataFrame(
        {name: pandas.Series([row[name] for row in found], dtype=_KINDS[kind]) for name, kind in columns.items()}
    )
