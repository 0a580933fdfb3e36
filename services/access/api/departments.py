"""Departments: set up once, renamed when the government is reorganised."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.access.api.border import SERVICE, Name, answer
from services.access.domain.commands import EstablishDepartment, RenameDepartment
from services.access.domain.department import DEPARTMENT
from services.access.domain.events import DepartmentRenamed
from services.access.domain.record import evolve_department
from services.access.views import BY_ID, departments
from shared.adapters.answers import Knowing, one, page, past_act
from shared.adapters.caller import Acting, Caller, Creating, Reading
from shared.adapters.command_handler import Allow, Part
from shared.adapters.listing import Wish, knowing_of, rows_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromKnown, FromTimes
from shared.adapters.web import Body, Line
from shared.kernel.decider import About
from shared.kernel.identifiers import DepartmentId
from shared.kernel.policy import Guarded

router = APIRouter(prefix="/api/v1/departments", tags=["部门"])

DepartmentPath = Annotated[DepartmentId, Path(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
_AT = "/api/v1/departments"
_KEEP = "access.keep-departments"
_READ = "access.read-departments"


class EstablishmentRequest(Body):
    """设立部门: its short name in English and its full name."""

    id: Name
    name: Line


class RenamingRequest(Body):
    """部门更名: the new name."""

    name: Line


@router.post("", status_code=201)
async def establish(body: EstablishmentRequest, caller: Creating, runtime: FromRuntime) -> Response:
    """设立部门."""
    caller.require(_KEEP, Guarded())
    department = DepartmentId(body.id)
    command = EstablishDepartment(**caller.asked(_KEEP), department=department, name=body.name)
    part = Part(DEPARTMENT, department)
    result = await runtime.commands.handle(part, command, caller.context(), creates=True)
    return answer(result, _AT)


@router.get("")
async def list_departments(
    caller: Reading, runtime: FromRuntime, times: FromKnown, wish: Annotated[Wish, Query()]
) -> Response:
    """部门列表."""
    caller.require(_READ, Guarded())
    rows, cursor = await rows_of(runtime.pool, departments(times.as_of), BY_ID, wish)
    items = [{"id": row["id"], "name": row["name"]} for row in rows]
    return page(items, cursor, Knowing(positions=runtime.views.known(), times=times))


@router.get("/{department_id}")
async def one_department(
    department_id: DepartmentPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """部门."""
    allow = _reading(caller)
    found = await runtime.records.get(DEPARTMENT, evolve_department, department_id, times, allow)
    knowing = Knowing(positions={"access": found.position}, times=times)
    return one(found.record, found.version, knowing)


@router.post("/{department_id}/renamings", status_code=201)
async def rename(
    department_id: DepartmentPath, body: RenamingRequest, caller: Acting, runtime: FromRuntime
) -> Response:
    """部门更名."""

    def allow(about: About) -> None:
        caller.require(_KEEP, about.guarded)

    command = RenameDepartment(**caller.asked(_KEEP), name=body.name)
    part = Part(DEPARTMENT, department_id)
    return answer(await runtime.commands.handle(part, command, caller.context(), allow=allow))


@router.get("/{department_id}/renamings")
async def past_renamings(
    department_id: DepartmentPath, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往更名: who did it, when it was so, when it was recorded."""
    events = await runtime.records.events(DEPARTMENT, department_id, times, _reading(caller))
    items = [past_act(one) for one in events if isinstance(one.event, DepartmentRenamed)]
    return page(items, None, knowing_of(SERVICE, events, times))


def _reading(caller: Caller) -> Allow:
    """Return the check of reading a department: whoever may read one may read all."""

    def check(about: About) -> None:
        caller.require(_READ, about.guarded)

    return check
