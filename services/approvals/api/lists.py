"""办件列表: by whom it waits for, by when it is due, as of any day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.approvals import views
from services.approvals.api import shown
from services.approvals.api.bodies import Day, ItemCode, Project
from services.approvals.api.border import CASES_AT
from services.approvals.domain.policy import READ
from services.approvals.domain.terms import Awaiting, Stage
from services.approvals.domain.timekeeping import Shown
from shared.adapters.answers import Knowing, page, read_cursor, write_cursor
from shared.adapters.caller import Caller, Reading
from shared.adapters.problems import Problem
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes, Times

router = APIRouter(prefix=CASES_AT, tags=["审批查询"])

Sort = Literal["due_on", "-due_on", "received_on", "-received_on"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]


class Wish(BaseModel):
    """筛选: what a list of cases can be narrowed by."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Stage | None = None
    item: ItemCode | None = None
    department: Name | None = None
    project: Project | None = None
    due_before: Day | None = None
    light: Shown | None = None
    awaiting: Awaiting | None = None
    sort: Sort = "due_on"
    count: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None

    def equal(self) -> Mapping[str, str]:
        """Return the columns that must be equal to something."""
        asked = {
            "stage": self.status,
            "item_code": self.item,
            "department": self.department,
            "project": self.project,
            "awaiting": self.awaiting,
        }
        return {name: str(value) for name, value in asked.items() if value is not None}

    def after(self) -> tuple[date, str] | None:
        """Return the case the page before ended with."""
        if self.cursor is None:
            return None
        day, case_id = read_cursor(self.cursor, 2)
        try:
            return date.fromisoformat(day), str(case_id)
        except (TypeError, ValueError):
            raise Problem(422, "cursor-unreadable", "this is no cursor of this list") from None

    def wanted(self, caller: Caller, times: Times) -> views.Wanted:
        """Return what is asked of the view."""
        moment: datetime = times.as_of or caller.at
        return views.Wanted(
            at=moment,
            as_of=times.as_of,
            visibility=caller.visibility(READ),
            equal=self.equal(),
            due_before=self.due_before,
            light=self.light,
            sort=self.sort.removeprefix("-"),
            descending=self.sort.startswith("-"),
            after=self.after(),
            limit=self.limit,
        )


@router.get("")
async def list_cases(
    caller: Reading, runtime: FromRuntime, times: FromTimes, wish: Annotated[Wish, Query()]
) -> Response:
    """办件列表: only what the caller may read; what is due first comes first."""
    wanted = wish.wanted(caller, times)
    rows = await views.cases(runtime.pool, wanted)
    page_rows = rows[: wanted.limit]
    cursor = _cursor(page_rows[-1], wanted.sort) if len(rows) > wanted.limit else None
    total = await views.count(runtime.pool, wanted) if wish.count else None
    items = [shown.row(found) for found in page_rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times), total)


def _cursor(last: Mapping[str, Any], sort: str) -> str:
    return write_cursor(last[sort].isoformat(), last["id"])
