"""Reading one row of a ledger."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass

from services.leads.importing.cells import read_quantity, read_text, read_time
from services.leads.importing.dated_facts import read_dated_facts
from services.leads.importing.heading import Heading
from services.leads.importing.layouts import Field, Layout
from services.leads.importing.notes import Notes
from services.leads.importing.places import completions
from services.leads.importing.reading import Act, DatedFact, RowReading
from services.leads.importing.wording import PROPOSALS, Proposal, Target
from services.leads.importing.workbook import Grid, cell_text
from shared.kernel.effective import Effective
from shared.kernel.quantity import Quantity

# A value over several rows is each row's own, but for a name or a figure: nobody shares those out.
_UNSHARED = {Field.NAME, Field.AMOUNT, Field.AREA}
_UNSTATED = {Field.AMOUNT: "万元", Field.AREA: "亩"}


@dataclass(frozen=True)
class _Row:
    """One row of a grid, seen by what its columns hold."""

    grid: Grid
    heading: Heading
    number: int
    notes: Notes

    def header(self, field: Field) -> str:
        """The header above a field as it is written; empty where the sheet has no such column."""
        column = self.heading.columns.get(field)
        return column.header if column else ""

    def value(self, field: Field) -> object:
        """What a field holds; of a merge over several rows, what its first cell holds."""
        column = self.heading.columns.get(field)
        if column is None:
            return None
        merge = self.grid.merge_over(self.number, column.index)
        if merge is None or merge.first_row <= self.heading.header_row:
            return self.grid.value(self.number, column.index)
        return self.grid.value(merge.first_row, merge.first_column)

    def is_shared(self, field: Field) -> bool:
        """Whether a field's cell is merged with that of another row."""
        column = self.heading.columns.get(field)
        merge = self.grid.merge_over(self.number, column.index) if column else None
        return merge is not None and merge.first_row < merge.last_row

    def text(self, field: Field) -> str | None:
        """Read a field as words."""
        return read_text(self.value(field), self.header(field), self.notes)


def read_row(grid: Grid, heading: Heading, number: int) -> RowReading:
    """Read one row; whatever is not plain is said in its notes."""
    notes = Notes()
    row = _Row(grid, heading, number, notes)
    name = _name(row)
    status_word, proposal = _status(row)
    amount, amount_remark = _quantity(row, Field.AMOUNT)
    area, area_remark = _quantity(row, Field.AREA)
    content = row.text(Field.CONTENT)
    registered = read_time(row.value(Field.REGISTERED), row.header(Field.REGISTERED), notes)
    facts = read_dated_facts(content, row.header(Field.CONTENT), notes)
    _check_facts(row, facts, proposal)
    return RowReading(
        sheet=grid.name,
        row=number,
        fingerprint=_fingerprint(row),
        name=name,
        investor=_investor(row, name),
        origin=_origin(row, name),
        status_word=status_word,
        proposal=proposal,
        amount=amount,
        area=area if Field.AREA in heading.columns else None,
        site=row.text(Field.SITE),
        content=content,
        land_supply=row.text(Field.LAND_SUPPLY),
        registered=registered,
        stated=registered or _stated(row),
        remark=_remark(row, amount_remark, area_remark),
        facts=facts,
        unreadable=tuple(notes.unreadable),
        assumptions=tuple(notes.assumptions),
        queries=tuple(notes.queries),
    )
