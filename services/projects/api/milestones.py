"""When milestones are due, expected and reached."""

from fastapi import APIRouter, Response

from services.projects.api.border import PROJECTS_AT, FromProject
from services.projects.domain.commands import (
    CorrectMilestone,
    ForecastMilestone,
    PlanMilestone,
    ReachMilestone,
)
from services.projects.domain.past import entry_of
from services.projects.domain.terms import MilestoneKind
from shared.adapters.bodies import DatedByDay, Day, Span
from shared.adapters.web import Body, Prose

router = APIRouter(prefix=f"{PROJECTS_AT}/{{project_id}}/milestones", tags=["里程碑"])


class PlanRequest(Body):
    """里程碑计划: the day it is due; moving it says why."""

    milestone: MilestoneKind
    planned_on: Day
    reason: Prose | None = None


class ForecastRequest(Body):
    """里程碑预计: the day it is expected; later than planned says why."""

    milestone: MilestoneKind
    forecast_on: Day
    reason: Prose | None = None


class ReachedRequest(DatedByDay):
    """里程碑达成: on the day given, and what shows it."""

    milestone: MilestoneKind
    evidence: Prose


class CorrectionRequest(DatedByDay):
    """更正里程碑: the day it was really reached, and why another was entered."""

    milestone: MilestoneKind
    effective: Day | Span
    reason: Prose


@router.post("/plans", status_code=201)
async def plan(body: PlanRequest, project: FromProject) -> Response:
    """制定或调整里程碑计划."""
    act = "projects.plan-milestones"
    command = PlanMilestone(
        **project.asked(act),
        milestone=body.milestone,
        planned_on=body.planned_on,
        reason=body.reason or "",
    )
    return await project.do(act, command)


@router.post("/forecasts", status_code=201)
async def forecast(body: ForecastRequest, project: FromProject) -> Response:
    """预计里程碑."""
    act = "projects.plan-milestones"
    command = ForecastMilestone(
        **project.asked(act),
        milestone=body.milestone,
        forecast_on=body.forecast_on,
        reason=body.reason or "",
    )
    return await project.do(act, command)


@router.post("/actuals", status_code=201)
async def reach(body: ReachedRequest, project: FromProject) -> Response:
    """里程碑达成. Commencement, completion and production have acts of their own."""
    act = "projects.reach-milestones"
    command = ReachMilestone(
        **project.asked(act, body),
        milestone=body.milestone,
        evidence=body.evidence,
    )
    return await project.do(act, command)


@router.post("/corrections", status_code=201)
async def correct(body: CorrectionRequest, project: FromProject) -> Response:
    """更正里程碑. The day something was reached; the entry put right stays in the history."""
    act = "projects.correct-milestones"
    entry = entry_of(await project.past(act), body.milestone)
    command = CorrectMilestone(
        **project.asked(act, body),
        corrects=entry.event_id if entry else None,
        milestone=body.milestone,
        reason=body.reason,
    )
    return await project.do(act, command)
