"""What may be asked of the working-day calendar, and of the book of document numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.approvals.domain.events.calendar import SLIP_DAYS
from shared.kernel.asked import Asked
from shared.kernel.identifiers import CaseId, ParkId
from shared.kernel.working_days import HOURS_IN_DAY, WARN_DAYS, Year

NATION = "CN"


@dataclass(frozen=True, kw_only=True)
class PublishYear(Asked):
    """公布年度安排: take in a year; one that was provisional is replaced by its notice."""

    number: int
    year: Year
    source: str


@dataclass(frozen=True, kw_only=True)
class DayAs:
    """某日应为: worked or off, under this name."""

    day: date
    working: bool
    name: str


@dataclass(frozen=True, kw_only=True)
class CorrectCalendar(Asked):
    """更正日历: some days are not as published, in the nation or in one region alone."""

    days: tuple[DayAs, ...]
    reason: str
    source: str = ""
    region: str = NATION


@dataclass(frozen=True, kw_only=True)
class AgreeParkTiming(Asked):
    """约定园区计时: whose days a park keeps, when it is warned and told, how long its day is."""

    park: ParkId
    region: str = NATION
    warn_days: Decimal = WARN_DAYS
    hours_in_day: int = HOURS_IN_DAY
    slip_days: int = SLIP_DAYS
    reason: str


@dataclass(frozen=True, kw_only=True)
class TakeDocumentNumber(Asked):
    """占用文号: take a document number for a case."""

    item_code: str
    document_number: str
    case: CaseId


CalendarCommand = PublishYear | CorrectCalendar | AgreeParkTiming
