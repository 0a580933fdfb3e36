"""How the clocks of a case explain themselves: what each reads, its every day, every stop."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from services.approvals.api.shown import Plain, half_day, stop
from services.approvals.domain.case.explaining import ClockReading, Entered, StopEntry, gravest
from services.approvals.domain.case.record import CaseRecord
from services.approvals.domain.terms import ClockKind
from shared.adapters.answers import Knowing
from shared.kernel.clock import HalfDay, Reckoning
from shared.kernel.texts.deadlines import CLOCKS


@dataclass(frozen=True, kw_only=True)
class Explained:
    """期限说明: the clocks of a case as read at a half day, with a version of the calendar.

    `department` is the name of the one that handles it.
    """

    record: CaseRecord
    department: str | None
    version: int
    at: HalfDay
    calendar_version: str
    reads: Sequence[ClockReading]
    duties: Sequence[ClockReading]
    stops: Sequence[StopEntry]
    knowing: Knowing

    def plain(self, *, explain: bool) -> Plain:
        """Return it as data; explained, with every day and why it counted or not."""
        return {
            "case_id": self.record.case_id,
            "department": item.department if (item := self.record.item) else None,
            "department_name": self.department,
            "at": half_day(self.at),
            "light": gravest(self.reads),
            "calendar_version": self.calendar_version,
            "clocks": [clock(reading, explain=explain) for reading in self.reads],
            "duties": [clock(reading, explain=explain) for reading in self.duties],
            "stops": [stop_entry(entry) for entry in self.stops],
        }


def stop_entry(entry: StopEntry) -> Plain:
    """Show a stop, when it was so and when that was entered."""
    return {
        **stop(entry.stop),
        "begun": _entered(entry.begun),
        "ended": None if entry.ended is None else _entered(entry.ended),
        "entered_late": bool(entry.after),
        "entered_after": list(entry.after),
    }


def _entered(entered: Entered) -> Plain:
    return {
        "effective": entered.effective.to_plain(),
        "recorded_at": entered.recorded_at,
        "by": asdict(entered.by),
    }


def clock(reading: ClockReading, *, explain: bool) -> Plain:
    """Show what a clock reads, and if asked every day of its way."""
    one = reading.clock
    extensions = [
        {"days": added.days, "approved_by": added.approved_by, "reason": added.reason}
        for added in one.extensions
    ]
    return {
        "clock": reading.kind,
        "name": CLOCKS[reading.kind],
        "binds": reading.binds,
        "start": one.start,
        "begun_anew_on": reading.begun_anew_on,
        "limit": one.limit,
        "unit": one.unit,
        "warn_at": one.warn_at,
        "starts_on": _starts_on(reading),
        "source": reading.source,
        "source_verified": reading.verified,
        "unit_verified": reading.other is None,
        "extensions": extensions,
        "pauses": [
            {"reason": p.reason, "since": half_day(p.start), "until": half_day(p.end)}
            for p in one.pauses
        ],
        **_reckoning(reading.reckoning, explain=explain),
        "if_other_unit": _other(reading.other, explain=explain),
    }


def _starts_on(reading: ClockReading) -> str:
    if reading.limit is not None:
        return reading.limit.starts_on.value
    return "received" if reading.kind is ClockKind.NOTICE else "decided"


def _other(reckoning: Reckoning | None, *, explain: bool) -> Plain | None:
    return None if reckoning is None else _reckoning(reckoning, explain=explain)


def _reckoning(reckoning: Reckoning, *, explain: bool) -> Plain:
    shown: Plain = {
        "due": half_day(reckoning.due),
        "total": reckoning.total,
        "used": reckoning.used,
        "remaining": reckoning.remaining,
        "light": reckoning.light,
        "paused": reckoning.paused,
        "calendar_version": reckoning.calendar_version,
        "provisional": reckoning.provisional,
    }
    if explain:
        shown["days"] = [
            {"day": day.day, "counted": day.counted, "reason": day.reason} for day in reckoning.days
        ]
    return shown
