"""测算 on a plan, its open cases and the calendar: when ground can be broken, as it stands now.

The events belong to the plan, which is the first of the streams; the others are only read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.approvals.domain.case_state import Case
from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.commands import NoteEarliestStart
from services.approvals.domain.earliest_start import SLIP_DAYS
from services.approvals.domain.events import PlanEvent
from services.approvals.domain.outlook import Look, ahead_of
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan_state import Plan
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


def reckon(
    command: ReckonEarliestStart, plan: Plan, calendar: Calendar, cases: Sequence[Case]
) -> list[tuple[int, PlanEvent]]:
    """测算: nothing for a plan that is closed, or where ground has been broken."""
    if plan.closed or plan.project is None or Milestone.COMMENCEMENT.value in plan.reached:
        return []
    today = command.at.astimezone(BUSINESS_ZONE).date()
    known = dict(zip(command.cases, cases, strict=True))
    planned = _scheduled(plan, known, calendar, today)
    if planned is None:
        return []
    noting = NoteEarliestStart(
        by=command.by,
        at=command.at,
        effective=command.effective,
        on=planned.on.day,
        working_days=planned.days,
        chain=planned.chain_codes,
        later_by=working_days_between(calendar, plan.announced or planned.on.day, planned.on.day),
        look_again_on=add_working_days(calendar, today, SLIP_DAYS + 1),
        calendar_version=calendar.version,
    )
    return [(0, event) for event in PLAN.decide(noting, plan)]


def _scheduled(
    plan: Plan, cases: Mapping[CaseId, Case], calendar: Calendar, today: date
) -> Schedule | None:
    """Return the schedule; None where it would lie in a year that nobody has published yet."""
    look = Look(target=Milestone.COMMENCEMENT, today=today, calendar=calendar)
    try:
        return schedule(ahead_of(plan, cases, look))
    except Rejected:
        return None


def timers(plan: Plan) -> Mapping[str, datetime]:
    """Return when to look again though nothing has happened: early in the morning of a day."""
    going_on = not plan.closed and Milestone.COMMENCEMENT.value not in plan.reached
    if plan.reckoned is None or not going_on:
        return {}
    day = plan.reckoned.look_again_on
    return {LOOK_AGAIN: datetime(day.year, day.month, day.day, tzinfo=BUSINESS_ZONE) + _HOUR}
