"""What the reading of a ledger yields: sheets, rows, and a word on everything that is not plain."""

from dataclasses import dataclass
from enum import StrEnum

from services.leads.importing.layouts import Column, Layout
from services.leads.importing.wording import Proposal
from shared.kernel.effective import Effective
from shared.kernel.quantity import Quantity


@dataclass(frozen=True, kw_only=True)
class Note:
    """提示: a stable code, the column it is about if it is about one, and what to tell people."""

    code: str
    column: str
    text: str


class Act(StrEnum):
    """事实: what a ledger's words date."""

    COMMENCEMENT = "commencement"
    COMPLETION = "completion"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class DatedFact:
    """时间事实: something a row says happened, when, and in which words."""

    act: Act
    effective: Effective
    text: str


@dataclass(frozen=True, kw_only=True)
class RowReading:
    """行: what one row says. What is None was not stated; what could not be read is said.

    `amount` is unknown, with the cell's words, where it could not be read. `stated` is the time for
    which the row speaks: its own, else that of the sheet's title. `fingerprint` is the same for the
    same content, wherever it stands.
    """

    sheet: str
    row: int
    fingerprint: str
    amount: Quantity
    area: Quantity | None = None
    name: str | None = None
    investor: str | None = None
    origin: str | None = None
    status_word: str | None = None
    site: str | None = None
    content: str | None = None
    land_supply: str | None = None
    registered: Effective | None = None
    stated: Effective | None = None
    remark: str | None = None
    proposal: Proposal | None = None
    facts: tuple[DatedFact, ...] = ()
    unreadable: tuple[Note, ...] = ()
    assumptions: tuple[Note, ...] = ()
    queries: tuple[Note, ...] = ()

    @property
    def reference(self) -> str:
        """Where it stands in its workbook, as a spreadsheet would say it."""
        return f"{self.sheet}!{self.row}"

    @property
    def importable(self) -> bool:
        """Whether enough could be read to make something of it: a name and a stage."""
        return self.name is not None and self.proposal is not None

    @property
    def commenced(self) -> Effective | None:
        """When it broke ground, if the row says so."""
        dates = [fact.effective for fact in self.facts if fact.act is Act.COMMENCEMENT]
        return dates[0] if dates else None


class Agreement(StrEnum):
    """核对结果: whether a total agrees with the rows above it."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not-comparable"


@dataclass(frozen=True, kw_only=True)
class TotalCheck:
    """合计核对: what a total row states, and what the rows it is about add up to."""

    row: int
    column: str
    stated: str
    found: str
    agreement: Agreement
    text: str


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """未导入行: a row that is no project, and what it is instead."""

    row: int
    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SheetReading:
    """工作表: how a sheet was understood, row by row; every row is in one of its lists."""

    name: str
    hidden: bool
    layout: Layout | None = None
    title: str = ""
    period: Effective | None = None
    header_row: int | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[RowReading, ...] = ()
    totals: tuple[TotalCheck, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LedgerReading:
    """台账: a whole workbook as it was read; the digest is that of the file."""

    digest: str
    sheets: tuple[SheetReading, ...]

    @property
    def rows(self) -> tuple[RowReading, ...]:
        """All rows of all sheets, in order."""
        return tuple(row for sheet in self.sheets for row in sheet.rows)
