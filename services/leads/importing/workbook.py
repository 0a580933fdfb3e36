"""A workbook as plain grids of values."""

import warnings
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from services.leads.importing.archive import open_archive
from services.leads.importing.sheet_scan import Merge, SheetScan, scan_sheet
from shared.kernel.rejected import Rejected

MOST_ROWS = 10_000
MOST_COLUMNS = 100
MOST_SHEETS = 50
MOST_PLACES = 250_000
_NAMED = 20


@dataclass(frozen=True)
class ErrorValue:
    """公式错误: what a cell shows instead of a value, such as #REF!."""

    shown: str


@dataclass(frozen=True, kw_only=True)
class Grid:
    """表格: one sheet's values; rows and columns count from 1, and nothing lies beyond the last."""

    name: str
    hidden: bool
    rows: tuple[tuple[object, ...], ...]
    merges: Mapping[int, tuple[Merge, ...]]

    def value(self, row: int, column: int) -> object:
        """Return what a cell itself holds."""
        return self.rows[row - 1][column - 1]

    def merge_over(self, row: int, column: int) -> Merge | None:
        """Return the merge a cell is part of."""
        merges = self.merges.get(row, ())
        return next((merge for merge in merges if merge.covers(row, column)), None)


def read_grids(data: bytes) -> list[Grid]:
    """Return the sheets of a workbook in their order, or raise Rejected."""
    with open_archive(data) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions openpyxl does not carry over
        try:
            workbook = load_workbook(
                BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            sheets = workbook.worksheets[: MOST_SHEETS + 1]
            if len(sheets) > MOST_SHEETS:
                raise Rejected("ledger-too-large", "too many sheets", most=MOST_SHEETS)
            return [_read_grid(archive, sheet) for sheet in sheets]
        except Rejected:
            raise
        except Exception as fault:  # whatever openpyxl trips over, the file is to blame
            raise Rejected("ledger-damaged", type(fault).__name__) from fault


def _read_grid(archive: ZipFile, sheet: Any) -> Grid:
    # The streaming reader keeps the name of its part to itself, and knows no merges.
    with archive.open(sheet._worksheet_path) as part:
        scan = scan_sheet(part)
    _check(scan, sheet.title)
    rows = (
        tuple(_value(cell) for cell in row)
        for row in sheet.iter_rows(max_row=scan.last_row, max_col=scan.last_column)
    )
    return Grid(
        name=sheet.title,
        hidden=sheet.sheet_state != "visible",
        rows=tuple(rows) if scan.last_row else (),
        merges=_by_row(scan),
    )


def _by_row(scan: SheetScan) -> dict[int, tuple[Merge, ...]]:
    """File merges under the rows they cover, as far as anything stands there."""
    covered: defaultdict[int, list[Merge]] = defaultdict(list)
    places = 0
    for merge in scan.merges:
        rows = range(merge.first_row, min(merge.last_row, scan.last_row) + 1)
        places += len(rows)
        if places > MOST_PLACES:
            raise Rejected("ledger-too-large", "merges over too many rows", most=MOST_PLACES)
        for row in rows:
            covered[row].append(merge)
    return {row: tuple(merges) for row, merges in covered.items()}


def _check(scan: SheetScan, sheet: str) -> None:
    if scan.last_row > MOST_ROWS:
        raise Rejected("ledger-too-many-rows", f"{scan.last_row}", sheet=sheet, most=MOST_ROWS)
    if scan.last_column > MOST_COLUMNS:
        raise Rejected(
            "ledger-too-many-columns", f"{scan.last_column}", sheet=sheet, most=MOST_COLUMNS
        )
    if scan.last_row * scan.last_column > MOST_PLACES:
        raise Rejected("ledger-too-large", "too wide and too long", sheet=sheet, most=MOST_PLACES)
    if scan.uncalculated:
        raise Rejected(
            "ledger-formula-uncalculated",
            "formulas without a stored result",
            sheet=sheet,
            cells=scan.uncalculated[:_NAMED],
        )


def _value(cell: Any) -> object:
    if cell.data_type == "e":
        return ErrorValue(str(cell.value))
    if isinstance(cell.value, str):
        return cell.value.strip() or None
    return cell.value


def cell_text(value: object) -> str:
    """Return a value as one would type it."""
    match value:
        case None:
            return ""
        case ErrorValue():
            return value.shown
        case datetime():
            return value.isoformat(sep=" ")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
