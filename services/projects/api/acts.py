"""The code a project bears, and who answers for it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.projects.api.border import PROJECTS_AT, FromProject, Project
from services.projects.domain import events as said
from services.projects.domain.code_register import CODE_REGISTER, register_of
from services.projects.domain.coding import Coded, codes_concerned, give_code
from services.projects.domain.commands import (
    AssignLeader,
    AssignOfficer,
    AssignProjectCode,
    HandOver,
)
from services.projects.domain.past import last_said
from services.projects.domain.project import PROJECT
from shared.adapters.bodies import Account, DatedByDay
from shared.adapters.command_handler import Part
from shared.adapters.web import Body, Line, Prose
from shared.kernel.identifiers import stream_key
from shared.kernel.rejected import Rejected

router = APIRouter(prefix=f"{PROJECTS_AT}/{{project_id}}", tags=["项目责任"])


class CodeRequest(DatedByDay):
    """赋码: the code the national platform gave; a second one is a correction and says why."""

    code: Annotated[Line, Field(max_length=40, examples=["2101-330109-04-01-123456"])]
    reason: Prose | None = None


class OfficerRequest(Body):
    """指派首席服务官: the account of the officer."""

    officer: Account


class HandOverRequest(Body):
    """移交: from the officer in charge to another, and why."""

    from_officer: Account
    to_officer: Account
    reason: Prose


class LeaderRequest(Body):
    """指定包抓领导: the account of the leader; a change says why."""

    leader: Account
    reason: Prose | None = None


@router.post("/codes", status_code=201)
async def assign_code(body: CodeRequest, project: FromProject) -> Response:
    """赋码. A code of either generation, of one project; a second one corrects the first."""
    act = "projects.code"
    past = await project.past(act)
    borne = last_said(past, said.ProjectCoded | said.ProjectCodeCorrected)
    command = AssignProjectCode(
        **project.asked(act, body),
        corrects=borne.event_id if borne else None,
        code=body.code,
        reason=body.reason or "",
    )
    codes = codes_concerned(command, PROJECT.fold(recorded.event for recorded in past))

    def decide(states: Sequence[Any]) -> Coded:
        return give_code(command, project.id, states[0], states[1:])

    registers = [Part(CODE_REGISTER, register_of(code)) for code in codes]
    try:
        return await project.do_together(act, command, registers, decide)
    except Rejected as refused:
        raise await _narrowed(refused, project) from None


async def _narrowed(refused: Rejected, project: Project) -> Rejected:
    """Name the project that bears the code only to who may read it."""
    holder = refused.facts.get("project_id")
    if refused.code != "project-code-taken" or holder is None:
        return refused
    stream = await project.runtime.store.stream(stream_key(PROJECT.category, str(holder)))
    state = PROJECT.fold(recorded.event for recorded in stream)
    if not project.caller.visibility("projects.read").covers(PROJECT.about(state).guarded):
        return Rejected(refused.code, refused.detail)
    name = state.investment.name if state.investment else ""
    return Rejected(refused.code, refused.detail, project_id=holder, name=name)


@router.post("/officers", status_code=201)
async def assign_officer(body: OfficerRequest, project: FromProject) -> Response:
    """指派首席服务官."""
    act = "projects.assign-officer"
    command = AssignOfficer(**project.asked(act), officer=body.officer)
    return await project.do(act, command)


@router.post("/hand-overs", status_code=201)
async def hand_over(body: HandOverRequest, project: FromProject) -> Response:
    """首席服务官移交."""
    act = "projects.hand-over"
    command = HandOver(
        **project.asked(act),
        from_officer=body.from_officer,
        to_officer=body.to_officer,
        reason=body.reason,
    )
    return await project.do(act, command)


@router.post("/leaders", status_code=201)
async def assign_leader(body: LeaderRequest, project: FromProject) -> Response:
    """指定或更换包抓领导."""
    act = "projects.assign-leader"
    command = AssignLeader(**project.asked(act), leader=body.leader, reason=body.reason or "")
    return await project.do(act, command)
