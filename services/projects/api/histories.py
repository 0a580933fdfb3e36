"""The whole story of a project over all services, and its past acts of each kind."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from services.projects.api.border import PROJECTS_AT, SERVICE, ProjectPath
from services.projects.domain import events as said
from services.projects.domain.project import PROJECT
from services.projects.domain.record import evolve_record
from services.projects.publishing import publish
from services.projects.views.history import Entry, Wish, entry, entry_of, matching
from shared.adapters.answers import Knowing, page
from shared.adapters.caller import Reading
from shared.adapters.listing import knowing_of, rows_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes, Times

router = APIRouter(prefix=f"{PROJECTS_AT}/{{project_id}}", tags=["项目历史"])


class PastActs(StrEnum):
    """以往操作: the collections of acts on one project."""

    CODES = "codes"
    OFFICERS = "officers"
    HAND_OVERS = "hand-overs"
    LEADERS = "leaders"
    PLANS = "milestones/plans"
    FORECASTS = "milestones/forecasts"
    ACTUALS = "milestones/actuals"
    CORRECTIONS = "milestones/corrections"
    COMMENCEMENTS = "commencements"
    OBSERVATIONS = "observations"
    SUSPENSIONS = "suspensions"
    RESUMPTIONS = "resumptions"
    COMPLETIONS = "completions"
    PRODUCTION_STARTS = "production-starts"
    TERMINATIONS = "terminations"


_EVENTS: Mapping[PastActs, tuple[type[said.Event], ...]] = {
    PastActs.CODES: (said.ProjectCoded, said.ProjectCodeCorrected),
    PastActs.OFFICERS: (said.OfficerAssigned,),
    PastActs.HAND_OVERS: (said.OfficerHandedOver,),
    PastActs.LEADERS: (said.LeaderAssigned, said.LeaderReplaced),
    PastActs.PLANS: (said.MilestonePlanned,),
    PastActs.FORECASTS: (said.MilestoneForecast,),
    PastActs.ACTUALS: (said.MilestoneReached,),
    PastActs.CORRECTIONS: (said.MilestoneCorrected,),
    PastActs.COMMENCEMENTS: (said.WorkCommenced,),
    PastActs.OBSERVATIONS: (said.StartObserved, said.UnapprovedStartObserved),
    PastActs.SUSPENSIONS: (said.WorkSuspended,),
    PastActs.RESUMPTIONS: (said.WorkResumed,),
    PastActs.COMPLETIONS: (said.WorksCompleted,),
    PastActs.PRODUCTION_STARTS: (said.ProductionStarted,),
    PastActs.TERMINATIONS: (said.ProjectTerminated,),
}


class HistoryPage(BaseModel):
    """历史: a page of entries."""

    items: list[Entry]
    next_cursor: str | None


@router.get("/history", responses={200: {"model": HistoryPage}})
async def whole_history(
    project_id: ProjectPath,
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
    wish: Annotated[Wish, Query()],
) -> Response:
    """项目历史: over all services in order; who, when, before and after, and the hash of each."""
    allow = caller.allow("projects.read")
    now = await runtime.records.get(PROJECT, evolve_record, project_id, Times(), allow)
    query = matching(wish, project_id, now.record.lead_id, times)
    rows, cursor = await rows_of(runtime.pool, query, wish.keys(), wish)
    entries = [entry(row) for row in rows]
    return page(entries, cursor, Knowing(positions=runtime.views.known(), times=times))


@router.get("/{acts:path}", responses={200: {"model": HistoryPage}})
async def past_acts(
    project_id: ProjectPath,
    acts: PastActs,
    caller: Reading,
    runtime: FromRuntime,
    times: FromTimes,
) -> Response:
    """以往操作: who did it, when it was so, when it was recorded, what it changed."""
    allow = caller.allow("projects.read")
    events = await runtime.records.events(PROJECT, project_id, times, allow)
    entries = [
        entry_of(SERVICE, recorded, publish(recorded.stream, recorded))
        for recorded in events
        if isinstance(recorded.event, _EVENTS[acts])
    ]
    return page(entries, None, knowing_of(SERVICE, events, times))
