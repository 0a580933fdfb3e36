"""工作日历: everybody reads it, administrators publish years, correct days, say for which parks."""

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field, StringConstraints

from services.approvals.api.border import CALENDAR_PART, SERVICE, knowing
from services.approvals.api.calendar_bodies import CorrectionRequest, YearRequest
from services.approvals.api.foreseeing import DryRun, foreseen
from services.approvals.domain.calendar.working_calendar import (
    CALENDAR,
    REGION,
    USUAL,
    CalendarState,
)
from services.approvals.domain.commands import (
    NATION,
    AgreeParkTiming,
    CalendarCommand,
    CorrectCalendar,
    DayAs,
    PublishYear,
)
from services.approvals.domain.events import CalendarCorrected, CalendarYearPublished
from services.approvals.domain.policy import CORRECT_CALENDAR, READ_REFERENCE
from services.approvals.publishing import publish
from services.approvals.recounting import foresee
from shared.adapters.answers import done, one, page, past_act
from shared.adapters.bodies import IDENTIFIER
from shared.adapters.caller import Acting, Caller, Reading
from shared.adapters.command_handler import NotThere
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.adapters.web import Body, Prose
from shared.kernel.identifiers import ParkId
from shared.kernel.policy import Guarded
from shared.kernel.recorded import Recorded
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import HOURS_IN_DAY, WARN_DAYS, Year

router = APIRouter(prefix="/api/v1/calendars/{region}", tags=["工作日历"])

RegionPath = Annotated[str, Path(pattern=r"^[A-Z]{2}(-\d{2,6})?$")]
YearPath = Annotated[int, Path(ge=1900, le=2999)]


class ParkTimingRequest(Body):
    """园区计时: how many days before an end the park is warned, and how long its working day is.

    Of an earliest start later by more than `slip_days` working days its people are told anew.
    """

    park: Annotated[ParkId, StringConstraints(pattern=IDENTIFIER)]
    warn_days: Annotated[Decimal, Field(ge=0, le=60, multiple_of=Decimal("0.5"))] = WARN_DAYS
    hours_in_day: Annotated[int, Field(ge=1, le=24)] = HOURS_IN_DAY
    slip_days: Annotated[int, Field(ge=0, le=60)] = USUAL.slip_days
    reason: Prose


