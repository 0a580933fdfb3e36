"""Reading one row of a ledger."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass, replace

from services.leads.importing.cells import read_quantity, read_text, read_time
from services.leads.importing.dated_facts import read_dated_facts
from services.leads.importing.heading import Heading
from services.leads.importing.layouts import Field
from services.leads.importing.notes import Notes
from services.leads.importing.places import completions
from services.leads.importing.reading import Act, RowReading
from services.leads.importing.wording import PROPOSALS, Proposal
from services.leads.importing.workbook import Grid, cell_text
from shared.kernel.quantity import Quantity

# In what a figure is unknown where no unit was stated.
_UNSTATED = {Field.AMOUNT: "万元", Field.AREA: "亩"}
# The stages with which a dated fact goes together.
_BUILT_AT = {
    Act.COMMENCEMENT: {"under-construction", "completed", "in-production"},
    Act.COMPLETION: {"completed", "in-production"},
    Act.PRODUCTION: {"in-production"},
}


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
    row = _Row(grid, heading, number, Notes())
    reading = _dated(row, _measured(row, _named(row)))
    return replace(
        reading,
        unreadable=tuple(row.notes.unreadable),
        assumptions=tuple(row.notes.assumptions),
        queries=tuple(row.notes.queries),
    )


def _named(row: _Row) -> RowReading:
    """Read what a row calls things."""
    name = _name(row)
    status_word, proposal = _status(row)
    return RowReading(
        sheet=row.grid.name,
        row=row.number,
        fingerprint=_fingerprint(row),
        name=name,
        investor=_investor(row, name),
        origin=_origin(row, name),
        status_word=status_word,
        proposal=proposal,
        site=row.text(Field.SITE),
        content=row.text(Field.CONTENT),
        land_supply=row.text(Field.LAND_SUPPLY),
        remark=row.text(Field.REMARK),
        amount=Quantity.unknown(_UNSTATED[Field.AMOUNT]),
    )


def _measured(row: _Row, reading: RowReading) -> RowReading:
    """Add the figures; the remarks behind them go to the remark."""
    remarks = [reading.remark] if reading.remark else []
    figures = {}
    for field in (Field.AMOUNT, Field.AREA):
        figures[field], remainder = _quantity(row, field)
        if remainder:
            remarks.append(f"{row.header(field)}：{remainder}")
    return replace(
        reading,
        amount=figures[Field.AMOUNT],
        area=figures[Field.AREA] if Field.AREA in row.heading.columns else None,
        remark="；".join(remarks) or None,
    )


def _dated(row: _Row, reading: RowReading) -> RowReading:
    """Add the times, and ask where they do not go with the stage."""
    header = row.header(Field.CONTENT)
    registered = read_time(row.value(Field.REGISTERED), row.header(Field.REGISTERED), row.notes)
    facts = read_dated_facts(reading.content, header, row.notes)
    stage = reading.proposal.stage if reading.proposal else ""
    for fact in facts:
        if stage not in _BUILT_AT[fact.act]:
            row.notes.ask("milestone-before-project", header, text=fact.text)
    stated = registered or row.heading.period
    if registered is None:
        row.notes.assume("dated-by-title" if stated else "undated", text=row.heading.title)
    return replace(reading, registered=registered, stated=stated, facts=facts)


def _name(row: _Row) -> str | None:
    if row.is_shared(Field.NAME):
        row.notes.cannot_read("name-merged", row.header(Field.NAME))
        return None
    name = row.text(Field.NAME)
    if name is None:
        row.notes.cannot_read("name-missing", row.header(Field.NAME))
    return name


def _status(row: _Row) -> tuple[str | None, Proposal | None]:
    header = row.header(Field.STATUS)
    word = row.text(Field.STATUS)
    if word is None:
        row.notes.cannot_read("status-missing", header)
        return None, None
    proposal = PROPOSALS.get("".join(unicodedata.normalize("NFKC", word).split()))
    if proposal is None:
        row.notes.cannot_read("status-unknown", header, word)
    elif proposal.assumption:
        row.notes.assume(proposal.assumption, header, word)
    return word, proposal


def _investor(row: _Row, name: str | None) -> str | None:
    """Return who invests; a column of 企业(项目)名称 names the company itself."""
    if Field.INVESTOR in row.heading.columns:
        return row.text(Field.INVESTOR)
    header = row.header(Field.NAME)
    if name is None or "企业" not in header:
        return None
    row.notes.assume("investor-is-name", header, name)
    return name


def _origin(row: _Row, name: str | None) -> str | None:
    origin = row.text(Field.ORIGIN)
    if candidates := completions(origin or "", name or ""):
        words = {"text": origin or "", "candidates": "、".join(candidates)}
        row.notes.ask("origin-cut-short", row.header(Field.ORIGIN), **words)
    return origin


def _quantity(row: _Row, field: Field) -> tuple[Quantity, str]:
    """Read a figure in the unit of its column; a figure for several rows is nobody's."""
    column = row.heading.columns.get(field)
    if column is None:
        return Quantity.unknown(_UNSTATED[field]), ""
    value, text = row.value(field), cell_text(row.value(field))
    unit = column.unit or _UNSTATED[field]
    fault = "quantity-merged" if row.is_shared(field) else "" if column.unit else "unit-missing"
    if value is None or not fault:
        return read_quantity(value, unit, column.header, row.notes)
    row.notes.cannot_read(fault, column.header, text)
    return Quantity.unknown(unit, text=text), ""


def _fingerprint(row: _Row) -> str:
    """Digest what a row says, but not where it stands nor its number."""
    said = {
        field.value: unicodedata.normalize("NFKC", cell_text(row.value(field)))
        for field in sorted(row.heading.columns)
        if field is not Field.NUMBER
    }
    content = json.dumps([row.heading.layout.value, said], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
