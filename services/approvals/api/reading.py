"""Reading plans, items and cases: as they are, as they were known, as they were so."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from services.approvals.api import deadline_page, printed, shown
from services.approvals.api.border import (
    CALENDAR_PART,
    SERVICE,
    CasePath,
    case_events,
    found_in,
    knowing,
    read_case,
)
from services.approvals.api.explained import Explained
from services.approvals.api.naming import departments_of
from services.approvals.api.past import EVENTS, PastActs
from services.approvals.api.reports import reports_on
from services.approvals.domain.calendar.working_calendar import CALENDAR, CalendarState
from services.approvals.domain.case.explaining import (
    calendar_version_at_end,
    duty_readings,
    readings,
    stop_entries,
)
from shared.adapters.answers import one, page
from shared.adapters.caller import Reading
from shared.adapters.listing import knowing_of
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.kernel.clock import HalfDay
from shared.kernel.recorded import known

router = APIRouter(prefix="/api/v1", tags=["审批查询"])


@router.get("/cases/{case_id}")
async def one_case(
    case_id: CasePath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """办件: where it is, what it waits for, when it is due, what other systems say of it."""
    found = await read_case(runtime, caller, case_id, times)
    answer = shown.case(found.record, _moment(times, caller.at))
    answer["reports"] = await reports_on(runtime, found.record, times)
    return one(answer, found.version, knowing(found.position, times))


async def _explained(
    case_id: CasePath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Explained:
    events = await case_events(runtime, caller, case_id, times)
    found = found_in(events, case_id)
    record, ended_with = found.record, calendar_version_at_end(events)
    then = (await _calendar(runtime, times, ended_with)).in_park(record.park)
    now = (await _calendar(runtime, times, None)).in_park(record.park)
    at = HalfDay.holding(_moment(times, caller.at))
    names = await departments_of(runtime, times)
    return Explained(
        record=record,
        department=names.get(record.item.department) if record.item else None,
        version=found.version,
        at=at,
        calendar_version=then.version,
        reads=readings(record.clock, then, at),
        duties=duty_readings(record.duties, record.item, now, at) if record.item else (),
        stops=stop_entries(events),
        knowing=knowing(found.position, times),
    )


@router.get("/cases/{case_id}/deadline", responses={200: {"content": {"text/html": {}}}})
async def deadline(
    request: Request,
    explained: Annotated[Explained, Depends(_explained)],
    explain: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> Response:
    """期限: each clock with what it read then; explained, every day and why it counted or not.

    With `Accept: text/html` the explanation is one page to be printed.
    """
    if printed.is_wanted(request.headers.get("accept", "")):
        return deadline_page.answer(explained)
    answer = one(explained.plain(explain=explain), explained.version, explained.knowing)
    answer.headers["Vary"] = "Accept"
    return answer


@router.get("/cases/{case_id}/{acts}")
async def past_acts(
    case_id: CasePath, acts: PastActs, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往办理: who did it, when it was so, when it was recorded."""
    events = await case_events(runtime, caller, case_id, times)
    items = shown.entries([event for event in events if isinstance(event.event, EVENTS[acts])])
    return page(items, None, knowing_of(SERVICE, events, times))


def _moment(times: Times, at: datetime) -> datetime:
    return times.valid_at or times.as_of or at


async def _calendar(runtime: Runtime[Any], times: Times, version: str | None) -> CalendarState:
    """Return the calendar as known then, or as it was at a version."""
    stream = known(await runtime.store.stream(CALENDAR_PART.key), as_of=times.as_of)
    state: CalendarState = CALENDAR.initial
    for recorded in stream:
        state = CALENDAR.evolve(state, recorded.event)
        if state.calendar.version == version:
            break
    return state
