"""The whole story of a project over all services, and its past acts of each kind."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.projects.api.border import PROJECTS_AT, SERVICE, ProjectPath
from services.projects.domain import events as said
from services.projects.domain.project import PROJECT
from services.projects.domain.record import evolve_record
from services.projects.publishing import publish
from services.projects.views.history import Entry, Wanted, entry_of, history
from services.projects.views.places import instant, number, words
from shared.adapters.answers import Knowing, page, read_cursor, write_cursor
from shared.adapters.caller import Reading
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes, Times

router = APIRouter(prefix=f"{PROJECTS_AT}/{{project_id}}", tags=["项目历史"])

Kind = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,64}$")]
_PLACE = 3


class PastActs(StrEnum):
    """以往操作: the collections of acts on one project."""

    CODES = "codes"
    OFFICERS = "officers"
    HAND_OVERS = "hand-overs"
    LEADERS = "leaders"
    PLANS = "milestones/plans"
    FORECASTS = "milestones/forecasts"
    ACTUALS = "milestones/actuals"
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
    PastActs.COMMENCEMENTS: (said.WorkCommenced,),
    PastActs.OBSERVATIONS: (said.StartObserved, said.UnapprovedStartObserved),
    PastActs.SUSPENSIONS: (said.WorkSuspended,),
    PastActs.RESUMPTIONS: (said.WorkResumed,),
    PastActs.COMPLETIONS: (said.WorksCompleted,),
    PastActs.PRODUCTION_STARTS: (said.ProductionStarted,),
    PastActs.TERMINATIONS: (said.ProjectTerminated,),
}


class Wish(BaseModel):
    """筛选: of which services and of which types; oldest first unless asked otherwise."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    service: tuple[Kind, ...] = ()
    type: tuple[Kind, ...] = ()
    sort: Literal["recorded_at", "-recorded_at"] = "recorded_at"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1000)] | None = None

    def after(self) -> tuple[datetime, str, int] | None:
        """Return the place the page before ended at."""
        if self.cursor is None:
            return None
        try:
            recorded_at, service, sequence = read_cursor(self.cursor, _PLACE)
            return instant(recorded_at), words(service), number(sequence)
        except ValueError:
            raise Problem(422, "cursor-unreadable", "this is no cursor of this list") from None


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
    wanted = Wanted(
        project=project_id,
        lead=now.record.lead_id,
        limit=wish.limit,
        newest_first=wish.sort.startswith("-"),
        as_of=times.as_of,
        valid_at=times.valid_at,
        services=wish.service,
        types=wish.type,
        after=wish.after(),
    )
    entries = await history(runtime.pool, wanted)
    shown = entries[: wish.limit]
    more = len(entries) > wish.limit
    cursor = write_cursor(*_place(shown[-1])) if more else None
    return page(shown, cursor, Knowing(positions=runtime.views.known(), times=times))


def _place(entry: Entry) -> tuple[Any, ...]:
    return entry.recorded_at, entry.service, entry.sequence


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
    newest = max((event.position for event in events), default=0)
    return page(entries, None, Knowing(positions={SERVICE: newest}, times=times))
