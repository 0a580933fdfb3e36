"""When can ground be broken: the earliest day, what decides it, and what if."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from services.approvals.api import outlook_shown, printed
from services.approvals.api.border import CALENDAR_PART, ProjectPath, knowing
from services.approvals.api.countdown_page import Sheet, page
from services.approvals.api.outlook_bodies import WhatIfRequest
from services.approvals.api.plans import CATALOGUE_PART
from services.approvals.domain.calendar.working_calendar import CALENDAR
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Milestone
from services.approvals.domain.outlook import Look, ahead_of, without_time
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.policy import READ
from services.approvals.domain.published_catalogues import CATALOGUES
from services.approvals.domain.scheduling import (
    Ahead,
    apply,
    compare,
    countdown,
    schedule,
)
from shared.adapters.answers import Knowing, one
from shared.adapters.bodies import Day
from shared.adapters.caller import Caller, Reading
from shared.adapters.command_handler import NotThere
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.kernel.effective import business_day
from shared.kernel.identifiers import CaseId, DepartmentId, ProjectId, stream_key
from shared.kernel.recorded import known
from shared.kernel.working_days import Calendar

router = APIRouter(prefix="/api/v1/plans/{project_id}", tags=["开工展望"])


class Wished(BaseModel):
    """What is asked of a schedule: which milestone, what counts, counted back from which day."""

    target: Milestone = Field(Milestone.COMMENCEMENT, description="工程节点")
    only_law: bool = Field(default=False, description="只计法定前置")
    by: Day | None = Field(None, description="倒排的目标日")


async def _seen(
    project_id: ProjectPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> "Seen":
    return await look(runtime, caller, project_id, times)


@router.get("/schedule", responses={200: {"content": {"text/html": {}}}})
async def one_schedule(
    request: Request,
    seen: Annotated["Seen", Depends(_seen)],
    wished: Annotated[Wished, Query()],
) -> Response:
    """最早开工日: the day, the chain that decides it, what each department must finish by when.

    With `Accept: text/html` what each must finish (手续倒排表) is one page to be printed.
    """
    ahead = seen.ahead(wished.target, only_law=wished.only_law)
    planned = schedule(ahead)
    back = countdown(planned, ahead.calendar, wished.by)
    if printed.is_wanted(request.headers.get("accept", "")):
        sheet = Sheet(
            plan=seen.plan,
            schedule=planned,
            countdown=back,
            departments=seen.departments,
            without_time=[
                item for item in without_time(seen.plan) if item.code in planned.counting
            ],
            only_law=wished.only_law,
        )
        return printed.answer(page(sheet), seen.version, seen.knowing)
    plain = {
        **outlook_shown.schedule(planned),
        "countdown": outlook_shown.countdown(back, seen.departments),
        "without_time": outlook_shown.without_time(without_time(seen.plan), planned),
    }
    answer = one(plain, seen.version, seen.knowing)
    answer.headers["Vary"] = "Accept"
    return answer


@router.post("/what-ifs")
async def what_if(
    project_id: ProjectPath, body: WhatIfRequest, caller: Reading, runtime: FromRuntime
) -> Response:
    """试算: the earliest day if this were otherwise; nothing is written."""
    seen = await look(runtime, caller, project_id, Times())
    ahead = seen.ahead(body.target, only_law=body.only_law)
    before, after = schedule(ahead), schedule(apply(body.asked(), ahead))
    answer = {
        **outlook_shown.comparison(compare(before, after)),
        "schedule": outlook_shown.schedule(after),
        "omission_not_provided": [code for code in body.omitted if not seen.omits(code)],
    }
    return one(answer, seen.version, seen.knowing)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A plan with its cases and the calendar, all as they were known at one time."""

    plan: Plan
    cases: Mapping[CaseId, Case]
    calendar: Calendar
    departments: Mapping[DepartmentId, str]
    today: date
    version: int
    knowing: Knowing

    def ahead(self, target: Milestone, *, only_law: bool) -> Ahead:
        """Return what is still to be done before a milestone."""
        look = Look(target=target, today=self.today, calendar=self.calendar, only_law=only_law)
        return ahead_of(self.plan, self.cases, look)

    def omits(self, code: str) -> bool:
        """Tell whether the catalogue lets an item be handled with omissions."""
        return self.plan.entry(code).item.omission is not None


async def look(runtime: Runtime[Any], caller: Caller, project: ProjectId, times: Times) -> Seen:
    """Return what there is to be known of a plan, as it was known."""
    events = await runtime.records.events(PLAN, project, times, caller.allow(READ))
    if not events:
        raise NotThere(project)
    plan = PLAN.fold(recorded.event for recorded in events)
    open_cases = [entry.case for entry in plan.entries.values() if entry.case is not None]
    keys = [stream_key(CASE.category, case) for case in open_cases]
    streams = await runtime.store.streams([*keys, CALENDAR_PART.key, CATALOGUE_PART.key])
    then = {key: known(stream, as_of=times.as_of) for key, stream in streams.items()}
    folded = {
        case: CASE.fold(recorded.event for recorded in then[key])
        for case, key in zip(open_cases, keys, strict=True)
    }
    calendars = CALENDAR.fold(recorded.event for recorded in then[CALENDAR_PART.key])
    catalogues = CATALOGUES.fold(recorded.event for recorded in then[CATALOGUE_PART.key])
    catalogue = catalogues.version(plan.composed.catalogue_version)
    position = max(recorded.position for stream in (events, *then.values()) for recorded in stream)
    return Seen(
        plan=plan,
        cases=folded,
        calendar=calendars.in_park(plan.park),
        departments={one.id: one.name for one in catalogue.departments} if catalogue else {},
        today=business_day(times.as_of or caller.at),
        version=events[-1].version,
        knowing=knowing(position, times),
    )
