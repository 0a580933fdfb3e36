"""What was done with a plan, each kind of act where it is done."""

from collections.abc import Mapping
from enum import StrEnum

from fastapi import APIRouter, Response

from services.approvals.api.border import SERVICE, ProjectPath, life_of
from services.approvals.domain import events as said
from services.approvals.domain.events.joint import JointApplicationConcluded, JointApplicationMade
from services.approvals.domain.plan import PLAN
from services.approvals.domain.policy import READ
from services.approvals.publishing import publish
from shared.adapters.answers import page, past_act
from shared.adapters.caller import Reading
from shared.adapters.listing import knowing_of
from shared.adapters.runtime import FromRuntime
from shared.adapters.times import FromTimes

router = APIRouter(prefix="/api/v1/plans/{project_id}", tags=["审批计划"])


class PlanActs(StrEnum):
    """以往操作: the collections of acts on one plan."""

    SITUATIONS = "situations"
    MOVES = "moves"
    DISPENSATIONS = "dispensations"
    DISPENSATION_LIFTS = "dispensation-lifts"
    PREREQUISITE_PROMISES = "prerequisite-promises"
    JOINT_APPLICATIONS = "joint-applications"
    JOINT_CONCLUSIONS = "joint-conclusions"


EVENTS: Mapping[PlanActs, type[said.PlanEvent]] = {
    PlanActs.SITUATIONS: said.PlanRecomposed,
    PlanActs.MOVES: said.PlanMoved,
    PlanActs.DISPENSATIONS: said.ItemDispensedWith,
    PlanActs.DISPENSATION_LIFTS: said.DispensationLifted,
    PlanActs.PREREQUISITE_PROMISES: said.PrerequisitePromised,
    PlanActs.JOINT_APPLICATIONS: JointApplicationMade,
    PlanActs.JOINT_CONCLUSIONS: JointApplicationConcluded,
}


@router.get("/{acts}")
async def past_acts(
    project_id: ProjectPath, acts: PlanActs, caller: Reading, runtime: FromRuntime, times: FromTimes
) -> Response:
    """以往操作: who did it, when it was so, when it was recorded, and what it changed."""
    events = await runtime.records.events(PLAN, project_id, times, caller.allow(READ))
    told = [one for one in life_of(events, times) if isinstance(one.event, EVENTS[acts])]
    items = [past_act(one, publish(one.stream, one)) for one in told]
    return page(items, None, knowing_of(SERVICE, events, times))
