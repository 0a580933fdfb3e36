"""From the bytes of a workbook to what it says; nothing is stored, nothing guessed."""

import hashlib
from dataclasses import replace

from services.leads.importing.heading import Heading, read_heading, row_words
from services.leads.importing.layouts import Field
from services.leads.importing.notes import query, sheet_note
from services.leads.importing.reading import (
    LedgerReading,
    Note,
    RowReading,
    SheetReading,
    Skipped,
    TotalCheck,
)
from services.leads.importing.rows import read_row
from services.leads.importing.totals import check_total, is_total
from services.leads.importing.workbook import Grid, read_grids
from shared.kernel.company_name import project_key
from shared.kernel.rejected import Rejected
from shared.kernel.texts.ledgers import SKIPPED

_NOTE_WORDS = ("注", "备注", "说明", "填报", "制表", "单位")


def read_workbook(data: bytes) -> LedgerReading:
    """Read every sheet of a workbook, or raise Rejected if it is none, or holds no ledger."""
    sheets = tuple(_read_sheet(grid) for grid in read_grids(data))
    if not any(sheet.layout for sheet in sheets):
        raise Rejected(
            "ledger-layout-unknown",
            "no sheet has a header row that is known",
            sheets=[sheet.name for sheet in sheets],
        )
    return LedgerReading(digest=hashlib.sha256(data).hexdigest(), sheets=sheets)


def _read_sheet(grid: Grid) -> SheetReading:
    notes = [sheet_note("sheet-hidden")] if grid.hidden else []
    heading = read_heading(grid)
    if heading is None:
        notes.append(sheet_note("layout-unknown" if grid.rows else "sheet-empty"))
        return SheetReading(name=grid.name, hidden=grid.hidden, notes=tuple(notes))
    rows, totals, skipped = _read_body(grid, heading)
    return SheetReading(
        name=grid.name,
        hidden=grid.hidden,
        layout=heading.layout,
        title=heading.title,
        period=heading.period,
        header_row=heading.header_row,
        columns=heading.all_columns,
        rows=_with_repetitions(rows),
        totals=tuple(totals),
        skipped=(*heading.skipped, *skipped),
        notes=(*notes, *heading.notes),
    )


def _read_body(
    grid: Grid, heading: Heading
) -> tuple[list[RowReading], list[TotalCheck], list[Skipped]]:
    """Read the rows below the header; a subtotal is about the rows since the one before it."""
    rows: list[RowReading] = []
    totals: list[TotalCheck] = []
    skipped: list[Skipped] = []
    subtotalled = 0
    for number in range(heading.header_row + 1, len(grid.rows) + 1):
        code = _other_than_a_row(grid, heading, number)
        if not code:
            rows.append(read_row(grid, heading, number))
            continue
        words = row_words(grid, number)
        skipped.append(Skipped(row=number, code=code, text=words or SKIPPED[code]))
        if code == "total":
            about = rows[subtotalled:] if "小计" in words else rows
            totals += check_total(grid, heading, number, about)
            subtotalled = len(rows)
    return rows, totals, skipped


def _other_than_a_row(grid: Grid, heading: Heading, number: int) -> str:
    """Say what a line below the header is if it is no row: blank, note, total.

    A line with nothing but its running number is blank.
    """
    number_column = heading.columns.get(Field.NUMBER)
    filled = [
        (column, str(value))
        for column, value in enumerate(grid.rows[number - 1], start=1)
        if value is not None
        and not (number_column and column == number_column.index and str(value).isdigit())
    ]
    if is_total(grid, number):
        return "total"
    if not filled:
        return "blank"
    column, first = filled[0]
    merge = grid.merge_over(number, column)
    across = merge is not None and merge.last_column > merge.first_column
    alone = len(filled) == 1 and (across or first.startswith(_NOTE_WORDS))
    return "note" if alone else ""


def _with_repetitions(rows: list[RowReading]) -> tuple[RowReading, ...]:
    """Ask about rows that say the same, or go by the same name, as one above them."""
    contents: dict[str, int] = {}
    names: dict[str, int] = {}
    checked = []
    for row in rows:
        repeated = _repetition(row, contents, names)
        checked.append(replace(row, queries=(*row.queries, *repeated)))
    return tuple(checked)


def _repetition(row: RowReading, contents: dict[str, int], names: dict[str, int]) -> list[Note]:
    same_row = contents.setdefault(row.fingerprint, row.row)
    if same_row != row.row:
        return [query("row-repeated", other=str(same_row))]
    try:
        same_name = names.setdefault(project_key(row.name or ""), row.row)
    except Rejected:
        return []
    return [query("name-repeated", other=str(same_name))] if same_name != row.row else []
