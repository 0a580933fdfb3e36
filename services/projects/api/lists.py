"""One project, its milestones, and lists of projects."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from services.projects.api.border import PROJECTS_AT, SERVICE, ProjectPath
from services.projects.domain.past import record_of
from services.projects.domain.project import PROJECT
from services.projects.domain.record import ProjectRecord
from services.projects.domain.terms import Stage
from services.projects.views.cards import ListedProject, MilestoneCard, ProjectShown
from services.projects.views.projects import SORTS, Wish, listed, matching
from services.projects.views.showing import milestone_cards, shown
from shared.adapters.answers import Knowing, one, page
from shared.adapters.caller import Caller, Reading
from shared.adapters.command_handler import NotThere
from shared.adapters.listing import count_of, rows_of
from shared.adapters.records import Found
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromKnown, FromTimes, Times
from shared.kernel.identifiers import ProjectId
from shared.kernel.recorded import known

router = APIRouter(prefix=PROJECTS_AT, tags=["项目"])


class ProjectPage(BaseModel):
    """项目列表: a page."""

    items: list[ListedProject]
    next_cursor: str | None
    total: int | None = None


class MilestonePage(BaseModel):
    """里程碑列表: all of one project."""

    items: list[MilestoneCard]
    next_cursor: None


@router.get("", responses={200: {"model": ProjectPage}})
async def list_projects(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """项目列表: as of any day; those whose import was undone only by their stage."""
    query = matching(wish, caller.visibility("projects.read"), times.as_of)
    rows, cursor = await rows_of(runtime.pool, query, wish.keys(SORTS), wish)
    total = await count_of(runtime.pool, query) if wish.count else None
    items = [listed(row) for row in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times), total)


@router.get("/{project_id}", responses={200: {"model": ProjectShown}})
async def one_project(
    project_id: ProjectPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """项目: as it is, as it was known, or as it was so on any day."""
    found = await found_project(runtime, project_id, times, caller)
    knowing = Knowing(positions={SERVICE: found.position}, times=times)
    return one(shown(project_id, found.record), found.version, knowing)


@router.get("/{project_id}/milestones", responses={200: {"model": MilestonePage}})
async def milestones(
    project_id: ProjectPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """里程碑: planned, forecast and reached."""
    found = await found_project(runtime, project_id, times, caller)
    knowing = Knowing(positions={SERVICE: found.position}, times=times)
    return page(milestone_cards(found.record), None, knowing)


async def found_project(
    runtime: Runtime[Any], project_id: ProjectId, times: Times, caller: Caller
) -> Found[ProjectRecord]:
    """Return a project's record; one that was not yet created then is not there."""
    allow = caller.allow("projects.read")
    as_known = replace(times, valid_at=None)
    past = await runtime.records.events(PROJECT, project_id, as_known, allow)
    record = record_of(past, times.valid_at)
    if record is None or record.stage is Stage.NOT_CREATED:
        raise NotThere(project_id)
    so = known(past, valid_at=times.valid_at)
    return Found(
        record=record,
        version=max(event.version for event in so),
        position=max(event.position for event in so),
    )
