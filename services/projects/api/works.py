"""From ground-breaking to production, or to an end."""

from fastapi import APIRouter, Response

from services.projects.api.border import PROJECTS_AT, FromProject
from services.projects.domain.commands import (
    CompleteWorks,
    ObserveStart,
    RecogniseCommencement,
    ResumeWork,
    StartProduction,
    SuspendWork,
    TerminateProject,
)
from shared.adapters.bodies import DatedByDay
from shared.adapters.web import Prose

router = APIRouter(prefix=f"{PROJECTS_AT}/{{project_id}}", tags=["开工与竣工投产"])


class RecognitionRequest(DatedByDay):
    """认定: what shows that it was so."""

    evidence: Prose


class ObservationRequest(DatedByDay):
    """发现动工: what was seen."""

    seen: Prose


class ReasonRequest(DatedByDay):
    """停缓建, 终止: why."""

    reason: Prose


class ResumptionRequest(DatedByDay):
    """复工: what has changed."""

    note: Prose


@router.post("/commencements", status_code=201)
async def recognise_commencement(body: RecognitionRequest, project: FromProject) -> Response:
    """开工认定. Refused while an item of the approvals plan lacks a grant in force."""
    act = "projects.recognise-commencement"
    command = RecogniseCommencement(**project.asked(act, body), evidence=body.evidence)
    return await project.do(act, command)


@router.post("/observations", status_code=201)
async def observe_start(body: ObservationRequest, project: FromProject) -> Response:
    """发现动工. Recorded whatever the approvals say; without them it is flagged as 未批先建."""
    act = "projects.observe"
    command = ObserveStart(**project.asked(act, body), seen=body.seen)
    return await project.do(act, command)


@router.post("/suspensions", status_code=201)
async def suspend(body: ReasonRequest, project: FromProject) -> Response:
    """停缓建."""
    act = "projects.suspend"
    command = SuspendWork(**project.asked(act, body), reason=body.reason)
    return await project.do(act, command)


@router.post("/resumptions", status_code=201)
async def resume(body: ResumptionRequest, project: FromProject) -> Response:
    """复工."""
    act = "projects.resume"
    command = ResumeWork(**project.asked(act, body), note=body.note)
    return await project.do(act, command)


@router.post("/completions", status_code=201)
async def complete(body: RecognitionRequest, project: FromProject) -> Response:
    """竣工认定."""
    act = "projects.complete"
    command = CompleteWorks(**project.asked(act, body), evidence=body.evidence)
    return await project.do(act, command)


@router.post("/production-starts", status_code=201)
async def start_production(body: RecognitionRequest, project: FromProject) -> Response:
    """投产认定."""
    act = "projects.start-production"
    command = StartProduction(**project.asked(act, body), evidence=body.evidence)
    return await project.do(act, command)


@router.post("/terminations", status_code=201)
async def terminate(body: ReasonRequest, project: FromProject) -> Response:
    """终止项目. Afterwards only corrections are taken."""
    act = "projects.terminate"
    command = TerminateProject(**project.asked(act, body), reason=body.reason)
    return await project.do(act, command)
