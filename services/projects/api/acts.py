"""The code a project bears, and who answers for it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.projects.api.border import PROJECTS_AT, FromProject
from services.projects.domain.commands import (
    AssignLeader,
    AssignOfficer,
    AssignProjectCode,
    HandOver,
)
from services.projects.domain.project import PROJECT
from services.projects.domain.record import evolve_record
from shared.adapters.bodies import Account, DatedByDay
from shared.adapters.times import Times
from shared.adapters.web import Body, Line, Prose

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
    """赋码. A code of either generation; a second one corrects the first."""
    act = "projects.code"
    command = AssignProjectCode(
        **project.asked(act, body), code=body.code, reason=body.reason or ""
    )
    found = await project.runtime.records.get(
        PROJECT, evolve_record, project.id, Times(), project.caller.allow(act)
    )
    if found.record.code is not None:
        command = replace(command, corrects=found.record.code.event_id)
    return await project.do(act, command)


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
