"""The whole story of a project over all services, and its past acts of each kind."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from services.projects.api.border import PROJECTS_AT, SERVICE, ProjectPath
from services.projects.domain import events as said
from services.projects.domain.policy import READ, reads_data, reads_whole
from services.projects.domain.project import PROJECT
from services.projects.publishing import publish
from services.projects.views.history import (
    Entry,
    Wish,
    entries_of,
    entries_of_stream,
    matching,
    told_until,
)
from shared.adapters import sql
from shared.adapters.answers import Knowing, page
from shared.adapters.caller import Reading
from shared.adapters.command_handler import NotThere
from shared.adapters.listing import knowing_of, rows_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes
from shared.kernel.identifiers import stream_key

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
    """项目历史: over all services in order; who, when, before and after, and the hash of each.

    To whom only a department's item opens the project, the data of others' cases is withheld.
    """
    stream = await runtime.store.stream(stream_key(PROJECT.category, project_id))
    if not stream:
        raise NotThere(project_id)
    about = PROJECT.about(stream.state(PROJECT))
    caller.allow(READ)(about)
    query = matching(wish, project_id, about.lead, times)
    rows, cursor = await rows_of(runtime.pool, query, wish.keys(), wish)
    told = await sql.fetch(runtime.pool, told_until(rows, project_id, about.lead)) if rows else []
    seen = caller.visibility(READ)
    whole = reads_whole(seen, about.guarded)
    may_read = partial(reads_data, seen) if not whole else None
    entries = entries_of(rows, told, may_read)
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
    events = await runtime.records.events(PROJECT, project_id, times, caller.allow(READ))
    entries = [
        one
        for one in entries_of_stream(SERVICE, events, publish)
        if one.type in {kind.__name__ for kind in _EVENTS[acts]}
    ]
    return page(entries, None, knowing_of(SERVICE, events, times))
