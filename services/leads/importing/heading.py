"""What stands above the rows: the title, its time, the notes, the header, the units."""

import re
import unicodedata
from dataclasses import dataclass

from services.leads.importing.layouts import Column, Field, Layout, read_header
from services.leads.importing.notes import sheet_note
from services.leads.importing.reading import Note, Skipped
from services.leads.importing.workbook import Grid, cell_text
from shared.kernel.effective import Effective, parse_effective_text
from shared.kernel.texts.ledgers import SKIPPED
from shared.kernel.units import UNITS

MOST_HEADING_ROWS = 20
# Not the beginning or the end of a stretch of time, and not a quarter, which we have no word for.
_PERIOD = re.compile(
    r"(?<![-—~至到])(?:19|20)\d\d年(?:0?[1-9]月|1[0-2]月|[上下]半年)?(?![-—~至到\d第一二三四上下])"
)
_UNIT_NOTE = re.compile(r"单位:\s*(\w+)")
_QUANTITIES = {"money": Field.AMOUNT, "area": Field.AREA}


@dataclass(frozen=True, kw_only=True)
class Heading:
    """表头: where the rows begin and how their columns are to be read."""

    layout: Layout
    title: str
    period: Effective | None
    header_row: int
    columns: dict[Field, Column]
    all_columns: tuple[Column, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Note, ...]


def read_heading(grid: Grid) -> Heading | None:
    """Find the header row of a ledger we know, and read what stands above it."""
    for row in range(1, min(len(grid.rows), MOST_HEADING_ROWS) + 1):
        header = read_header([cell_text(value) for value in grid.rows[row - 1]])
        if header is not None:
            return _heading(grid, row, *header)
    return None


def _heading(grid: Grid, header_row: int, layout: Layout, columns: list[Column]) -> Heading:
    above = [(row, row_words(grid, row)) for row in range(1, header_row)]
    words = [(row, text) for row, text in above if text]
    title = words[0][1] if words else ""
    units = _noted_units([text for _, text in words])
    known, notes = _known(columns)
    return Heading(
        layout=layout,
        title=title,
        period=_period(title),
        header_row=header_row,
        columns={field: _with_unit(column, units) for field, column in known.items()},
        all_columns=tuple(_with_unit(column, units) for column in columns),
        skipped=(
            *(_skipped(row, text, is_title=text == title) for row, text in above),
            Skipped(row=header_row, code="header", text=SKIPPED["header"]),
        ),
        notes=tuple(notes),
    )


def row_words(grid: Grid, row: int) -> str:
    """Return everything a row says, on one line."""
    return " ".join(" ".join(cell_text(value) for value in grid.rows[row - 1]).split())


def _skipped(row: int, text: str, *, is_title: bool) -> Skipped:
    code = "blank" if not text else "title" if is_title else "note"
    return Skipped(row=row, code=code, text=text)


def _known(columns: list[Column]) -> tuple[dict[Field, Column], list[Note]]:
    known: dict[Field, Column] = {}
    notes = []
    for column in columns:
        if column.field is None:
            notes.append(sheet_note("column-unknown", column.header))
        elif column.field in known:
            notes.append(sheet_note("column-repeated", column.header))
        else:
            known[column.field] = column
    return known, notes


def _noted_units(lines: list[str]) -> dict[Field, str]:
    """Read 单位:万元 above the header; it holds where the header names no unit."""
    units = {}
    for line in lines:
        for word in _UNIT_NOTE.findall(unicodedata.normalize("NFKC", line)):
            if word in UNITS:
                units[_QUANTITIES[UNITS[word].kind]] = word
    return units


def _with_unit(column: Column, units: dict[Field, str]) -> Column:
    if column.unit is not None or column.field not in units:
        return column
    return Column(
        index=column.index,
        header=column.header,
        field=column.field,
        unit=units[column.field],
    )


def _period(title: str) -> Effective | None:
    """Return the time a title names, if it names one."""
    named = set(_PERIOD.findall(unicodedata.normalize("NFKC", title)))
    return parse_effective_text(named.pop()) if len(named) == 1 else None
