"""Reading single cells: text, figures and times, each with a word on what is not plain."""

import re
from datetime import date, datetime

from services.leads.importing.notes import Notes
from services.leads.importing.workbook import ErrorValue, cell_text
from shared.kernel.effective import Effective, parse_effective_text
from shared.kernel.quantity import Quantity
from shared.kernel.quantity_text import parse_quantity
from shared.kernel.rejected import Rejected

MOST_CHARACTERS = 2_000
_SHOWN = 40
_UNDISCLOSED = re.compile(r"[xX×—－-]+|待定|未公开")
_JANUARY_OR_OCTOBER = re.compile(r"\d{4}\.1")


def read_text(value: object, column: str, notes: Notes) -> str | None:
    """Return a cell's words on one line; nothing for a blank or a mark of non-disclosure."""
    text = " ".join(cell_text(value).split())
    if isinstance(value, ErrorValue):
        notes.cannot_read("cell-error", column, text)
    elif len(text) > MOST_CHARACTERS:
        notes.cannot_read("cell-too-long", column)
    elif _UNDISCLOSED.fullmatch(text):
        notes.assume("mark-is-unknown", column, text)
    else:
        return text or None
    return None


def read_quantity(value: object, unit: str, column: str, notes: Notes) -> tuple[Quantity, str]:
    """Return a figure and the remark behind it; unknown, with its words, if it cannot be read."""
    text = cell_text(value)
    try:
        reading = parse_quantity(text if isinstance(value, ErrorValue) else value, unit)
    except Rejected as refusal:
        notes.cannot_read(refusal.code, column, text[:_SHOWN])
        return Quantity.unknown(unit, text=text[:MOST_CHARACTERS]), ""
    for assumption in reading.assumptions:
        shown = reading.remainder if assumption == "remark-set-aside" else text
        notes.assume(assumption, column, shown)
    return reading.quantity, reading.remainder


def read_time(value: object, column: str, notes: Notes) -> Effective | None:
    """Return a time as precisely as the cell states it."""
    if value is None:
        return None
    if isinstance(value, datetime | date):
        return Effective.on_day(date(value.year, value.month, value.day))
    text = cell_text(value)
    if isinstance(value, float) and _JANUARY_OR_OCTOBER.fullmatch(text):
        notes.cannot_read("date-ambiguous", column, text)
        return None
    try:
        return parse_effective_text(text)
    except Rejected as refusal:
        notes.cannot_read(refusal.code, column, text[:_SHOWN])
        return None