@router.get("")
async def one_calendar(
    region: RegionPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """日历: its version, the years it holds, and the days a region has for itself."""
    caller.require(READ_REFERENCE, Guarded())
    state, events = await _known(runtime, region, times)
    years = [
        {"year": number, "provisional": year.provisional}
        for number, year in sorted(state.calendar.years.items())
    ]
    answer = {
        "region": region,
        "calendar_version": state.calendar.version,
        "years": years,
        "regions": sorted(state.regions),
        "regional_days": [
            {"day": day, "working": one.to_working, "name": one.to_name}
            for day, one in sorted(state.regional.get(region, {}).items())
        ],
    }
    return one(answer, state.version, knowing(events[-1].position, times))


@router.get("/years")
async def published(
    region: RegionPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往公布: the years that were published, by whom and after which notice."""
    return await _past(CalendarYearPublished, region, caller, runtime, times)


@router.get("/corrections")
async def corrected(
    region: RegionPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往更正: the days that were put right in the country or in this region, by whom and why."""
    return await _past(CalendarCorrected, region, caller, runtime, times)


@router.get("/years/{year}")
async def one_year(
    region: RegionPath, year: YearPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """年度安排: the days off and the working weekends, as known then."""
    caller.require(READ_REFERENCE, Guarded())
    state, events = await _known(runtime, region, times)
    found = state.in_region(region).years.get(year)
    if found is None:
        raise NotThere(str(year))
    answer = {
        "region": region,
        "year": year,
        "provisional": found.provisional,
        "calendar_version": state.calendar.version,
        "workdays_off": _named(found.workdays_off),
        "working_weekends": _named(found.working_weekends),
    }
    return one(answer, state.version, knowing(events[-1].position, times))


@router.get("/parks")
async def parks(
    region: RegionPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """园区计时: the parks that keep to a region, and how they warn; others count as is usual."""
    caller.require(READ_REFERENCE, Guarded())
    state, events = await _known(runtime, region, times)
    items = [
        {"park": park, **asdict(timing)}
        for park, timing in sorted(state.parks.items())
        if timing.region == region
    ]
    answer = {"usual": asdict(USUAL), "items": items}
    return one(answer, state.version, knowing(events[-1].position, times))


@router.post("/years", status_code=201)
async def publish_year(
    region: RegionPath,
    body: YearRequest,
    caller: Acting,
    runtime: FromRuntime,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """公布年度安排: a new year, or the notice of one that was provisional."""
    caller.require(CORRECT_CALENDAR, Guarded())
    _require_ours(region)
    if region != NATION:
        raise Rejected("calendar-year-is-national", "a region has single days of its own")
    command = PublishYear(
        **caller.asked(CORRECT_CALENDAR), number=body.year, year=_year(body), source=body.source
    )
    return await _carry(command, caller, runtime, dry_run=dry_run)


@router.post("/corrections", status_code=201)
async def correct(
    region: RegionPath,
    body: CorrectionRequest,
    caller: Acting,
    runtime: FromRuntime,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """更正日历: every open deadline is counted again; what is over stays as it was."""
    caller.require(CORRECT_CALENDAR, Guarded())
    _require_ours(region)
    days = tuple(DayAs(day=day.day, working=day.working, name=day.name) for day in body.days)
    command = CorrectCalendar(
        **caller.asked(CORRECT_CALENDAR),
        days=days,
        reason=body.reason,
        source=body.source,
        region=region,
    )
    return await _carry(command, caller, runtime, dry_run=dry_run)


@router.post("/parks", status_code=201)
async def agree_timing(
    region: RegionPath,
    body: ParkTimingRequest,
    caller: Acting,
    runtime: FromRuntime,
    dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """约定园区计时: the park keeps to this region from now on; its open deadlines count again."""
    caller.require(CORRECT_CALENDAR, Guarded())
    _require_ours(region)
    command = AgreeParkTiming(
        **caller.asked(CORRECT_CALENDAR),
        park=body.park,
        region=region,
        warn_days=body.warn_days,
        hours_in_day=body.hours_in_day,
        slip_days=body.slip_days,
        reason=body.reason,
    )
    return await _carry(command, caller, runtime, dry_run=dry_run)


async def _carry(
    command: CalendarCommand, caller: Caller, runtime: Runtime[Any], *, dry_run: bool
) -> Response:
    if dry_run:
        return foreseen(await foresee(runtime, command), caller)
    return done(SERVICE, await runtime.commands.handle(CALENDAR_PART, command, caller.context()))


def _year(body: YearRequest) -> Year:
    try:
        return Year(
            workdays_off={day.day: day.name for day in body.workdays_off},
            working_weekends={day.day: day.name for day in body.working_weekends},
            provisional=body.provisional,
        )
    except ValueError as fault:
        raise Rejected("calendar-day-contradictory", str(fault)) from None


async def _past(
    kind: type[CalendarYearPublished] | type[CalendarCorrected],
    region: str,
    caller: Caller,
    runtime: Runtime[Any],
    times: Times,
) -> Response:
    caller.require(READ_REFERENCE, Guarded())
    _, events = await _known(runtime, region, times)
    told = [one for one in events if isinstance(one.event, kind)]
    ours = [one for one in told if getattr(one.event, "region", region) == region]
    items = [past_act(one, publish(one.stream, one)) for one in ours]
    return page(items, None, knowing(events[-1].position, times))


async def _known(
    runtime: Runtime[Any], region: str, times: Times
) -> tuple[CalendarState, list[Recorded[Any]]]:
    _require_ours(region)
    events = await runtime.records.events(CALENDAR, REGION, times, lambda _: None)
    if not events:
        raise NotThere(region)
    return CALENDAR.fold(recorded.event for recorded in events), events


def _require_ours(region: str) -> None:
    if region.partition("-")[0] != NATION:
        raise Problem(404, "calendar-unknown", "there is no calendar of this region")


def _named(days: Any) -> list[dict[str, Any]]:
    return [{"day": day, "name": name} for day, name in sorted(days.items())]
