"""测算 on an outlook, its plan and the open cases: when ground can be broken, as it stands now.

The events belong to the outlook, which is the first of the streams; the others are only read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.commands import NoteEarliestStart
from services.approvals.domain.events import OutlookEvent
from services.approvals.domain.outlook import Look, ahead_of
from services.approvals.domain.outlook.earliest_start import OUTLOOK, Outlook
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.scheduling import Schedule, schedule
from shared.kernel.asked import Asked
from shared.kernel.effective import BUSINESS_ZONE
from shared.kernel.identifiers import CaseId
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import Calendar, add_working_days, working_days_between

LOOK_AGAIN = "earliest-start"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class ReckonEarliestStart(Asked):
    """测算最早开工日: something has happened that it hangs on, or some days have passed."""

    cases: tuple[CaseId, ...]


@dataclass(frozen=True, kw_only=True)
class Known:
    """已知: the plan, its open cases in the order they were asked for, the calendar, and the slip.

    A start that is later by more than `slip_days` working days is told anew.
    """

    plan: Plan
    cases: Sequence[Case]
    calendar: Calendar
    slip_days: int


def reckon(
    command: ReckonEarliestStart, outlook: Outlook, known: Known
) -> list[tuple[int, OutlookEvent]]:
    """测算: nothing for a plan that is closed, or where ground has been broken."""
    plan, calendar = known.plan, known.calendar
    if plan.closed or plan.project is None or Milestone.COMMENCEMENT.value in plan.reached:
        return []
    today = command.at.astimezone(BUSINESS_ZONE).date()
    cases = dict(zip(command.cases, known.cases, strict=True))
    planned = _scheduled(plan, cases, calendar, today)
    if planned is None:
        return []
    told = outlook.announced or planned.on.day
    noting = NoteEarliestStart(
        by=command.by,
        at=command.at,
        effective=command.effective,
        project=plan.project,
        lead=plan.lead,
        on=planned.on.day,
        working_days=planned.days,
        chain=planned.chain_codes,
        later_by=working_days_between(calendar, told, planned.on.day),
        slip_days=known.slip_days,
        look_again_on=add_working_days(calendar, today, known.slip_days + 1),
        calendar_version=calendar.version,
    )
    return [(0, event) for event in OUTLOOK.decide(noting, outlook)]


def _scheduled(
    plan: Plan, cases: Mapping[CaseId, Case], calendar: Calendar, today: date
) -> Schedule | None:
    """Return the schedule; None where it would lie in a year that nobody has published yet."""
    look = Look(target=Milestone.COMMENCEMENT, today=today, calendar=calendar)
    try:
        return schedule(ahead_of(plan, cases, look))
    except Rejected:
        return None


def timers(outlook: Outlook) -> Mapping[str, datetime]:
    """Return when to look again though nothing has happened: early in the morning of a day."""
    if outlook.reckoned is None:
        return {}
    day = outlook.reckoned.look_again_on
    return {LOOK_AGAIN: datetime(day.year, day.month, day.day, tzinfo=BUSINESS_ZONE) + _HOUR}
