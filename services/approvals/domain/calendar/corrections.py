"""更正的存续: which days of provisional years stay as they were corrected, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from services.approvals.domain.events import CorrectedDay
from shared.kernel.working_days import Calendar, Year, is_working, why

Corrections = Mapping[date, CorrectedDay]


def settled(
    number: int, year: Year, corrections: Corrections
) -> tuple[tuple[CorrectedDay, ...], tuple[CorrectedDay, ...]]:
    """Return which corrections a publication of the year leaves standing, and which it takes back.

    What is provisional takes nothing back; a notice everything, as far as it has a day otherwise.
    """
    calendar = Calendar(version="", years={number: year})
    anew = [
        replace(one, from_working=is_working(calendar, day), from_name=why(calendar, day))
        for day, one in sorted(corrections.items())
        if day.year == number
    ]
    differing = tuple(one for one in anew if _is_correction(one))
    return (differing, ()) if year.provisional else ((), tuple(map(_back, differing)))


def published(number: int, kept: Iterable[CorrectedDay], before: Corrections) -> Corrections:
    """Take in that a year was published, with what was kept of its corrections."""
    others = {day: one for day, one in before.items() if day.year != number}
    return others | {one.day: one for one in kept}


def corrected(days: Iterable[CorrectedDay], before: Corrections) -> Corrections:
    """Take corrections in; a day that is again as it was published stands corrected no longer."""
    after = dict(before)
    for one in days:
        first = before.get(one.day, one)
        after[one.day] = replace(one, from_working=first.from_working, from_name=first.from_name)
    return {day: one for day, one in after.items() if _is_correction(one)}


def _is_correction(one: CorrectedDay) -> bool:
    return (one.from_working, one.from_name) != (one.to_working, one.to_name)


def _back(one: CorrectedDay) -> CorrectedDay:
    return CorrectedDay(
        day=one.day,
        from_working=one.to_working,
        to_working=one.from_working,
        from_name=one.to_name,
        to_name=one.from_name,
    )
