"""有效期: the day it ends, counted to the day (民法典第二百零二条), and what that makes due."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from services.approvals.domain.catalogue import Binds, Item, Meaning, Span, Validity
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.half_days import Half, HalfDay
from shared.kernel.working_days import Calendar, add_working_days, working_days_between

MONTHS_IN_YEAR = 12
WARN_DAYS = 30
_CERTAINLY_ENOUGH = 4  # natural days for each working day, the longest holidays included
CLOCK_OF = {Meaning.BEGIN_WITHIN: ClockKind.BEGINNING, Meaning.EXPIRES: ClockKind.EXPIRY}


def end_of(start: date, length: int, span: Span, calendar: Calendar) -> date:
    """Return the last day of so many days, months or years after a day."""
    if span is Span.WORKING_DAYS:
        return add_working_days(calendar, start, length)
    return months_after(start, length * MONTHS_IN_YEAR if span is Span.YEARS else length)


def months_after(start: date, months: int) -> date:
    """Return the same day so many months later, or the last one where that month has no such."""
    year, month = divmod(start.year * MONTHS_IN_YEAR + start.month - 1 + months, MONTHS_IN_YEAR)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def asked_in_time(validity: Validity, asked: date, end: date, calendar: Calendar) -> bool:
    """Tell whether an extension was asked for early enough before the end."""
    if validity.ask_days_before is None:
        return asked <= end
    if (end - asked).days > _CERTAINLY_ENOUGH * validity.ask_days_before + WARN_DAYS:
        return True
    return working_days_between(calendar, asked, end) >= validity.ask_days_before


def due_at_end(validity: Validity, start: date, end: date) -> Deadline:
    """Return when to warn of the end, early enough to ask for an extension, and when it is over."""
    lead = timedelta(days=WARN_DAYS + 2 * (validity.ask_days_before or 0))
    warn_from = end - lead
    return Deadline(
        clock=CLOCK_OF[validity.meaning],
        start=start,
        due=HalfDay(end),
        due_soon_from=HalfDay(warn_from, Half.MORNING) if warn_from > start else None,
        overdue_from=HalfDay(end).next(),
        binds=Binds.APPLICANT,
    )


@dataclass(frozen=True, kw_only=True)
class Held:
    """批文有效期: up to when a decision holds by itself, if it does, and what that makes due."""

    valid_until: date | None
    meaning: Meaning | None = None
    duties: tuple[Deadline, ...] = ()


def held_from(item: Item, day: date, calendar: Calendar, until: date | None = None) -> Held:
    """Return how a decision of this day holds; else a certificate follows, or it has no end."""
    validity = item.validity
    if validity is None or not validity.from_decision:
        return Held(valid_until=until)
    end = until or end_of(day, validity.length, validity.span, calendar)
    due = due_at_end(validity, day, end)
    return Held(valid_until=end, meaning=validity.meaning, duties=(due,))
