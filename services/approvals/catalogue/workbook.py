"""Workbooks as plain rows: opened with care, since strangers send them, and written as text."""

import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from shared.adapters.workbooks import Bounds, Unsafe, open_archive

MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000
MOST_PARTS = 500
MOST_ROWS = 5_000
MOST_COLUMNS = 150

Row = tuple[int, Sequence[object]]
Rows = Sequence[Row]

_BOUNDS = Bounds(sent=MOST_BYTES, unpacked=MOST_UNPACKED, parts=MOST_PARTS)
_LAST_ROW = 1_048_576
_WIDE = 60
_NARROW = 8


class WorkbookUnreadable(Exception):
    """工作簿打不开: what was sent is no workbook, or more than a catalogue can be."""


def read_rows(data: bytes) -> Mapping[str, Rows]:
    """Return each sheet's rows up to the limits of a catalogue, by the sheet's name."""
    _require_safe(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions openpyxl does not carry over
        try:
            workbook = load_workbook(BytesIO(data), read_only=True, data_only=True)
            return {sheet.title: _rows(sheet) for sheet in workbook.worksheets}
        except WorkbookUnreadable:
            raise
        except Exception as fault:  # whatever openpyxl trips over, the file is to blame
            raise WorkbookUnreadable(type(fault).__name__) from fault


def _require_safe(data: bytes) -> None:
    try:
        open_archive(data, _BOUNDS).close()
    except Unsafe as unsafe:
        raise WorkbookUnreadable(unsafe.detail or unsafe.fault.name) from None


def _rows(sheet: Any) -> Rows:
    """Return the rows in which anything stands, whatever size the sheet says it has."""
    sheet.reset_dimensions()
    numbered = enumerate(
        sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS + 1, values_only=True), start=1
    )
    found: list[Row] = []
    for number, values in numbered:
        if any(value is not None for value in values):
            found.append((number, values))
        if len(found) > MOST_ROWS or values[MOST_COLUMNS] is not None:
            raise WorkbookUnreadable(f"{sheet.title} > {MOST_ROWS} × {MOST_COLUMNS}")
    return found


def cell_text(value: object) -> str | None:
    """Return what a cell says as one would type it; None for an empty one."""
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.date().isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case None:
            return None
        case _:
            return str(value).strip() or None


def write_rows(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return a workbook of these sheets, each with its headings on top."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        sheet.freeze_panes = "C2"
        for row_number, row in enumerate(rows, start=1):
            for column_number, value in enumerate(row, start=1):
                if value is not None:
                    _write(sheet.cell(row_number, column_number), value)
        _dress(sheet, rows)
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _write(cell: Any, value: object) -> None:
    cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins like a formula is a text


def _dress(sheet: Any, rows: Sequence[Sequence[object]]) -> None:
    for number in range(1, len(rows[0]) + 1):
        sheet.cell(1, number).font = Font(bold=True)
        width = max(_width(row[number - 1]) for row in rows)
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDE, max(_NARROW, width))


def _width(value: object) -> int:
    """Return how wide a cell's longest line is; Chinese takes two places."""
    text = "" if value is None else str(value)
    return max(len(line.encode("gbk", "replace")) for line in text.split("\n")) + 1
