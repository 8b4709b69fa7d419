"""What the commands write of explanations as tables and pages, once the work is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from exegesis.cli.writing import STANDARD_OUTPUT, check_places, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.explanation_lines import ExplainedItem

Items: TypeAlias = "Callable[[], Iterable[ExplainedItem]]"


@dataclass(frozen=True)
class Tables:
    """The tables asked for, and what a row of them is: a unit or an item."""

    csv: str | None
    parquet: str | None
    rows: str | None

    def check(self, *others: str | Path | None, inputs: Iterable[Path | None] = ()) -> None:
        """All places, these and others, before the work; `InputError` for rows without a table."""
        from exegesis.bulk.rows import columns_of
        from exegesis.bulk.tables import check_parquet

        if self.rows is not None and not self:
            raise InputError("--rows says what a row of --csv or --parquet is; give one of these.")
        if self.parquet == STANDARD_OUTPUT:
            raise InputError("Parquet is no text for standard output; give --parquet a file.")
        columns_of(self._rows)
        if self.parquet is not None:
            check_parquet()
        check_places(self.csv, self.parquet, *others, inputs=inputs)

    def write(self, items: Items) -> None:
        """Write them; `items` gives the items anew for each."""
        from exegesis.bulk.tables import csv_chunks, write_csv, write_parquet

        if self.csv == STANDARD_OUTPUT:
            write(STANDARD_OUTPUT, b"".join(csv_chunks(items(), self._rows)).decode("utf-8"))
        elif self.csv is not None:
            write_csv(self.csv, items(), self._rows)
            tell(f"wrote {self.csv}")
        if self.parquet is not None:
            write_parquet(self.parquet, items(), self._rows)
            tell(f"wrote {self.parquet}")

    @property
    def prints(self) -> bool:
        """Whether standard output is taken."""
        return to_standard_output(self.csv)

    @property
    def _rows(self) -> str:
        return self.rows or "unit"

    def __bool__(self) -> bool:
        return self.csv is not None or self.parquet is not None
