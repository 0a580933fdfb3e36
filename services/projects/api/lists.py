"""One project, its milestones, and lists of projects."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.projects.api.border import PROJECTS_AT, SERVICE, Account, Park, ProjectPath
from services.projects.domain.project import PROJECT
from services.projects.domain.record import ProjectRecord, evolve_record
from services.projects.domain.terms import Stage
from services.projects.views.cards import ListedProject, MilestoneCard, ProjectShown
from services.projects.views.projects import (
    SORTS,
    Order,
    Wanted,
    count,
    listed,
    place,
    projects,
)
from services.projects.views.showing import milestone_cards, shown
from shared.adapters.answers import Knowing, one, page, read_cursor, write_cursor
from shared.adapters.caller import Caller, Reading
from shared.adapters.command_handler import NotThere
from shared.adapters.problems import Problem
from shared.adapters.records import Found
from shared.adapters.runtime import FromRuntime, Runtime
from shared.adapters.times import FromTimes, Times
from shared.adapters.web import Line
from shared.kernel.identifiers import ProjectId

router = APIRouter(prefix=PROJECTS_AT, tags=["项目"])


class Wish(BaseModel):
    """筛选: what the list of projects can be narrowed by; several stages may be named."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    stage: tuple[Stage, ...] = ()
    park: Park | None = None
    officer: Account | None = None
    flagged: bool | None = None
    q: Line | None = None
    sort: Annotated[str, Field(max_length=100)] = "-changed_at"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=1000)] | None = None
    count: bool = False

    def order(self) -> list[Order]:
        """Return the keys to sort by; the id makes the order total."""
        names = [name for name in self.sort.split(",") if name]
        known = [Order(name=one.lstrip("-"), descending=one.startswith("-")) for one in names]
        unknown = [one.name for one in known if one.name not in SORTS]
        if unknown or len({one.name for one in known}) != len(known):
            raise Problem(422, "sort-unknown", "sort by one or more of these", allowed=[*SORTS])
        return known if any(one.name == "id" for one in known) else [*known, Order(name="id")]

    def after(self, order: list[Order]) -> list[Any] | None:
        """Return the place the page before ended at."""
        if self.cursor is None:
            return None
        try:
            parts = read_cursor(self.cursor, len(order))
            return [SORTS[key.name][1](part) for key, part in zip(order, parts, strict=True)]
        except ValueError:
            raise Problem(422, "cursor-unreadable", "this is no cursor of this list") from None


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
    caller: Reading, runtime: FromRuntime, times: FromTimes, wish: Annotated[Wish, Query()]
) -> Response:
    """项目列表: as of any day; those whose import was undone only by their stage."""
    order = wish.order()
    wanted = Wanted(
        visibility=caller.visibility("projects.read"),
        as_of=times.as_of,
        order=order,
        limit=wish.limit,
        after=wish.after(order),
        stages=wish.stage,
        park=wish.park,
        officer=wish.officer,
        flagged=wish.flagged,
        words=wish.q,
    )
    rows = await projects(runtime.pool, wanted)
    items = [listed(row) for row in rows[: wish.limit]]
    more = len(rows) > wish.limit
    cursor = write_cursor(*place(rows[wish.limit - 1], order)) if more else None
    total = await count(runtime.pool, wanted) if wish.count else None
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
    found = await runtime.records.get(PROJECT, evolve_record, project_id, times, allow)
    if found.record.stage is Stage.NOT_CREATED:
        raise NotThere(project_id)
    return found
